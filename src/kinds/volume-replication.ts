import { defineKind } from './define-kind.ts';

export const volumeReplication = defineKind({
  kind: 'VolumeReplication',
  group: 'replication.storage.openshift.io',
  plural: 'volumereplications',
  shortNames: ['vr'],
  scope: 'Namespaced',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
  atomicMaps: [['spec', 'dataSource']],
});
