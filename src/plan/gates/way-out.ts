import { getAt, getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import {
  decidedClusters,
  isSecondaryEverywhere,
  peerOf,
  phaseOf,
  primaryClusters,
  progressionOf,
  replicationOf,
  type Situation,
  vrgOn,
} from '../situation.ts';
import { type GateInput, targetOf } from './define-gate.ts';

/**
 * Half-done states that never end by themselves, and what was seen to end each on running operators; undefined where waiting
 * is the way. What the other side wrote meanwhile is discarded by a restated action, so the words say so.
 */
export function wayOut(input: GateInput): string | undefined {
  const { live, situation, before } = input;
  if (live === undefined || situation === undefined || before.dryRun === true) return undefined;
  const stand = { input, situation, phase: phaseOf(live), progression: progressionOf(live) };
  if (stand.progression === 'Paused') return outOfPause(stand);
  if (before.action !== undefined) return undefined;
  return (
    outOfNowhere(stand) ??
    outOfHalfRelocation(stand) ??
    outOfLostAction(stand) ??
    outOfPreferred(stand) ??
    leftOverClaim(stand)
  );
}

/**
 * Git goes back to the action and target that the primary VRG carries already, where the workload runs: nothing is begun. Under the
 * same action only a wrong preferredCluster without any action is put right so; a running relocation would be turned round.
 */
export function statesTruth({ before, after, situation }: GateInput): boolean {
  if (before.dryRun === true || after.dryRun === true || situation === undefined) return false;
  const target = targetOf(after);
  const isSameAction = before.action === after.action;
  if (before.action !== undefined && after.action === undefined) return false;
  if (isSameAction && (after.action !== undefined || targetOf(before) === target)) return false;
  if (target === undefined || target !== situation.runsOn) return false;
  const vrg = vrgOn(situation, target);
  if (vrg === undefined || isHalfRelocated(vrg)) return false;
  return replicationOf(vrg) === 'primary' && actionOf(vrg) === after.action;
}

/** The primary VRG, where there is exactly one: the intent that is true. */
function truthOf(situation: Situation): { readonly cluster: string; readonly vrg: JsonObject } | undefined {
  const [cluster, ...others] = primaryClusters(situation);
  if (cluster === undefined || others.length > 0) return undefined;
  const vrg = vrgOn(situation, cluster);
  return vrg === undefined ? undefined : { cluster, vrg };
}

export function actionOf(vrg: JsonObject): string | undefined {
  const action = getString(vrg, ['spec', 'action']);
  return action === '' ? undefined : action;
}

/** `action: Failover and failoverCluster: dr2`, as Git should say it. */
export function sayIntent(action: string | undefined, cluster: string): string {
  if (action === 'Failover') return `action: Failover and failoverCluster: ${cluster}`;
  return action === undefined
    ? `no action and preferredCluster: ${cluster}`
    : `action: ${action} and preferredCluster: ${cluster}`;
}

interface Stand {
  readonly input: GateInput;
  readonly situation: Situation;
  readonly phase: string;
  readonly progression: string;
}

/** Ramen compares action and target with what the VRGs carry, and goes on as soon as they agree. */
function outOfPause({ situation, input }: Stand): string {
  const truth = truthOf(situation);
  if (truth === undefined)
    return `make its clusters readable: ${input.name} goes on as soon as Git states the action and target that its primary VolumeReplicationGroup carries`;
  return `set ${sayIntent(actionOf(truth.vrg), truth.cluster)}, as the VolumeReplicationGroup on ${truth.cluster} carries it: Ramen goes on at once`;
}

/** A relocation that lost its action after both sides had become secondary. */
function outOfNowhere({ situation, input }: Stand): string | undefined {
  if (!isSecondaryEverywhere(situation)) return undefined;
  const home = situation.runsOn;
  const other = peerOf(situation, home);
  if (home === undefined || other === undefined)
    return `${input.name} is secondary everywhere and runs nowhere: find out where it ran last, then fail over to the other cluster`;
  return `${input.name} runs nowhere: set action: Failover and failoverCluster: ${other}, which loses nothing; a Relocate changes nothing now, and a Failover to ${home} starts it on a new empty volume`;
}

/** A relocation that lost its action: its final sync flags stay, and the claim hangs in Terminating. */
function outOfHalfRelocation({ situation, input }: Stand): string | undefined {
  const half = situation.policyClusters.find((cluster) => isHalfRelocated(vrgOn(situation, cluster)));
  const other = peerOf(situation, half);
  if (half === undefined || other === undefined) return undefined;
  return `go on with the relocation that was begun: action: Relocate and preferredCluster: ${other}; until then ${input.name} may run nowhere although every condition is True`;
}

export function isHalfRelocated(vrg: JsonObject | undefined): boolean {
  return (
    replicationOf(vrg) === 'primary' &&
    actionOf(vrg ?? {}) === 'Relocate' &&
    (getAt(vrg, ['spec', 'prepareForFinalSync']) === true || getAt(vrg, ['spec', 'runFinalSync']) === true)
  );
}

/** The action went, but the cluster that it had chosen is primary, or decided for: only the same action ends it. */
function outOfLostAction({ situation, input }: Stand): string | undefined {
  const decided = (situation.decisions ?? []).find(({ retained }) => !retained)?.cluster;
  const failedOverTo = primaryClusters(situation).find(
    (cluster) => actionOf(vrgOn(situation, cluster) ?? {}) === 'Failover',
  );
  const target = failedOverTo ?? decided;
  const vrg = target === undefined ? undefined : vrgOn(situation, target);
  const action = vrg === undefined ? undefined : actionOf(vrg);
  const isDone =
    target === input.before.preferredCluster && decidedClusters(situation.decisions ?? []).length < 2;
  if (target === undefined || action === undefined || isDone) return undefined;
  const other = peerOf(situation, target);
  const discarded = other === undefined ? '' : `; what ${other} wrote meanwhile is discarded`;
  return `state the action that is true again: ${sayIntent(action, target)}${discarded}`;
}

/** preferredCluster was pointed away from a workload that no action moved. */
function outOfPreferred({ situation, input, progression }: Stand): string | undefined {
  const { runsOn } = situation;
  if (progression === 'Completed' || runsOn === undefined || targetOf(input.before) === runsOn)
    return undefined;
  return `set preferredCluster back to ${runsOn}, where ${input.name} runs`;
}

/** A rolled back failover leaves the claim that it had restored: replication stays dead, and the next failover is refused. */
function leftOverClaim({ situation, input, progression }: Stand): string | undefined {
  const left = situation.policyClusters.find((cluster) => {
    const sight = situation.vrgs.get(cluster);
    return (
      sight?.seen === 'vrg' &&
      replicationOf(sight.vrg) === 'secondary' &&
      getString(sight.vrg, ['status', 'state']) === 'Unknown'
    );
  });
  if (left === undefined || progression !== 'Completed') return undefined;
  return `its replication to ${left} is dead, and a failover to ${left} is refused: what blocks is a claim of ${input.name} that an earlier failover left there; save what its volume holds, then delete it`;
}
