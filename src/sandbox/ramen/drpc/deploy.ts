import { annotationOf } from '../../../model/live-object.ts';
import { drpcAnnotation } from '../metadata.ts';
import { asksFor, isVrg } from '../vrg-views.ts';
import {
  annotateDrpc,
  beginAction,
  completeAction,
  countAction,
  type DrpcRun,
  enterPhase,
  isPlacedOn,
  lastCluster,
  othersThan,
  placeOn,
  sayAvailable,
  viewOf,
} from './drpc-run.ts';
import { giveOrder, orderOf } from './vrg-work.ts';

/**
 * No action: "deployed on preferredCluster", whatever was before (Ramen: RunInitialDeployment). It does not run
 * the clean-up of an unfinished failover or relocation, and that is what makes clearing an action dangerous.
 */
export function runInitialDeployment(run: DrpcRun): void {
  const home = run.preferredCluster;
  if (isVrg(viewOf(run, home))) {
    if (isPlacedOn(run, home)) completeDeployment(run, home);
    else startDeploying(run, home);
    return;
  }
  const elsewhere = othersThan(run, home).find((cluster) => asksFor(viewOf(run, cluster), 'primary'));
  if (elsewhere === undefined) startDeploying(run, home);
  else if (run.status.phase === 'FailedOver' || run.status.phase === 'FailingOver') {
    // Ramen looks for the home's VRG to finish, finds none readable, and says so in its log only.
    run.status.progression = 'Cleaning Up';
  }
}

/** A VRG on the home counts as deployed, a secondary one too; only its ManifestWork tells, and refuses. */
function startDeploying(run: DrpcRun, home: string): void {
  const order = orderOf(run, home);
  if (order?.state === 'secondary') {
    enterPhase(run, 'Deploying');
    run.status.progression = 'CreatingMW';
    sayAvailable(
      run,
      `ManifestWork for VolumeReplicationGroup resource exists with mismatching state (secondary) on cluster ${home}`,
    );
    return;
  }
  const first = run.status.preferredDecision === undefined;
  if (order === undefined) {
    giveOrder(run, home, { state: 'primary' });
    countAction(run, undefined, 'Deploying');
  }
  const notes = { [lastCluster]: home, [drpcAnnotation('last-action')]: '' };
  if (!isPlacedOn(run, home)) placeOn(run, home, notes);
  else if (annotationOf(run.drpc, lastCluster) === undefined) annotateDrpc(run, notes);
  enterPhase(run, 'Deployed');
  if (!first) run.status.progression = 'UpdatingPlRule';
  if (run.status.actionStart === undefined) beginAction(run);
  run.status.preferredDecision ??= home;
  sayDeployed(run);
}

function completeDeployment(run: DrpcRun, home: string): void {
  let created = false;
  for (const cluster of othersThan(run, home)) {
    const order = orderOf(run, cluster);
    created ||= order === undefined;
    if (order?.state !== 'secondary' || order.action !== undefined) {
      giveOrder(run, cluster, { state: 'secondary' });
    }
  }
  run.status.preferredDecision ??= home;
  enterPhase(run, 'Deployed');
  sayDeployed(run);
  if (created) run.status.progression = 'SettingUpVolSyncDest';
  else completeAction(run);
}

function sayDeployed(run: DrpcRun): void {
  sayAvailable(run, 'Initial deployment completed');
  run.status.peerReady = { status: 'True', reason: 'Success', message: 'Ready' };
}
