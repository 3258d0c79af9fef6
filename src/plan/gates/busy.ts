import { getAt } from '../../model/field-path.ts';
import { isArray, isObject } from '../../model/json.ts';
import { generationOf, type LiveObject } from '../../model/live-object.ts';
import { phaseOf, progressionOf } from '../situation.ts';
import { defineGate, type GateInput, isApplication, type Refusal } from './define-gate.ts';

const runningPhases = new Set(['Initiating', 'Deploying', 'FailingOver', 'Relocating', 'Deleting']);

/** Ramen is in the middle of something: a change now would be read by an action that is half done. */
export const busy = defineGate({
  id: 'busy',
  summary: 'The application is in the middle of a DR operation.',
  why: `Ramen looks at the whole spec at every reconcile and pursues what it says now, so a change in the middle of a failover
or relocation redirects it half way: the workload can end up on both clusters, or nowhere, or on an empty volume, with every
condition True. Status lags behind a write, so a status of an older generation proves nothing.
(Ramen: internal/controller/drplacementcontrol.go, startProcessing.) A new failover, the exact end of a test failover, and stating again the action
that is true already may pass: they are the ways out. A removal needs, besides, every cluster: Ramen deletes the replica first and
then waits for both clusters to let go. (Ramen: internal/controller/drplacementcontrol_controller.go, cleanupVRGs.)`,
  appliesTo: (input) => isApplication(input) && input.operation !== 'create' && input.risk !== 'cosmetic',
  judge: (input) => {
    if (input.live === undefined) return undefined;
    if (input.operation === 'remove') return unfinished(input, input.live) ?? unreachable(input);
    return mayPassWhileBusy(input) ? undefined : unfinished(input, input.live);
  },
});

/** Ramen takes the VolumeReplicationGroups away one after the other, and stays half way where a cluster does not answer. */
function unreachable({ name, situation }: GateInput): Refusal | undefined {
  for (const [cluster, sight] of situation?.vrgs ?? []) {
    if (sight.seen !== 'unreadable') continue;
    return {
      message: `${cluster} cannot be read (${sight.why}): what ${name} is doing there is unknown, and Ramen cannot finish a deletion without it`,
      help: `wait until ${cluster} answers: until then the application may need its replica`,
    };
  }
  return undefined;
}

function mayPassWhileBusy({ before, after, live, situation }: GateInput): boolean {
  const newFailover = after.action === 'Failover' && before.action !== 'Failover' && after.dryRun !== true;
  if (newFailover) return true;
  const runsOn = situation?.runsOn;
  const target = after.action === 'Failover' ? after.failoverCluster : after.preferredCluster;
  const stated = after.action !== undefined && after.dryRun !== true && before.dryRun !== true;
  if (stated && target !== undefined && target === runsOn && before.action !== after.action) return true;
  return live !== undefined && before.dryRun === true && after.dryRun !== true && endsTest(after, live);
}

/** Back to exactly the action and target that stood before the test; anything else promotes it or is refused by Ramen. */
function endsTest(after: GateInput['after'], live: LiveObject): boolean {
  const saved = getAt(live, ['metadata', 'annotations']);
  if (!isObject(saved)) return false;
  const lastAction = saved['drplacementcontrol.ramendr.openshift.io/last-action'] ?? '';
  const lastCluster = saved['drplacementcontrol.ramendr.openshift.io/last-app-deployment-cluster'];
  if ((after.action ?? '') !== lastAction) return false;
  if (after.action === 'Failover') return after.failoverCluster === lastCluster;
  return after.action === undefined || after.preferredCluster === lastCluster;
}

function unfinished({ name, before, situation }: GateInput, live: LiveObject): Refusal | undefined {
  const phase = phaseOf(live);
  const progression = progressionOf(live);
  const state = `${phase || 'no phase yet'}/${progression || 'no progression yet'}`;
  const wait = `wait until it is over (ramen-sync status ${name}), then plan again`;
  if (runningPhases.has(phase))
    return { message: `${name} is ${state}: a DR operation is running`, help: wait };
  if (progression !== 'Completed') {
    return {
      message: `${name} is ${state}: its last operation has not completed, or Ramen has not looked at it`,
      help: wait,
    };
  }
  if (hasStaleCondition(live)) {
    return {
      message: `${name} shows ${state}, but for an older generation of its spec: nobody can know`,
      help: wait,
    };
  }
  const target = before.action === 'Failover' ? before.failoverCluster : before.preferredCluster;
  const end =
    before.action === 'Failover' ? 'FailedOver' : before.action === 'Relocate' ? 'Relocated' : undefined;
  if (end !== undefined && (phase !== end || situation?.runsOn !== target)) {
    return {
      message: `${name} was told to ${before.action} to ${target ?? 'no cluster'}, but is ${state} on ${situation?.runsOn ?? 'an unknown cluster'}`,
      help: wait,
    };
  }
  return undefined;
}

function hasStaleCondition(live: LiveObject): boolean {
  const generation = generationOf(live);
  const conditions = getAt(live, ['status', 'conditions']);
  if (!isArray(conditions)) return true;
  return conditions.some((condition) => {
    const observed = getAt(condition, ['observedGeneration']);
    return typeof observed === 'number' && generation !== undefined && observed < generation;
  });
}
