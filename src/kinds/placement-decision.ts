import { defineKind } from './define-kind.ts';

export const placementDecision = defineKind({
  kind: 'PlacementDecision',
  group: 'cluster.open-cluster-management.io',
  versions: ['v1beta1'],
  plural: 'placementdecisions',
  scope: 'Namespaced',
  role: 'operator-owned',
  wave: 0,
});
