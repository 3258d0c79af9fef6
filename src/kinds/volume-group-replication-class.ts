import { defineKind } from './define-kind.ts';
import { firstRisk, immutable, ramenLabels } from './facets/risk.ts';

const fixed = [
  ['spec', 'provisioner'],
  ['spec', 'parameters'],
];

export const volumeGroupReplicationClass = defineKind({
  kind: 'VolumeGroupReplicationClass',
  group: 'replication.storage.openshift.io',
  plural: 'volumegroupreplicationclasses',
  scope: 'Cluster',
  role: 'applied',
  target: 'managed',
  wave: 25,
  immutable: fixed,
  risk: firstRisk(immutable(fixed), ramenLabels),
});
