import { getAt, getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { labelOf, nameOf } from '../metadata.ts';

/** What a cluster's DRClusterConfig lists, each class with its object (Ramen: classLists in drpolicy_peerclass.go). */
export interface ClassLists {
  readonly clusterId: string;
  readonly storage: readonly JsonObject[];
  readonly snapshot: readonly JsonObject[];
  readonly groupSnapshot: readonly JsonObject[];
  readonly replication: readonly JsonObject[];
  readonly groupReplication: readonly JsonObject[];
}

export interface PeerClasses {
  readonly async: readonly JsonObject[];
  readonly sync: readonly JsonObject[];
}

// Lower case throughout: Kubernetes compares label keys byte by byte.
const label = (name: string): string => `ramendr.openshift.io/${name}`;
const storageIdOf = (each: JsonObject): string => labelOf(each, label('storageid')) ?? '';
const isOffloaded = (each: JsonObject): boolean => labelOf(each, label('offloaded')) !== undefined;

/**
 * Storage that can stand for storage on the other cluster: StorageClasses of one name. One storage ID is Metro. Two are
 * Regional, where exactly the policy's interval is replicated, or snapshots can be taken on both sides.
 * (Ramen: internal/controller/drpolicy_peerclass.go.)
 */
export function peerClassesOf(one: ClassLists, other: ClassLists, interval: string): PeerClasses {
  const clusterIDs = [one.clusterId, other.clusterId];
  const pairs = one.storage.flatMap((storage) => {
    const peer = other.storage.find((each) => nameOf(each) === nameOf(storage));
    return peer === undefined ? [] : [{ storage, peer }];
  });
  const base = (storage: JsonObject) => ({ clusterIDs, storageClassName: nameOf(storage) });
  return {
    sync: pairs
      .filter(({ storage, peer }) => storageIdOf(storage) === storageIdOf(peer))
      .map(({ storage }) => ({ ...base(storage), storageID: [storageIdOf(storage)] })),
    async: pairs
      .filter(({ storage, peer }) => storageIdOf(storage) !== storageIdOf(peer) && interval !== '')
      .flatMap(({ storage, peer }) => {
        const how = asyncReplication([one, storage], [other, peer], interval);
        const storageID = [storageIdOf(storage), storageIdOf(peer)];
        return how === undefined ? [] : [{ ...base(storage), storageID, ...how }];
      }),
  };
}

type Side = readonly [ClassLists, JsonObject];

function asyncReplication(one: Side, other: Side, interval: string): JsonObject | undefined {
  if (isOffloaded(one[1]) !== isOffloaded(other[1])) return undefined;
  const group = sharedGroup(one, other, interval);
  if (isOffloaded(one[1])) {
    if (group === undefined) return undefined;
    return {
      groupreplicationID: group.id,
      grouping: true,
      offloaded: true,
      ...(group.global ? { global: true } : {}),
    };
  }
  const replicationID = sharedId(one, other, interval);
  if (replicationID !== undefined) {
    return {
      replicationID,
      ...(group === undefined ? {} : { groupreplicationID: group.id, grouping: true }),
    };
  }
  if (takesSnapshots(one, 'groupSnapshot') && takesSnapshots(other, 'groupSnapshot'))
    return { grouping: true };
  return takesSnapshots(one, 'snapshot') && takesSnapshots(other, 'snapshot') ? {} : undefined;
}

function sharedId(one: Side, other: Side, interval: string): string | undefined {
  const ids = (side: Side): readonly string[] =>
    fitting(side, side[0].replication, interval).flatMap(
      (each) => labelOf(each, label('replicationid')) || [],
    );
  const theirs = new Set(ids(other));
  return ids(one).find((id) => theirs.has(id));
}

function sharedGroup(
  one: Side,
  other: Side,
  interval: string,
): { readonly id: string; readonly global: boolean } | undefined {
  const groups = (side: Side) =>
    fitting(side, side[0].groupReplication, interval).flatMap((each) => {
      const id = labelOf(each, label('groupreplicationid')) ?? '';
      const own = labelOf(side[1], label('groupreplicationid')) ?? id;
      return id === '' || own !== id ? [] : [{ id, global: labelOf(each, label('global')) === 'true' }];
    });
  for (const ours of groups(one)) {
    const theirs = groups(other).find(({ id }) => id === ours.id);
    if (theirs !== undefined) return { id: ours.id, global: ours.global && theirs.global };
  }
  return undefined;
}

/** Replication classes of the storage, for exactly this text of the interval. */
function fitting([, storage]: Side, classes: readonly JsonObject[], interval: string): readonly JsonObject[] {
  return classes.filter(
    (each) =>
      storageIdOf(each) === storageIdOf(storage) &&
      getAt(each, ['spec', 'parameters', 'schedulingInterval']) === interval &&
      getString(each, ['spec', 'provisioner']) === getString(storage, ['provisioner']),
  );
}

function takesSnapshots([lists, storage]: Side, kind: 'snapshot' | 'groupSnapshot'): boolean {
  return lists[kind].some(
    (each) =>
      storageIdOf(each) === storageIdOf(storage) &&
      getString(each, ['driver']) === getString(storage, ['provisioner']),
  );
}
