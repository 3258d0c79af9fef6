import { defineKind } from './define-kind.ts';

export const networkFence = defineKind({
  kind: 'NetworkFence',
  group: 'csiaddons.openshift.io',
  plural: 'networkfences',
  scope: 'Cluster',
  role: 'operator-owned',
  target: 'managed',
  wave: 0,
});
