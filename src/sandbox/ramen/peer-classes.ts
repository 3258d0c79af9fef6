import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { SandboxCluster, SandboxWorld } from '../world.ts';
import { clusterId } from './managed-cluster.ts';
import { labelOf, listOf, nameOf } from './metadata.ts';

export interface PeerClasses {
  readonly async: readonly JsonObject[];
  readonly sync: readonly JsonObject[];
}

// Lower case throughout: Kubernetes compares label keys byte by byte.
const storageId = 'ramendr.openshift.io/storageid';
const replicationId = 'ramendr.openshift.io/replicationid';

/**
 * Storage that can stand for storage on the other cluster: StorageClasses of one name, by their `storageid`; with
 * different ids a VolumeReplicationClass pair, or snapshot classes, for exactly the policy's interval.
 * (Ramen: internal/controller/drpolicy_peerclass.go, without offloaded and grouped storage.)
 */
export function peerClassesOf(world: SandboxWorld, policy: JsonObject): PeerClasses {
  const names = listOf(policy, ['spec', 'drClusters']).map(String);
  const [one, other] = names.map((name) => world.managed.get(name));
  if (one === undefined || other === undefined) return { async: [], sync: [] };
  const interval = getString(policy, ['spec', 'schedulingInterval']) ?? '';
  const pairs = one.list('StorageClass').flatMap((storage) => {
    const peer = other.get('StorageClass', undefined, nameOf(storage));
    const ids = [
      labelOf(storage, storageId) ?? '',
      peer === undefined ? '' : (labelOf(peer, storageId) ?? ''),
    ];
    return peer === undefined || ids.includes('') ? [] : [{ storage, peer, ids }];
  });
  const clusterIDs = names.map(clusterId);
  return {
    sync: pairs
      .filter(({ ids }) => ids[0] === ids[1])
      .map(({ storage, ids }) => ({
        clusterIDs,
        storageClassName: nameOf(storage),
        storageID: ids.slice(0, 1),
      })),
    async: pairs
      .filter(({ ids }) => ids[0] !== ids[1] && interval !== '')
      .flatMap(({ storage, peer, ids }) => {
        const base = { clusterIDs, storageClassName: nameOf(storage), storageID: ids };
        const replicationID = sharedReplicationId([one, storage], [other, peer], interval);
        if (replicationID !== undefined) return [{ ...base, replicationID }];
        return hasSnapshotClass(one, storage) && hasSnapshotClass(other, peer) ? [base] : [];
      }),
  };
}

type Side = readonly [SandboxCluster, JsonObject];

function sharedReplicationId(one: Side, other: Side, interval: string): string | undefined {
  const theirs = new Set(replicationIds(other, interval));
  return replicationIds(one, interval).find((id) => theirs.has(id));
}

function replicationIds([cluster, storage]: Side, interval: string): readonly string[] {
  return cluster
    .list('VolumeReplicationClass')
    .filter(
      (each) =>
        labelOf(each, storageId) === labelOf(storage, storageId) &&
        getString(each, ['spec', 'parameters', 'schedulingInterval']) === interval &&
        getString(each, ['spec', 'provisioner']) === getString(storage, ['provisioner']),
    )
    .flatMap((each) => labelOf(each, replicationId) || []);
}

function hasSnapshotClass(cluster: SandboxCluster, storage: JsonObject): boolean {
  return cluster
    .list('VolumeSnapshotClass')
    .some(
      (each) =>
        labelOf(each, storageId) === labelOf(storage, storageId) &&
        getString(each, ['driver']) === getString(storage, ['provisioner']),
    );
}
