import { ramenKey } from '../model/annotations.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray, type JsonObject } from '../model/json.ts';
import { annotationOf, conditionOf, generationOf, type LiveObject } from '../model/live-object.ts';

/** What could be learnt about one cluster's VolumeReplicationGroup. */
export type VrgSight =
  | { readonly seen: 'vrg'; readonly vrg: LiveObject }
  | { readonly seen: 'absent' }
  | { readonly seen: 'unreadable'; readonly why: string };

export interface Decision {
  readonly cluster: string;
  /** Kept only until a failover has cleaned up: not where the application belongs. */
  readonly retained: boolean;
}

/** Everything that the gates may know about one protected application, as read from hub and managed clusters. */
export interface Situation {
  /** The policy's clusters, in its order; empty where the policy could not be read. */
  readonly policyClusters: readonly string[];
  readonly policy: LiveObject | undefined;
  readonly drClusters: ReadonlyMap<string, LiveObject>;
  /** OCM's, by name. Undefined: could not be read. */
  readonly managedClusters: ReadonlyMap<string, LiveObject> | undefined;
  /** Undefined: could not be read. */
  readonly decisions: readonly Decision[] | undefined;
  /** By cluster name; only clusters that are configured. */
  readonly vrgs: ReadonlyMap<string, VrgSight>;
  /** What the hub's own view shows, by cluster; only clusters that are not configured. */
  readonly views: ReadonlyMap<string, VrgSight>;
  /** The VRG as the hub's ManifestWork orders it, by cluster. Undefined: could not be read. */
  readonly works: ReadonlyMap<string, JsonObject> | undefined;
  /** Where the workload runs, or ran last; undefined where nobody can tell. */
  readonly runsOn: string | undefined;
  /** The decision stands empty: whoever delivers the application has taken it down, as in the middle of a relocation. */
  readonly nowhere: boolean;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** Raw reads for one application. */
export interface SituationInput {
  readonly drpc: LiveObject | undefined;
  readonly policy: LiveObject | undefined;
  readonly drClusters: readonly LiveObject[];
  /** Undefined: could not be read, or no OCM. */
  readonly managedClusters: readonly LiveObject[] | undefined;
  /** PlacementDecisions that carry the Placement's label. */
  readonly placementDecisions: readonly LiveObject[] | undefined;
  readonly vrgs: ReadonlyMap<string, VrgSight>;
  readonly views?: ReadonlyMap<string, VrgSight>;
  readonly works: ReadonlyMap<string, JsonObject> | undefined;
  readonly now: number;
}

export function buildSituation(input: SituationInput): Situation {
  const names = getAt(input.policy, ['spec', 'drClusters']);
  const decisions = input.placementDecisions?.flatMap(readDecisions);
  const known = {
    policyClusters: isArray(names) ? names.map(String) : [],
    policy: input.policy,
    drClusters: byName(input.drClusters),
    managedClusters: input.managedClusters === undefined ? undefined : byName(input.managedClusters),
    decisions,
    vrgs: input.vrgs,
    views: input.views ?? new Map(),
    works: input.works,
    now: input.now,
  };
  return {
    ...known,
    runsOn: whereItRuns(input.drpc, known),
    // Without the object the hub may have been rebuilt: then nobody has taken anything down.
    nowhere: decisions?.length === 0 && input.placementDecisions?.length !== 0,
  };
}

function byName(objects: readonly LiveObject[]): ReadonlyMap<string, LiveObject> {
  return new Map(objects.map((object) => [getString(object, ['metadata', 'name']) ?? '', object]));
}

function readDecisions(placementDecision: LiveObject): readonly Decision[] {
  const decisions = getAt(placementDecision, ['status', 'decisions']);
  if (!isArray(decisions)) return [];
  return decisions.flatMap((decision) => {
    const cluster = getString(decision, ['clusterName']);
    const retained = getString(decision, ['reason']) === ramenKey.retainedForFailover;
    return cluster === undefined ? [] : [{ cluster, retained }];
  });
}

/**
 * The first decision that is not retained; before there is one, the retained. A test failover keeps the production's decision
 * as retained. Without any, as in the middle of a relocation or on a rebuilt hub, the only cluster whose VRG is primary, if
 * every cluster's is known; then the annotation of the last deployment. Never `status.preferredDecision`, which Ramen sets once.
 * Ramen: internal/controller/drplacementcontrol.go (updatePreferredDecision), drplacementcontrol_controller.go.
 */
function whereItRuns(
  drpc: LiveObject | undefined,
  known: Omit<Situation, 'runsOn' | 'nowhere'>,
): string | undefined {
  const retained = known.decisions?.find((decision) => decision.retained)?.cluster;
  if (retained !== undefined && getAt(drpc, ['spec', 'dryRun']) === true) return retained;
  const decided = known.decisions?.find((decision) => !decision.retained)?.cluster ?? retained;
  if (decided !== undefined) return decided;
  const clusters = known.policyClusters.length > 0 ? known.policyClusters : [...known.vrgs.keys()];
  const orders = clusters.map((cluster) => orderOf(known, cluster));
  const primaries = clusters.filter((_, index) => orders[index] === 'primary');
  if (primaries.length === 1 && !orders.includes('unknown')) return primaries[0];
  return drpc === undefined ? undefined : annotationOf(drpc, ramenKey.lastAppCluster);
}

/** The `replicationState` that a cluster's VRG has, or is ordered to have; `none` where there is no VRG. */
function orderOf(
  { vrgs, views, works }: Pick<Situation, 'vrgs' | 'views' | 'works'>,
  cluster: string,
): string {
  const sight = vrgs.get(cluster) ?? views.get(cluster);
  if (sight?.seen === 'vrg') return getString(sight.vrg, ['spec', 'replicationState']) ?? 'unknown';
  if (sight?.seen === 'absent') return 'none';
  if (works === undefined) return 'unknown';
  return getString(works.get(cluster), ['spec', 'replicationState']) ?? 'none';
}

export function primariesOf(vrgs: ReadonlyMap<string, VrgSight>): readonly string[] {
  return [...vrgs].flatMap(([cluster, sight]) =>
    sight.seen === 'vrg' && getString(sight.vrg, ['spec', 'replicationState']) === 'primary' ? [cluster] : [],
  );
}

/** The VRG on a cluster as read there, or as the hub's view shows it; where neither can be, as the hub's ManifestWork orders it. */
export function vrgOn({ vrgs, views, works }: Situation, cluster: string): JsonObject | undefined {
  const sight = vrgs.get(cluster) ?? views.get(cluster);
  if (sight?.seen === 'vrg') return sight.vrg;
  return sight?.seen === 'absent' ? undefined : works?.get(cluster);
}

/** `primary` or `secondary`, as a VRG is ordered to be. */
export function replicationOf(vrg: JsonObject | undefined): string | undefined {
  return getString(vrg, ['spec', 'replicationState']);
}

/** Clusters of the policy on which the VRG is ordered primary; all that are known where the policy is not. */
export function primaryClusters(situation: Situation): readonly string[] {
  return clustersOf(situation).filter((cluster) => orderOf(situation, cluster) === 'primary');
}

/** No cluster of the policy is ordered primary, and both could be seen. */
export function isSecondaryEverywhere(situation: Situation): boolean {
  const clusters = clustersOf(situation);
  return clusters.length > 1 && clusters.every((cluster) => orderOf(situation, cluster) === 'secondary');
}

export function clustersOf({ policyClusters, vrgs, works }: Situation): readonly string[] {
  return policyClusters.length > 0
    ? policyClusters
    : [...new Set([...vrgs.keys(), ...(works?.keys() ?? [])])];
}

/**
 * Does a cluster answer, as far as anybody can tell? `silent`: we could not read it, or its lease at Open Cluster Management
 * has run out, and then Ramen cannot read it either.
 */
export function answerOf(situation: Situation, cluster: string): 'answers' | 'silent' | 'unknown' {
  const sight = situation.vrgs.get(cluster);
  const managed = situation.managedClusters?.get(cluster);
  const lease = managed === undefined ? undefined : conditionOf(managed, 'ManagedClusterConditionAvailable');
  if (sight?.seen === 'unreadable' || (lease !== undefined && lease.status !== 'True')) return 'silent';
  return sight === undefined && lease === undefined ? 'unknown' : 'answers';
}

/** Secondary as ordered and as reported, for the generation that stands now. */
export function isValidSecondary(vrg: LiveObject): boolean {
  return (
    getString(vrg, ['spec', 'replicationState']) === 'secondary' &&
    getString(vrg, ['status', 'state']) === 'Secondary' &&
    isObserved(vrg)
  );
}

export function isObserved(object: LiveObject): boolean {
  const observed = getAt(object, ['status', 'observedGeneration']);
  return observed === undefined || observed === generationOf(object);
}

/** True only if the condition is True and speaks of the object as it stands now. */
export function isTrueNow(object: LiveObject, type: string): boolean {
  const condition = conditionOf(object, type);
  if (condition?.status !== 'True') return false;
  return condition.observedGeneration === undefined || condition.observedGeneration === generationOf(object);
}

export function phaseOf(drpc: LiveObject): string {
  return getString(drpc, ['status', 'phase']) ?? '';
}

export function progressionOf(drpc: LiveObject): string {
  return getString(drpc, ['status', 'progression']) ?? '';
}

/** Distinct clusters that the decisions name, retained ones included. */
export function decidedClusters(decisions: readonly Decision[]): readonly string[] {
  return [...new Set(decisions.map((decision) => decision.cluster))];
}

/** The other cluster of the policy. */
export function peerOf(situation: Situation, cluster: string | undefined): string | undefined {
  if (cluster === undefined || !situation.policyClusters.includes(cluster)) return undefined;
  return situation.policyClusters.find((name) => name !== cluster);
}
