import { preferredApiVersion } from '../kinds/define-kind.ts';
import { drCluster } from '../kinds/dr-cluster.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { drPolicy } from '../kinds/dr-policy.ts';
import { volumeReplicationGroup } from '../kinds/volume-replication-group.ts';
import type { Topology } from '../topology/topology.ts';
import { readOneByOne } from './live-reader.ts';

/** A collection that is worth watching. */
export interface WatchScope {
  readonly cluster: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** Undefined: all of the cluster. */
  readonly namespace?: string;
}

/**
 * Everything of which Git has an object; DR objects that it may not have; and of each managed cluster one kind at least,
 * by which it is known whether the cluster answers.
 */
export function watchScopes(topology: Topology): readonly WatchScope[] {
  const scopes = new Map<string, WatchScope>();
  const add = (scope: WatchScope): void => {
    scopes.set(scopeId(scope), scope);
  };
  for (const kind of [drCluster, drPolicy, drPlacementControl]) {
    add({ cluster: 'hub', apiVersion: preferredApiVersion(kind), kind: kind.kind });
  }
  for (const { name } of topology.config.managedClusters) {
    const { kind } = volumeReplicationGroup;
    add({ cluster: name, apiVersion: preferredApiVersion(volumeReplicationGroup), kind });
  }
  for (const { ref } of topology.objects) {
    const { cluster, apiVersion, kind, namespace } = ref;
    // Rights on Secrets and ConfigMaps end at the namespaces of those that Git has.
    const place = readOneByOne.has(kind) && namespace !== undefined ? { namespace } : {};
    add({ cluster, apiVersion, kind, ...place });
  }
  return [...scopes.values()];
}

export function scopeId({ cluster, apiVersion, kind, namespace = '' }: WatchScope): string {
  return `${cluster}:${apiVersion}/${kind}/${namespace}`;
}
