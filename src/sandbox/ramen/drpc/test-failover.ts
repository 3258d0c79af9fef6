import { getAt, removeAt } from '../../../model/field-path.ts';
import { annotationOf } from '../../../model/live-object.ts';
import { drpcAnnotation, nameOf, namespaceOf } from '../metadata.ts';
import { retained } from '../placement-decision.ts';
import {
  currentDecisions,
  type DrpcRun,
  decide,
  hasReached,
  lastCluster,
  sayAvailable,
  viewOf,
} from './drpc-run.ts';
import { giveOrder, orderOf } from './vrg-work.ts';

const mark = drpcAnnotation('test-failover-dryrun');

/** On a DRPC while a test failover runs. */
export const testMark = { [mark]: 'true' } as const;

/** A failover that is only a rehearsal: the original keeps running (Ramen: spec.dryRun). */
export function asksForDryRun(run: DrpcRun): boolean {
  return getAt(run.drpc, ['spec', 'dryRun']) === true;
}

/**
 * The end of a test failover. Without `dryRun`, the same failover becomes a real one; exactly what was asked before the
 * test ends it; anything else is refused. True where the reconcile may go on.
 */
export function testFailoverIsOver(run: DrpcRun): boolean {
  if (asksForDryRun(run) && run.action !== 'Failover') {
    const message = 'dryRun is enabled but action is not failover';
    run.status.available = { status: 'False', reason: 'ValidationFailed', message };
    return false;
  }
  if (annotationOf(run.drpc, mark) === undefined || asksForDryRun(run)) return true;
  const home = annotationOf(run.drpc, lastCluster) ?? '';
  const tested = run.clusters.find((cluster) => cluster !== home) ?? '';
  if (run.action === 'Failover' && run.failoverCluster === tested) {
    unmark(run);
    return true;
  }
  const asked = run.action === 'Failover' ? run.failoverCluster : run.preferredCluster;
  if (run.action !== (annotationOf(run.drpc, drpcAnnotation('last-action')) ?? '') || asked !== home) {
    sayAvailable(
      run,
      `revert validation failed: neither the tested failover nor what was before it on ${home}`,
    );
    return false;
  }
  return rollBack(run, home, tested);
}

function rollBack(run: DrpcRun, home: string, tested: string): boolean {
  const decisions = currentDecisions(run);
  if (decisions.length !== 1 || decisions[0]?.clusterName !== home || decisions[0].reason === retained) {
    decide(run, [{ clusterName: home, reason: home }]);
  }
  run.status.progression = 'Cleaning Up';
  if (orderOf(run, tested)?.state !== 'secondary') {
    giveOrder(run, tested, { state: 'secondary', action: 'Failover' });
    return false;
  }
  if (!hasReached(viewOf(run, tested), 'Secondary')) return false;
  unmark(run);
  return true;
}

function unmark(run: DrpcRun): void {
  const { hub } = run.context.world;
  const drpc = hub.get('DRPlacementControl', namespaceOf(run.drpc), nameOf(run.drpc));
  if (drpc !== undefined) hub.update(removeAt(drpc, ['metadata', 'annotations', mark]), 'manager');
}
