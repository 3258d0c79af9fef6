import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { generationOf, type LiveObject } from '../../model/live-object.ts';
import { phaseOf, progressionOf } from '../situation.ts';
import { defineGate, type GateInput, isApplication, type Refusal, targetOf } from './define-gate.ts';
import { isExactEndOfTest } from './test-failover-promotion.ts';
import { statesTruth, wayOut } from './way-out.ts';

const runningPhases = new Set(['Initiating', 'Deploying', 'FailingOver', 'Relocating', 'Deleting']);

/** Ramen is in the middle of something: a change now would be read by an action that is half done. */
export const busy = defineGate({
  id: 'busy',
  summary: 'The application is in the middle of a DR operation.',
  why: `Ramen looks at the whole spec at every reconcile and pursues what it says now, so a change in the middle of a failover
or relocation redirects it half way: the workload can end up on both clusters, or nowhere, or on an empty volume, with every
condition True. Status lags behind a write, so a status of an older generation proves nothing.
(Ramen: internal/controller/drplacementcontrol.go, startProcessing; seen on running operators.)

A new failover, the exact end of a test failover, and stating again the action that is true already may pass: they are
the ways out. Where an application is stuck in a state that never ends by itself, the message names the way out that was seen.
A removal needs, besides, every cluster: Ramen deletes the replica first and then waits for both clusters to let go.
(Ramen: internal/controller/drplacementcontrol_controller.go, cleanupVRGs.)`,
  appliesTo: (input) => isApplication(input) && input.operation !== 'create' && input.risk !== 'cosmetic',
  judge: (input) => {
    if (input.live === undefined) return undefined;
    if (input.operation === 'remove') return unfinished(input, input.live) ?? unreachable(input);
    if (startsRealFailover(input) || statesTruth(input) || isExactEndOfTest(input)) return undefined;
    return unfinished(input, input.live);
  },
  examples: [
    {
      title: 'another cluster for a failover that is running',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailingOver/WaitForReadiness
decisions: [dr1 retained]
dr2: primary/Unknown Failover`,
      git: 'cart: { action: Failover, failoverCluster: dr1, preferredCluster: dr1 }',
      stops: {
        message: 'shop/cart is FailingOver/WaitForReadiness on dr1: a DR operation is running',
        help: 'wait until it is over (ramen-sync status shop/cart), then plan again',
      },
    },
    {
      title: 'an action that was taken away half way, and preferredCluster after it',
      live: `status: FailedOver/Cleaning Up
decisions: [dr1 retained, dr2]
dr1: no answer
dr2: primary/Primary Failover
works: { dr1: secondary }`,
      git: 'cart: { preferredCluster: dr2 }',
      stops: {
        message:
          'shop/cart is FailedOver/Cleaning Up on dr2: its last operation has not completed, or Ramen has not looked at it',
        help: 'state the action that is true again: action: Failover and failoverCluster: dr2; what dr1 wrote meanwhile is discarded',
      },
    },
    {
      title: 'a new failover in the middle of a relocation',
      live: `cart: { action: Relocate, preferredCluster: dr2 }
status: Relocating/RunningFinalSync
decisions: []
dr1: primary/Primary Relocate final sync`,
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr2 }',
    },
    {
      title: 'the deletion of an application that is failing over',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailingOver/WaitForReadiness
decisions: [dr1 retained]
dr2: primary/Unknown Failover`,
      git: `DRPlacementControl shop/cart: none
removes: [DRPlacementControl shop/cart]`,
      stops: {
        message: 'shop/cart is FailingOver/WaitForReadiness on dr1: a DR operation is running',
        help: 'wait until it is over (ramen-sync status shop/cart), then plan again',
      },
    },
    {
      title: 'the action that is true already, stated again',
      live: `status: Deploying/CreatingMW
conditions: { Available: 'False', Protected: 'False' }
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Relocate`,
      git: 'cart: { action: Relocate, preferredCluster: dr2 }',
    },
  ],
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

function startsRealFailover({ before, after }: GateInput): boolean {
  return after.action === 'Failover' && before.action !== 'Failover' && after.dryRun !== true;
}

function unfinished(input: GateInput, live: LiveObject): Refusal | undefined {
  const { name, before, situation } = input;
  const phase = phaseOf(live);
  const progression = progressionOf(live);
  const state = `${phase || 'no phase yet'}/${progression || 'no progression yet'}`;
  const runsOn = situation?.runsOn ?? 'an unknown cluster';
  const help =
    wayOut(input) ??
    `wait until it is over (ramen-sync status ${name}), then plan again${before.action === 'Failover' ? '' : '; a new Failover may pass meanwhile'}`;
  if (before.dryRun === true)
    return {
      message: `${name} is in a test failover to ${before.failoverCluster ?? 'no cluster'} (${state}), and this is not its exact end`,
      help: `end the test first: restore the action and target that stood before it, without dryRun`,
    };
  if (runningPhases.has(phase))
    return { message: `${name} is ${state} on ${runsOn}: a DR operation is running`, help };
  if (progression !== 'Completed') {
    return {
      message: `${name} is ${state} on ${runsOn}: its last operation has not completed, or Ramen has not looked at it`,
      help,
    };
  }
  if (hasStaleCondition(live)) {
    return {
      message: `${name} shows ${state}, but for an older generation of its spec: nobody can know`,
      help: `wait until Ramen has looked at it (ramen-sync status ${name}), then plan again`,
    };
  }
  const end =
    before.action === 'Failover' ? 'FailedOver' : before.action === 'Relocate' ? 'Relocated' : undefined;
  if (end === undefined || (phase === end && situation?.runsOn === targetOf(before))) return undefined;
  return {
    message: `${name} was told to ${before.action ?? ''} to ${targetOf(before) ?? 'no cluster'}, but is ${state} on ${runsOn}`,
    help,
  };
}

/** No conditions at all are none of this generation either. */
function hasStaleCondition(live: LiveObject): boolean {
  const generation = generationOf(live);
  const conditions = getAt(live, ['status', 'conditions']);
  if (!isArray(conditions) || conditions.length === 0) return true;
  return conditions.some((condition) => {
    const observed = getAt(condition, ['observedGeneration']);
    return typeof observed === 'number' && generation !== undefined && observed < generation;
  });
}
