import { defineKind } from './define-kind.ts';
import { firstRisk, immutable, ramenLabels } from './facets/risk.ts';

const fixed = [
  ['spec', 'provisioner'],
  ['spec', 'parameters'],
];

export const networkFenceClass = defineKind({
  kind: 'NetworkFenceClass',
  group: 'csiaddons.openshift.io',
  plural: 'networkfenceclasses',
  scope: 'Cluster',
  role: 'applied',
  target: 'managed',
  wave: 25,
  immutable: fixed,
  risk: firstRisk(immutable(fixed), ramenLabels),
});
