import { defineKind } from './define-kind.ts';
import { conditionHealth, deletionHealth } from './facets/health.ts';
import { namespaceReference } from './facets/references.ts';

/** What the loop in the cluster works on. A repository cannot grant itself clusters or permissions by it. */
export const topologySync = defineKind({
  kind: 'TopologySync',
  group: 'ramen-sync.io',
  plural: 'topologysyncs',
  scope: 'Namespaced',
  role: 'instruction',
  wave: 0,
  listMaps: [{ path: ['spec', 'managedClusters'], keys: ['name'] }],
  references: namespaceReference,
  health: (live) => deletionHealth(live) ?? conditionHealth(live, 'Ready'),
});
