import { defineKind } from './define-kind.ts';

export const managedClusterSet = defineKind({
  kind: 'ManagedClusterSet',
  group: 'cluster.open-cluster-management.io',
  versions: ['v1beta2'],
  plural: 'managedclustersets',
  shortNames: ['mclset', 'mclsets'],
  scope: 'Cluster',
  role: 'referenced',
  wave: 0,
  atomicMaps: [['spec', 'clusterSelector', 'labelSelector']],
  listMaps: [{ path: ['spec', 'managedNamespaces'], keys: ['name'] }],
});
