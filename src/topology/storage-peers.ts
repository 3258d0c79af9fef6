import type { PairStorage, StoragePair } from './policy-pairs.ts';
import type { StorageObject } from './storage-classes.ts';

/** What replicates a StorageClass between two clusters. Ramen: internal/controller/drpolicy_peerclass.go. */
export type PeerMode = 'sync' | 'replication' | 'snapshot' | 'none';

/** How Ramen would pair these StorageClasses under a policy of that interval, by what is in Git. */
export function peerMode(pair: StoragePair, storage: PairStorage, interval: string): PeerMode {
  if (pair.shared) return 'sync';
  const [first, second] = pair.objects;
  if (interval === '' || first.offloaded !== second.offloaded) return 'none';
  const ids = (section: 'replicationClasses' | 'groupReplicationClasses') =>
    common(
      [...matching(first, storage.clusters[0][section], interval)].flatMap(idOf(section)),
      [...matching(second, storage.clusters[1][section], interval)].flatMap(idOf(section)),
    );
  if (ids('groupReplicationClasses') && first.offloaded) return 'replication';
  if (first.offloaded) return 'none';
  if (ids('replicationClasses')) return 'replication';
  const snapshots = (section: 'snapshotClasses' | 'groupSnapshotClasses') =>
    pair.objects.every((object, index) =>
      (storage.clusters[index]?.[section] ?? []).some((candidate) => belongsTo(candidate, object)),
    );
  return snapshots('groupSnapshotClasses') || snapshots('snapshotClasses') ? 'snapshot' : 'none';
}

/** The replication classes that Ramen takes for a StorageClass and an interval, whatever their replication id. */
export function matching(
  object: StorageObject,
  classes: readonly StorageObject[],
  interval: string,
): readonly StorageObject[] {
  return classes.filter((candidate) => belongsTo(candidate, object) && candidate.interval === interval);
}

/** Storage id and driver are those of the StorageClass. */
export function belongsTo(candidate: StorageObject, object: StorageObject): boolean {
  return (
    candidate.storageId !== undefined &&
    candidate.storageId === object.storageId &&
    candidate.driver === object.driver
  );
}

function idOf(section: 'replicationClasses' | 'groupReplicationClasses') {
  return ({ replicationId, groupReplicationId }: StorageObject): readonly string[] => {
    const id = section === 'replicationClasses' ? replicationId : groupReplicationId;
    return id === undefined ? [] : [id];
  };
}

function common(some: readonly string[], others: readonly string[]): boolean {
  return some.some((id) => others.includes(id));
}
