import { defineKind } from './define-kind.ts';
import { changed, firstRisk, ramenLabels } from './facets/risk.ts';

export const volumeReplicationClass = defineKind({
  kind: 'VolumeReplicationClass',
  group: 'replication.storage.openshift.io',
  plural: 'volumereplicationclasses',
  shortNames: ['vrc'],
  scope: 'Cluster',
  role: 'applied',
  target: 'managed',
  wave: 25,
  // Ramen compares the interval in the parameters with the policy's, letter by letter.
  risk: firstRisk(
    ramenLabels,
    changed(
      [
        ['spec', 'provisioner'],
        ['spec', 'parameters'],
      ],
      'narrows-protection',
    ),
  ),
});
