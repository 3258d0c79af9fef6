import { defineKind } from './define-kind.ts';

export const replicationGroupSource = defineKind({
  kind: 'ReplicationGroupSource',
  group: 'ramendr.openshift.io',
  plural: 'replicationgroupsources',
  shortNames: ['rgs'],
  scope: 'Namespaced',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
  atomicMaps: [['spec', 'volumeGroupSnapshotSource']],
});
