import { getAt } from '../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { annotationOf, generationOf, isBeingDeleted } from '../../model/live-object.ts';
import type { SandboxCluster } from '../world.ts';
import { matchesPredicates, tolerates } from './cluster-selector.ts';
import { type ConditionDraft, conditionList, timestamp } from './conditions.ts';
import type { RamenContext } from './context.ts';
import { labelOf, listOf, nameOf, namespacedName, namespaceOf } from './metadata.ts';
import { decisionsOf, ensureDecision } from './placement-decision.ts';
import { startWorkQueue, type WorkQueue } from './work-queue.ts';

const manager = 'placement';
const disabled = 'cluster.open-cluster-management.io/experimental-scheduling-disable';
const setLabel = 'cluster.open-cluster-management.io/clusterset';

/**
 * OCM's own scheduler, for every Placement that is not left to Ramen by exactly "true": who removes that from a protected
 * application hands it over to this. (OCM: pkg/placement/controllers/scheduling.)
 */
export function startPlacementScheduler(context: RamenContext): WorkQueue {
  const { hub } = context.world;
  const queue = startWorkQueue(context, {
    delay: context.pace.hubReconcile,
    reconcile: (key) => {
      const [namespace = '', name = ''] = key.split('/');
      const placement = hub.get('Placement', namespace, name);
      if (placement !== undefined && isScheduled(placement)) schedule(context, placement);
      return undefined;
    },
  });
  const add = (placement: JsonObject): void => {
    if (isScheduled(placement)) queue.add(namespacedName(placement));
  };
  const addAll = (): void => {
    for (const placement of hub.list('Placement')) add(placement);
  };
  const stop = hub.onChange(({ object }) => {
    if (object.kind === 'Placement') add(object);
    else if (object.kind === 'ManagedCluster' || object.kind === 'ManagedClusterSetBinding') addAll();
  });
  addAll();
  return {
    add: queue.add,
    stop: () => {
      stop();
      queue.stop();
    },
  };
}

function isScheduled(placement: JsonObject): boolean {
  return annotationOf(placement, disabled) !== 'true' && !isBeingDeleted(placement);
}

function schedule(context: RamenContext, placement: JsonObject): void {
  const { hub } = context.world;
  const bound = hub
    .list('ManagedClusterSetBinding', namespaceOf(placement))
    .map(nameOf)
    .filter((name) => name !== '');
  const asked = listOf(placement, ['spec', 'clusterSets']).map(String);
  const eligible = asked.length === 0 ? bound : bound.filter((name) => asked.includes(name));
  const available = hub
    .list('ManagedCluster')
    .filter((cluster) => eligible.includes('global') || eligible.includes(labelOf(cluster, setLabel) ?? ''));
  const chosen = decisionsOf(hub, namespaceOf(placement), nameOf(placement)).map((each) => each.clusterName);
  const feasible = available
    .filter((cluster) => matchesPredicates(placement, cluster))
    .filter((cluster) => tolerates(placement, cluster, chosen.includes(nameOf(cluster))))
    .map(nameOf);
  const wanted = numberOf(placement) ?? feasible.length;
  const picked = inOrderOfWorth(hub, feasible, chosen).slice(0, wanted).sort();
  writeDecision(hub, placement, picked);
  const counts = { bound, eligible, available: available.length, feasible: feasible.length };
  writeStatus(context, placement, picked.length, satisfied(asked, counts, wanted - picked.length));
}

function numberOf(placement: JsonObject): number | undefined {
  const found = getAt(placement, ['spec', 'numberOfClusters']);
  return typeof found === 'number' ? found : undefined;
}

/** The default prioritizers, Steady and Balance: who is chosen stays; then the cluster with the fewest decisions. */
function inOrderOfWorth(
  hub: SandboxCluster,
  feasible: readonly string[],
  chosen: readonly string[],
): readonly string[] {
  const load = new Map<unknown, number>();
  for (const each of hub.list('PlacementDecision')) {
    for (const decision of listOf(each, ['status', 'decisions'])) {
      const cluster = getAt(decision, ['clusterName']);
      load.set(cluster, (load.get(cluster) ?? 0) + 1);
    }
  }
  const worth = (name: string): number => (chosen.includes(name) ? 1e6 : 0) - (load.get(name) ?? 0);
  return [...feasible].sort((a, b) => worth(b) - worth(a) || (a < b ? -1 : 1));
}

function writeDecision(hub: SandboxCluster, placement: JsonObject, picked: readonly string[]): void {
  const found = ensureDecision(hub, placement, manager, {});
  const decisions = picked.map((clusterName) => ({ clusterName, reason: '' }));
  if (jsonEquals(listOf(found, ['status', 'decisions']), decisions)) return;
  hub.updateStatus('PlacementDecision', namespaceOf(found), nameOf(found), { decisions }, manager);
}

interface Counts {
  readonly bound: readonly string[];
  readonly eligible: readonly string[];
  readonly available: number;
  readonly feasible: number;
}

function satisfied(asked: readonly string[], counts: Counts, missing: number): ConditionDraft {
  const type = 'PlacementSatisfied';
  const no = (reason: string, message: string): ConditionDraft => ({
    type,
    status: 'False',
    reason,
    message,
  });
  if (counts.bound.length === 0) {
    const message = 'No valid ManagedClusterSetBindings found in placement namespace';
    return no('NoManagedClusterSetBindings', message);
  }
  if (counts.eligible.length === 0) {
    const message = `None of ManagedClusterSets [${asked.join(',')}] is bound to placement namespace`;
    return no('NoIntersection', message);
  }
  if (counts.available === 0) {
    const message = `All ManagedClusterSets [${counts.eligible.join(',')}] have no member ManagedCluster`;
    return no('AllManagedClusterSetsEmpty', message);
  }
  if (counts.feasible === 0) {
    return no('NoManagedClusterMatched', 'No ManagedCluster matches any of the cluster predicate');
  }
  if (missing > 0) return no('NotAllDecisionsScheduled', `${missing} cluster decisions unscheduled`);
  const message = 'All cluster decisions scheduled';
  return { type, status: 'True', reason: 'AllDecisionsScheduled', message };
}

function writeStatus(
  context: RamenContext,
  placement: JsonObject,
  numberOfSelectedClusters: number,
  condition: ConditionDraft,
): void {
  const before = isObject(placement.status) ? placement.status : undefined;
  const now = timestamp(context.world.now());
  const conditions = conditionList([condition], before, generationOf(placement) ?? 0, now);
  const status = { ...before, numberOfSelectedClusters, conditions };
  if (before !== undefined && jsonEquals(before, status)) return;
  const { hub } = context.world;
  hub.updateStatus('Placement', namespaceOf(placement), nameOf(placement), status, manager);
}
