import { getString } from '../../../model/field-path.ts';
import { annotationOf } from '../../../model/live-object.ts';
import { drpcAnnotation } from '../metadata.ts';
import { retained } from '../placement-decision.ts';
import { asksFor, isVrg } from '../vrg-views.ts';
import { cleanUpOthers, isReadyToRun } from './clean-up.ts';
import {
  annotateDrpc,
  beginAction,
  completeAction,
  countAction,
  currentDecisions,
  type DrpcRun,
  decide,
  enterPhase,
  hasReached,
  isPlacedOn,
  lastCluster,
  placeOn,
  sayAvailable,
  viewOf,
} from './drpc-run.ts';
import { isFenced } from './is-fenced.ts';
import { asksForDryRun, testMark } from './test-failover.ts';
import { giveOrder, isMetro, orderOf } from './vrg-work.ts';

/** Ramen: RunFailover. Every look starts from what the target's VRG says now. */
export function runFailover(run: DrpcRun): void {
  const target = run.failoverCluster;
  if (target === '') sayAvailable(run, 'missing value for spec.FailoverCluster');
  else if (asksFor(viewOf(run, target), 'primary')) completeFailover(run, target);
  else if (orderOf(run, target)?.state !== 'primary') startFailover(run, target);
}

function completeFailover(run: DrpcRun, target: string): void {
  if (run.status.phase === 'FailingOver') enterPhase(run, 'FailedOver');
  if (!isReadyToRun(viewOf(run, target))) {
    run.status.progression = 'WaitForReadiness';
    return;
  }
  const placedBefore = isPlacedOn(run, target);
  const dryRun = asksForDryRun(run);
  if (orderOf(run, target)?.dryRun === true && !dryRun) giveFailoverOrder(run, target);
  const notes = { [lastCluster]: target, [drpcAnnotation('last-action')]: 'Failover' };
  if (placedBefore) {
    enterPhase(run, 'FailedOver');
    sayAvailable(run, 'Completed');
    // A test that has become real moves the notes only now.
    if (!dryRun && annotationOf(run.drpc, lastCluster) !== target) annotateDrpc(run, notes);
  } else {
    placeOn(run, target, dryRun ? testMark : notes);
    run.status.preferredDecision ??= run.preferredCluster;
  }
  // A test failover keeps the original running: nothing is cleaned up.
  if (dryRun) run.status.progression = 'TestingFailover';
  else if (cleanUpOthers(run, target)) completeAction(run);
  else if (placedBefore) run.status.progression = 'Cleaning Up';
}

function startFailover(run: DrpcRun, target: string): void {
  const home = currentDecisions(run)[0]?.clusterName ?? run.preferredCluster;
  const view = viewOf(run, target);
  if (!hasReached(view, 'Secondary')) {
    sayAvailable(
      run,
      `unable to start failover, spec.FailoverCluster (${target}) is not a valid Secondary target: ${describe(view)}`,
    );
    return;
  }
  if (isMetro(run) && !isFenced(run, home)) {
    run.status.progression = 'WaitForFencing';
    sayAvailable(run, `current home cluster ${home} is not fenced`);
    return;
  }
  decide(run, [{ clusterName: home, reason: retained }]);
  giveFailoverOrder(run, target);
  countAction(run, 'failover', 'FailingOver');
  beginAction(run);
  enterPhase(run, 'FailingOver');
  run.status.progression = 'WaitingForResourceRestore';
  // The closing bracket without an opening one is Ramen's.
  sayAvailable(run, 'waiting for App resources to be restored)');
  run.status.peerReady = {
    status: 'False',
    reason: 'NotStarted',
    message: `Started failover to cluster "${target}"`,
  };
}

function giveFailoverOrder(run: DrpcRun, target: string): void {
  const dryRun = asksForDryRun(run) ? { dryRun: true } : {};
  giveOrder(run, target, { state: 'primary', action: 'Failover', ...dryRun });
}

function describe(view: ReturnType<typeof viewOf>): string {
  if (!isVrg(view)) return view === 'none' ? 'VRG not found' : 'its cluster does not answer';
  return `VRG is ${getString(view, ['spec', 'replicationState']) ?? ''}/${getString(view, ['status', 'state']) ?? ''}`;
}
