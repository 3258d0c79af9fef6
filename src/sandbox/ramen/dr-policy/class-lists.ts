import { isObject, type JsonObject } from '../../../model/json.ts';
import type { RamenContext } from '../context.ts';
import { clusterIdOf } from '../managed-cluster.ts';
import { listOf } from '../metadata.ts';
import type { ClassLists } from './peer-classes.ts';

/** As the hub sees them, by way of the cluster's DRClusterConfig; undefined while there is none or nobody answers. */
export function classListsOf(context: RamenContext, cluster: string): ClassLists | undefined {
  const { hub, managed } = context.world;
  const there = context.isLost(cluster) ? undefined : managed.get(cluster);
  const config = there?.get('DRClusterConfig', undefined, cluster);
  const id = clusterIdOf(hub.get('ManagedCluster', undefined, cluster) ?? {});
  if (there === undefined || config === undefined || id === undefined) return undefined;
  const listed = (field: string, kind: string): readonly JsonObject[] =>
    listOf(config, ['status', field])
      .map((name) => there.get(kind, undefined, String(name)))
      .filter(isObject);
  return {
    clusterId: id,
    storage: listed('storageClasses', 'StorageClass'),
    snapshot: listed('volumeSnapshotClasses', 'VolumeSnapshotClass'),
    groupSnapshot: listed('volumeGroupSnapshotClasses', 'VolumeGroupSnapshotClass'),
    replication: listed('volumeReplicationClasses', 'VolumeReplicationClass'),
    groupReplication: listed('volumeGroupReplicationClasses', 'VolumeGroupReplicationClass'),
  };
}
