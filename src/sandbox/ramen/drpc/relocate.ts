import { getAt } from '../../../model/field-path.ts';
import { conditionOf } from '../../../model/live-object.ts';
import { drpcAnnotation, isObserved } from '../metadata.ts';
import { asksFor, isVrg, type VrgView } from '../vrg-views.ts';
import { cleanUpOthers, isReadyToRun } from './clean-up.ts';
import {
  beginAction,
  completeAction,
  countAction,
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
import { giveOrder, isMetro, orderOf } from './vrg-work.ts';

/** Ramen: RunRelocate. It needs every cluster to answer, and at most one primary. */
export function runRelocate(run: DrpcRun): void {
  const target = run.preferredCluster;
  const views = run.clusters.map((cluster) => [cluster, viewOf(run, cluster)] as const);
  if (views.some(([, view]) => view === 'unreachable' || view === 'pending')) return;
  if (views.every(([, view]) => !isVrg(view))) {
    sayAvailable(run, "no VRGs exists. Can't relocate");
    return;
  }
  const primaries = views.filter(([, view]) => asksFor(view, 'primary')).map(([cluster]) => cluster);
  const [home] = primaries;
  if (primaries.length > 1) sayAvailable(run, 'multiple primaries in transition detected');
  else if (home === target) completeRelocation(run, target);
  else if (home !== undefined) leaveHome(run, home, target);
  else arrive(run, target);
}

function completeRelocation(run: DrpcRun, target: string): void {
  // Put back while the order to become secondary is on its way: Ramen turns the order round, final sync or not.
  if (orderOf(run, target)?.state !== 'primary') {
    giveOrder(run, target, { state: 'primary', action: 'Relocate' });
    return;
  }
  if (!isReadyToRun(viewOf(run, target))) {
    run.status.progression = 'WaitForReadiness';
    return;
  }
  const placedBefore = isPlacedOn(run, target);
  if (placedBefore) {
    enterPhase(run, 'Relocated');
    sayAvailable(run, 'Completed');
  } else {
    placeOn(run, target, { [lastCluster]: target, [drpcAnnotation('last-action')]: 'Relocate' });
    run.status.preferredDecision ??= target;
  }
  if (cleanUpOthers(run, target)) completeAction(run);
  else if (placedBefore) run.status.progression = 'Cleaning Up';
}

/** The application's way out: prepare, stop it, sync what is left, demote. */
function leaveHome(run: DrpcRun, home: string, target: string): void {
  const order = orderOf(run, home);
  if (isMetro(run) && isFenced(run, target)) {
    sayAvailable(run, `current cluster (${home}) has not completed protection actions`);
    return;
  }
  if (run.status.phase !== 'Initiating' && run.status.phase !== 'Relocating') {
    if (run.status.peerReady.status !== 'True') {
      sayAvailable(run, 'clean up secondaries is pending, peer is not ready');
      return;
    }
    beginAction(run);
    enterPhase(run, 'Initiating');
    run.status.progression = 'PreparingFinalSync';
    countAction(run, undefined, 'Initiating');
    if (order?.runFinalSync !== true) prepare(run, home);
    return;
  }
  const view = viewOf(run, home);
  if (!isProtected(view)) {
    sayAvailable(run, `current cluster (${home}) has not completed protection actions`);
    return;
  }
  if (order?.state !== 'primary') return;
  if (order.runFinalSync === true) demote(run, home, target, view);
  else if (getAt(view, ['status', 'prepareForFinalSyncComplete']) === true) quiesce(run, home);
  else if (order.prepareForFinalSync !== true) prepare(run, home);
}

function prepare(run: DrpcRun, home: string): void {
  giveOrder(run, home, { state: 'primary', action: 'Relocate', prepareForFinalSync: true });
}

function quiesce(run: DrpcRun, home: string): void {
  decide(run, []);
  giveOrder(run, home, { state: 'primary', action: 'Relocate', runFinalSync: true });
  countAction(run, 'relocate', 'Relocating');
  enterPhase(run, 'Relocating');
  run.status.progression = 'RunningFinalSync';
  sayAvailable(run, 'Starting quiescing for relocation');
}

function demote(run: DrpcRun, home: string, target: string, view: VrgView & object): void {
  if (getAt(view, ['status', 'finalSyncComplete']) !== true) return;
  decide(run, []);
  giveOrder(run, home, { state: 'secondary', action: 'Relocate' });
  enterPhase(run, 'Relocating');
  run.status.progression = 'EnsuringVolumesAreSecondary';
  sayAvailable(run, 'waiting for VRGs to move to secondaries everywhere');
  run.status.peerReady = {
    status: 'False',
    reason: 'NotStarted',
    message: `Relocation in progress to cluster "${target}"`,
  };
}

/** Nobody is primary: promote the target, but only on the way (else PeerReady False blocks, and nothing is said). */
function arrive(run: DrpcRun, target: string): void {
  if (run.status.phase !== 'Relocating' || orderOf(run, target)?.state === 'primary') return;
  if (!run.clusters.every((cluster) => hasReached(viewOf(run, cluster), 'Secondary'))) return;
  giveOrder(run, target, { state: 'primary', action: 'Relocate' });
  run.status.progression = 'WaitingForResourceRestore';
  sayAvailable(run, 'waiting for App resources to be restored)');
}

function isProtected(view: VrgView): view is VrgView & object {
  return (
    isVrg(view) &&
    isObserved(view) &&
    conditionOf(view, 'DataReady')?.status === 'True' &&
    conditionOf(view, 'ClusterDataProtected')?.status === 'True'
  );
}
