import { defineKind } from './define-kind.ts';
import { changed, firstRisk, ramenLabels } from './facets/risk.ts';

/** The public group; Ramen asks for `v1` where its CRD exists (internal/controller/util/vgs_wrapper.go). */
export const volumeGroupSnapshotClass = defineKind({
  kind: 'VolumeGroupSnapshotClass',
  group: 'groupsnapshot.storage.k8s.io',
  versions: ['v1', 'v1beta2', 'v1beta1'],
  plural: 'volumegroupsnapshotclasses',
  shortNames: ['vgsclass', 'vgsclasses'],
  scope: 'Cluster',
  role: 'applied',
  target: 'managed',
  wave: 25,
  risk: firstRisk(ramenLabels, changed([['driver']], 'narrows-protection')),
});
