import { defineKind } from './define-kind.ts';

export const volumeGroupReplication = defineKind({
  kind: 'VolumeGroupReplication',
  group: 'replication.storage.openshift.io',
  plural: 'volumegroupreplications',
  scope: 'Namespaced',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
  atomicMaps: [['spec', 'source', 'selector']],
});
