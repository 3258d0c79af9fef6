import { defineKind } from './define-kind.ts';

/** OCM's application subscription, not OLM's. */
export const subscription = defineKind({
  kind: 'Subscription',
  group: 'apps.open-cluster-management.io',
  versions: ['v1'],
  plural: 'subscriptions',
  shortNames: ['appsub'],
  scope: 'Namespaced',
  role: 'referenced',
  wave: 0,
});
