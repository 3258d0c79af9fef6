import { drPolicy } from '../kinds/dr-policy.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ClusterStorage, StorageObject } from './storage-classes.ts';
import { manifestsOf, type Topology } from './topology.ts';

/** A DRPolicy that pairs two clusters, as it should. */
export interface PolicyPair {
  readonly policy: Manifest;
  readonly clusters: readonly [string, string];
  /** Undefined where it is missing or no text; empty for Metro. */
  readonly interval: string | undefined;
}

export function policyPairs(topology: Topology): readonly PolicyPair[] {
  return manifestsOf(topology, drPolicy).flatMap((policy) => {
    const clusters = getAt(policy.object, ['spec', 'drClusters']);
    const [first, second] = isArray(clusters) && clusters.length === 2 ? clusters : [];
    if (typeof first !== 'string' || typeof second !== 'string' || first === second) return [];
    const interval = getString(policy.object, ['spec', 'schedulingInterval']);
    return [{ policy, clusters: [first, second], interval }];
  });
}

/** StorageClasses of one name on both clusters, both with a storage id. Ramen: internal/controller/drpolicy_peerclass.go. */
export interface StoragePair {
  readonly name: string;
  readonly objects: readonly [StorageObject, StorageObject];
  /** The same storage on both: Metro. */
  readonly shared: boolean;
}

/** What is in Git for both clusters of a policy. */
export interface PairStorage {
  readonly clusters: readonly [ClusterStorage, ClusterStorage];
  readonly pairs: readonly StoragePair[];
}

/** Answers what is known about the storage of a pair; undefined where a cluster has no class object in Git. */
export function storageOfPairs(
  storage: ReadonlyMap<string, ClusterStorage>,
): (pair: Pick<PolicyPair, 'clusters'>) => PairStorage | undefined {
  const known = new Map<string, PairStorage | undefined>();
  return ({ clusters }) => {
    const id = JSON.stringify(clusters);
    if (!known.has(id)) known.set(id, pairUp(storage.get(clusters[0]), storage.get(clusters[1])));
    return known.get(id);
  };
}

function pairUp(
  first: ClusterStorage | undefined,
  second: ClusterStorage | undefined,
): PairStorage | undefined {
  if (first === undefined || second === undefined) return undefined;
  const others = new Map(second.storageClasses.map((object) => [object.name, object]));
  const pairs = first.storageClasses.flatMap((object): readonly StoragePair[] => {
    const other = others.get(object.name);
    if (other === undefined || object.storageId === undefined || other.storageId === undefined) return [];
    return [{ name: object.name, objects: [object, other], shared: object.storageId === other.storageId }];
  });
  return { clusters: [first, second], pairs };
}

/** Metro by what Git has of the storage, else by the interval, as Ramen decides it. */
export function isMetro(pair: PolicyPair, storage: PairStorage | undefined): boolean {
  if (storage !== undefined && storage.pairs.length > 0) return storage.pairs.some(({ shared }) => shared);
  return pair.interval !== undefined && intervalSeconds(pair.interval) === 0;
}

/** Empty is 0, as in Ramen (internal/controller/util/misc.go); undefined where it is no interval. */
export function intervalSeconds(interval: string): number | undefined {
  if (interval === '') return 0;
  const match = /^(\d+)([mhd])$/.exec(interval);
  if (match === null) return undefined;
  return Number(match[1]) * ({ m: 60, h: 3600, d: 86_400 }[match[2] ?? 'm'] ?? 60);
}
