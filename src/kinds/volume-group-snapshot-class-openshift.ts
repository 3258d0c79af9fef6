import { defineKind } from './define-kind.ts';
import { changed, firstRisk, ramenLabels } from './facets/risk.ts';

/** OpenShift's own group, used where the public one has no CRD (internal/controller/util/vgs_wrapper.go). */
export const volumeGroupSnapshotClassOpenshift = defineKind({
  kind: 'VolumeGroupSnapshotClass',
  group: 'groupsnapshot.storage.openshift.io',
  versions: ['v1beta1'],
  plural: 'volumegroupsnapshotclasses',
  shortNames: ['vgsclass', 'vgsclasses'],
  scope: 'Cluster',
  role: 'applied',
  target: 'managed',
  wave: 25,
  risk: firstRisk(ramenLabels, changed([['driver']], 'narrows-protection')),
});
