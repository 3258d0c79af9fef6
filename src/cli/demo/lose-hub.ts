import { getString, setAt } from '../../model/field-path.ts';
import type { Sandbox } from '../../sandbox/start.ts';

/** What a hub holds of Ramen's and of the repository's, in an order in which nothing is taken before what is in it. */
const kinds = [
  'DRPlacementControl',
  'Placement',
  'PlacementDecision',
  'ManifestWork',
  'DRPolicy',
  'DRCluster',
  'ManagedClusterSetBinding',
  'ConfigMap',
  'Secret',
  'Namespace',
];

/** The managed clusters are imported into the new hub, with their namespaces. */
const imported = new Set(['default', 'kube-system', 'dr1', 'dr2']);

/** The hub is gone with all that was on it, and a new one stands in its place. The clusters notice nothing. */
export function loseHub({ world, ramen, advance }: Sandbox): void {
  const clusters = [...world.managed.keys()];
  // Nobody carries to a cluster that the hub's orders for it are gone: there is no hub.
  for (const cluster of clusters) ramen?.isolate(cluster);
  for (const kind of kinds) {
    for (const object of world.hub.list(kind)) {
      const name = getString(object, ['metadata', 'name']) ?? '';
      if (kind === 'Namespace' && imported.has(name)) continue;
      world.hub.update(setAt(object, ['metadata', 'finalizers'], []), 'fire');
      world.hub.remove(kind, getString(object, ['metadata', 'namespace']), name);
    }
  }
  for (const cluster of clusters) ramen?.restore(cluster);
  advance(1000);
}
