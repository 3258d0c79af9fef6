import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { shippedDocuments } from '../../schema/shipped.ts';

type Role = 'hub' | 'managed';

/** The CustomResourceDefinitions that a cluster of the sandbox has; the same documents whenever it is asked. */
export function crdsFor(role: Role): readonly JsonObject[] {
  const found = read.get(role) ?? readCrds(role);
  read.set(role, found);
  return found;
}

const read = new Map<Role, readonly JsonObject[]>();

function readCrds(role: Role): readonly JsonObject[] {
  return shippedDocuments().filter((document) => {
    const kind = getString(document, ['spec', 'names', 'kind']) ?? '';
    return (
      document.kind === 'CustomResourceDefinition' && (role === 'hub' ? hubKinds : managedKinds).has(kind)
    );
  });
}

/** What Ramen's hub operator, OCM's hub and ramen-sync itself bring. */
const hubKinds = new Set([
  'DRPolicy',
  'DRCluster',
  'DRPlacementControl',
  'Placement',
  'PlacementDecision',
  'PlacementRule',
  'ManagedCluster',
  'ManagedClusterSet',
  'ManagedClusterSetBinding',
  'ManifestWork',
  'ManagedClusterView',
  'TopologySync',
]);

/** What Ramen's dr-cluster operator and the storage of a managed cluster bring. */
const managedKinds = new Set([
  'VolumeReplicationGroup',
  'DRClusterConfig',
  'Recipe',
  'VolumeReplicationClass',
  'VolumeGroupReplicationClass',
  'VolumeSnapshotClass',
  'VolumeGroupSnapshotClass',
  'NetworkFenceClass',
  'VolumeReplication',
  'VolumeGroupReplication',
  'MaintenanceMode',
  'ProtectedVolumeReplicationGroupList',
  'ReplicationGroupSource',
  'ReplicationGroupDestination',
  'NetworkFence',
]);
