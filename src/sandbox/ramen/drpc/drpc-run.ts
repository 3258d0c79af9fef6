import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { generationOf } from '../../../model/live-object.ts';
import type { RamenContext } from '../context.ts';
import { drpcAnnotation, isObserved, nameOf, namespaceOf, withMetadata } from '../metadata.ts';
import { type Decision, decisionsOf, retained, writeDecisions } from '../placement-decision.ts';
import { isVrg, type VrgView } from '../vrg-views.ts';
import { type DrpcStatus, goDuration } from './drpc-status.ts';

/** One reconcile of one DRPC: what it asks for, what the hub sees, and the status being drawn up. */
export interface DrpcRun {
  readonly context: RamenContext;
  /** As read, with Ramen's own metadata on it. */
  readonly drpc: JsonObject;
  readonly placement: JsonObject;
  readonly policy: JsonObject;
  /** The policy's clusters, in its order. */
  readonly clusters: readonly string[];
  readonly vrgNamespace: string;
  readonly action: string;
  readonly preferredCluster: string;
  readonly failoverCluster: string;
  readonly status: DrpcStatus;
}

export function viewOf(run: DrpcRun, cluster: string): VrgView {
  return run.context.views.read(cluster, run.vrgNamespace, nameOf(run.drpc));
}

/** In status and at its generation: `Primary`, `Secondary`. */
export function hasReached(view: VrgView, state: 'Primary' | 'Secondary'): boolean {
  return isVrg(view) && isObserved(view) && getString(view, ['status', 'state']) === state;
}

export function othersThan(run: DrpcRun, cluster: string): readonly string[] {
  return run.clusters.filter((each) => each !== cluster);
}

export function currentDecisions(run: DrpcRun): readonly Decision[] {
  return decisionsOf(run.context.world.hub, namespaceOf(run.placement), nameOf(run.placement));
}

export function isPlacedOn(run: DrpcRun, cluster: string): boolean {
  return currentDecisions(run).some((each) => each.clusterName === cluster && each.reason !== retained);
}

/** The annotation of the cluster that the application was last sent to for good. */
export const lastCluster = drpcAnnotation('last-app-deployment-cluster');

/** Sends the application to the cluster; entries kept for a failover stay, whoever they name. */
export function placeOn(run: DrpcRun, cluster: string, annotations: JsonObject): void {
  annotateDrpc(run, annotations);
  const kept = currentDecisions(run).filter((each) => each.reason === retained);
  decide(run, [...kept, { clusterName: cluster, reason: cluster }]);
}

export function decide(run: DrpcRun, decisions: readonly Decision[]): void {
  writeDecisions(run.context.world.hub, run.placement, decisions);
}

/** Ramen's notes on the DRPC itself, in metadata. */
export function annotateDrpc(run: DrpcRun, annotations: JsonObject): void {
  const { hub } = run.context.world;
  const drpc = hub.get('DRPlacementControl', namespaceOf(run.drpc), nameOf(run.drpc));
  if (drpc !== undefined) hub.update(withMetadata(drpc, 'annotations', annotations), 'manager');
}

/** `status.observedGeneration` moves with the phase (Ramen: setDRState). */
export function enterPhase(run: DrpcRun, phase: string): void {
  if (run.status.phase === phase) return;
  run.status.phase = phase;
  run.status.observedGeneration = generationOf(run.drpc) ?? 0;
}

export function beginAction(run: DrpcRun): void {
  run.status.actionStart = run.context.world.now();
  run.status.actionDuration = undefined;
}

export function completeAction(run: DrpcRun): void {
  run.status.progression = 'Completed';
  run.status.peerReady = { status: 'True', reason: 'Success', message: 'Ready' };
  const { actionStart } = run.status;
  if (actionStart !== undefined) {
    run.status.actionDuration ??= goDuration(run.context.world.now() - actionStart);
  }
}

/** A message in Available: True in a final phase, Unknown before the first one, else False. */
export function sayAvailable(run: DrpcRun, message: string): void {
  const { phase } = run.status;
  const final = phase === 'Deployed' || phase === 'FailedOver' || phase === 'Relocated';
  const none = phase === '' || phase === 'WaitForUser';
  run.status.available = {
    status: final ? 'True' : none ? 'Unknown' : 'False',
    reason: phase === '' ? 'Initiating' : phase,
    message,
  };
}

/** How often the DRPC was acted on, for Ramen's telemetry. */
export function countAction(
  run: DrpcRun,
  counted: 'failover' | 'relocate' | undefined,
  lastPhase: string,
): void {
  const text = getString(run.drpc, ['metadata', 'annotations', drpcAnnotation('dr-action-count')]);
  const counts = { failover: 0, relocate: 0, ...parseCounts(text) };
  if (counted !== undefined) counts[counted] += 1;
  const value = JSON.stringify({ failover: counts.failover, relocate: counts.relocate, lastPhase });
  annotateDrpc(run, { [drpcAnnotation('dr-action-count')]: value });
}

function parseCounts(text: string | undefined): { failover?: number; relocate?: number } {
  const found = /"failover":(\d+),"relocate":(\d+)/.exec(text ?? '');
  return found === null ? {} : { failover: Number(found[1]), relocate: Number(found[2]) };
}
