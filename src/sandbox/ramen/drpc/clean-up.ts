import { getAt } from '../../../model/field-path.ts';
import { conditionOf, isBeingDeleted } from '../../../model/live-object.ts';
import { isObserved } from '../metadata.ts';
import { retained } from '../placement-decision.ts';
import { asksFor, isVrg, type VrgView } from '../vrg-views.ts';
import { currentDecisions, type DrpcRun, decide, hasReached, othersThan, viewOf } from './drpc-run.ts';
import { giveOrder, orderOf } from './vrg-work.ts';

/** True where the promoted cluster can take the application: restored, and its data ready. */
export function isReadyToRun(view: VrgView): boolean {
  return (
    isVrg(view) &&
    hasReached(view, 'Primary') &&
    conditionOf(view, 'DataReady')?.status === 'True' &&
    conditionOf(view, 'ClusterDataReady')?.status === 'True'
  );
}

/**
 * Makes every other cluster of the policy a secondary, and lets its retained decision go once its operator has
 * taken the order. True when nothing is left to do. (Ramen: ensureActionCompleted, cleanupSecondaries.)
 */
export function cleanUpOthers(run: DrpcRun, home: string): boolean {
  return othersThan(run, home)
    .map((cluster) => cleanUp(run, cluster))
    .every((done) => done);
}

function cleanUp(run: DrpcRun, cluster: string): boolean {
  const drCluster = run.context.world.hub.get('DRCluster', undefined, cluster);
  if (drCluster !== undefined && isBeingDeleted(drCluster)) return false;
  const order = orderOf(run, cluster);
  if (order?.state !== 'secondary' || order.action !== run.action) {
    giveOrder(run, cluster, { state: 'secondary', action: run.action });
    return false;
  }
  const view = viewOf(run, cluster);
  if (!isVrg(view) || !asksFor(view, 'secondary') || !isObserved(view)) return false;
  if (getAt(view, ['spec', 'action']) !== run.action) return false;
  releaseRetained(run, cluster);
  return hasReached(view, 'Secondary');
}

function releaseRetained(run: DrpcRun, cluster: string): void {
  const decisions = currentDecisions(run);
  const left = decisions.filter((each) => each.clusterName !== cluster || each.reason !== retained);
  if (left.length < decisions.length) decide(run, left);
}
