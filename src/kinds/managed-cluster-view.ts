import { defineKind } from './define-kind.ts';
import { conditionHealth } from './facets/health.ts';

export const managedClusterView = defineKind({
  kind: 'ManagedClusterView',
  group: 'view.open-cluster-management.io',
  versions: ['v1beta1'],
  plural: 'managedclusterviews',
  scope: 'Namespaced',
  role: 'operator-owned',
  wave: 0,
  health: (live) => conditionHealth(live, 'Processing'),
});
