import { kindOf } from '../kinds/registry.ts';
import type { Manifest } from '../model/manifest.ts';
import { clusterFinder, namedClusters } from './targets.ts';
import type { Topology } from './topology.ts';

/**
 * Answers for any manifest which clusters it goes to, also for kinds that ramen-sync does not know.
 * Empty where it belongs on managed clusters and nothing says on which.
 */
export function clustersFor({
  config,
  managedClusters,
}: Topology): (manifest: Manifest) => readonly string[] {
  const find = clusterFinder(config, managedClusters);
  return (manifest) => {
    const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
    if (kind !== undefined) return find(manifest, kind);
    const named = namedClusters(manifest, config) ?? ['hub'];
    return named.flatMap((name) => (name === '*' ? managedClusters : [name]));
  };
}
