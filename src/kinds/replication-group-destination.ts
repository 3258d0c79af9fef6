import { defineKind } from './define-kind.ts';

export const replicationGroupDestination = defineKind({
  kind: 'ReplicationGroupDestination',
  group: 'ramendr.openshift.io',
  plural: 'replicationgroupdestinations',
  shortNames: ['rgd'],
  scope: 'Namespaced',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
  atomicMaps: [['spec', 'volumeSnapshotClassSelector']],
});
