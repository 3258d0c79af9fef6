import type { Cluster } from '../../src/ports/cluster.ts';

/** The methods of a class instance as plain properties, so that one of them can be replaced. */
export function bindCluster(cluster: Cluster): Cluster {
  return {
    name: cluster.name,
    identity: () => cluster.identity(),
    resource: (apiVersion, kind) => cluster.resource(apiVersion, kind),
    get: (key) => cluster.get(key),
    list: (resource, options) => cluster.list(resource, options),
    apply: (object, options) => cluster.apply(object, options),
    patchJson: (key, operations, options) => cluster.patchJson(key, operations, options),
    mergePatch: (key, patch, options) => cluster.mergePatch(key, patch, options),
    create: (object, options) => cluster.create(object, options),
    remove: (key, preconditions) => cluster.remove(key, preconditions),
    mayI: (question) => cluster.mayI(question),
    watch: (resource, options) => cluster.watch(resource, options),
    areWatchesAsked: () => cluster.areWatchesAsked(),
    close: () => cluster.close(),
  };
}
