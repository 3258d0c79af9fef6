import { getString } from '../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import type { ShapeProblem } from './check-shape.ts';
import { findNearest } from './nearest.ts';

/** What has the right shape and still makes no sense: names that clash or are nobody's, paths that leave the repository. */
export function findMismatch(config: JsonObject): ShapeProblem | undefined {
  const clusters = isArray(config.managedClusters) ? config.managedClusters : [];
  const names = new Set<string>();
  for (const [index, cluster] of clusters.entries()) {
    const name = getString(cluster, ['name']) ?? '';
    const path = ['managedClusters', index, 'name'];
    if (name === 'hub' || name === '*')
      return problem(path, `"${name}" cannot be the name of a managed cluster`);
    if (names.has(name)) return problem(path, `managed cluster "${name}" is already there`);
    names.add(name);
    if (isObject(cluster) && hasTwoAccesses(cluster))
      return problem(['managedClusters', index, 'inCluster'], twoAccesses);
  }
  if (isObject(config.hub) && hasTwoAccesses(config.hub)) return problem(['hub', 'inCluster'], twoAccesses);
  return findSourceMismatch(config, names);
}

const twoAccesses = 'inCluster stands for the pod it runs in; it cannot go with kubeconfig or context';

function hasTwoAccesses(access: JsonObject): boolean {
  return access.inCluster === true && (access.kubeconfig !== undefined || access.context !== undefined);
}

function findSourceMismatch(config: JsonObject, names: ReadonlySet<string>): ShapeProblem | undefined {
  const sources = isArray(config.sources) ? config.sources : [];
  for (const [index, source] of sources.entries()) {
    const path = getString(source, ['path']) ?? '';
    if (path.startsWith('/') || path.split('/').includes('..')) {
      return problem(['sources', index, 'path'], `${path} is not a path within the repository`);
    }
    const wanted = isObject(source) && isArray(source.clusters) ? source.clusters : [];
    for (const [at, name] of wanted.entries()) {
      // A loop gets its clusters from its TopologySync: then the file need not know them.
      if (names.size === 0 || name === 'hub' || name === '*' || names.has(String(name))) continue;
      const nearest = findNearest(String(name), [...names]);
      const hint =
        nearest === undefined ? `managedClusters has ${[...names].join(', ')}` : `did you mean "${nearest}"?`;
      return {
        ...problem(['sources', index, 'clusters', at], `"${String(name)}" is no managed cluster`),
        hint,
      };
    }
  }
  return undefined;
}

function problem(path: readonly (string | number)[], message: string): ShapeProblem {
  return { path, part: 'value', message };
}
