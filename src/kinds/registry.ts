import { isOfGroup } from '../model/object-ref.ts';
import { applicationSet } from './application-set.ts';
import { config } from './config.ts';
import { configMap } from './config-map.ts';
import type { Kind } from './define-kind.ts';
import { drCluster } from './dr-cluster.ts';
import { drClusterConfig } from './dr-cluster-config.ts';
import { drPlacementControl } from './dr-placement-control.ts';
import { drPolicy } from './dr-policy.ts';
import { maintenanceMode } from './maintenance-mode.ts';
import { managedCluster } from './managed-cluster.ts';
import { managedClusterSet } from './managed-cluster-set.ts';
import { managedClusterSetBinding } from './managed-cluster-set-binding.ts';
import { managedClusterView } from './managed-cluster-view.ts';
import { manifestWork } from './manifest-work.ts';
import { namespace } from './namespace.ts';
import { networkFence } from './network-fence.ts';
import { networkFenceClass } from './network-fence-class.ts';
import { persistentVolumeClaim } from './persistent-volume-claim.ts';
import { placement } from './placement.ts';
import { placementDecision } from './placement-decision.ts';
import { placementRule } from './placement-rule.ts';
import { protectedVolumeReplicationGroupList } from './protected-volume-replication-group-list.ts';
import { ramenConfig } from './ramen-config.ts';
import { recipe } from './recipe.ts';
import { removal } from './removal.ts';
import { replicationDestination } from './replication-destination.ts';
import { replicationGroupDestination } from './replication-group-destination.ts';
import { replicationGroupSource } from './replication-group-source.ts';
import { replicationSource } from './replication-source.ts';
import { secret } from './secret.ts';
import { statefulSet } from './stateful-set.ts';
import { storageClass } from './storage-class.ts';
import { subscription } from './subscription.ts';
import { topologySync } from './topology-sync.ts';
import { volumeGroupReplication } from './volume-group-replication.ts';
import { volumeGroupReplicationClass } from './volume-group-replication-class.ts';
import { volumeGroupSnapshotClass } from './volume-group-snapshot-class.ts';
import { volumeGroupSnapshotClassOpenshift } from './volume-group-snapshot-class-openshift.ts';
import { volumeReplication } from './volume-replication.ts';
import { volumeReplicationClass } from './volume-replication-class.ts';
import { volumeReplicationGroup } from './volume-replication-group.ts';
import { volumeSnapshotClass } from './volume-snapshot-class.ts';

/** Every kind that ramen-sync knows, by file name. */
export const kinds: readonly Kind[] = [
  applicationSet,
  config,
  configMap,
  drCluster,
  drClusterConfig,
  drPlacementControl,
  drPolicy,
  maintenanceMode,
  managedCluster,
  managedClusterSet,
  managedClusterSetBinding,
  managedClusterView,
  manifestWork,
  namespace,
  networkFence,
  networkFenceClass,
  persistentVolumeClaim,
  placement,
  placementDecision,
  placementRule,
  protectedVolumeReplicationGroupList,
  ramenConfig,
  recipe,
  removal,
  replicationDestination,
  replicationGroupDestination,
  replicationGroupSource,
  replicationSource,
  secret,
  statefulSet,
  storageClass,
  subscription,
  topologySync,
  volumeGroupReplication,
  volumeGroupReplicationClass,
  volumeGroupSnapshotClass,
  volumeGroupSnapshotClassOpenshift,
  volumeReplication,
  volumeReplicationClass,
  volumeReplicationGroup,
  volumeSnapshotClass,
];

const byKind: ReadonlyMap<string, readonly Kind[]> = groupByKind();

/** Any version of the group matches: two versions are one object on the server. */
export function kindOf(apiVersion: string, kind: string): Kind | undefined {
  return byKind.get(kind)?.find(({ group }) => isOfGroup(apiVersion, group));
}

function groupByKind(): ReadonlyMap<string, readonly Kind[]> {
  const groups = new Map<string, Kind[]>();
  for (const each of kinds) groups.set(each.kind, [...(groups.get(each.kind) ?? []), each]);
  return groups;
}

/** As people type it: kind, plural or short name, whatever the case; also `plural.group`. The first of the list wins. */
export function findKind(word: string): Kind | undefined {
  const wanted = word.toLowerCase();
  return kinds.find(
    (kind) =>
      kind.kind.toLowerCase() === wanted ||
      kind.plural === wanted ||
      kind.shortNames.includes(wanted) ||
      `${kind.plural}.${kind.group}` === wanted,
  );
}
