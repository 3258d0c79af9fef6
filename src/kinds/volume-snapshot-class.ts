import { defineKind } from './define-kind.ts';
import { changed, firstRisk, ramenLabels } from './facets/risk.ts';

export const volumeSnapshotClass = defineKind({
  kind: 'VolumeSnapshotClass',
  group: 'snapshot.storage.k8s.io',
  versions: ['v1', 'v1beta1'],
  plural: 'volumesnapshotclasses',
  scope: 'Cluster',
  role: 'applied',
  target: 'managed',
  wave: 25,
  risk: firstRisk(ramenLabels, changed([['driver']], 'narrows-protection')),
});
