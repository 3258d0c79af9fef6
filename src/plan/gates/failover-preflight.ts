import { getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { conditionOf, isBeingDeleted } from '../../model/live-object.ts';
import {
  isSecondaryEverywhere,
  isTrueNow,
  isValidSecondary,
  peerOf,
  replicationOf,
  type Situation,
  vrgOn,
} from '../situation.ts';
import { defineGate, type GateInput, isApplication, type Refusal, startsFailover } from './define-gate.ts';
import { wayOut } from './way-out.ts';

/** Hard stops only: a dead old cluster is the reason to fail over, so the unknown does not block here. */
export const failoverPreflight = defineGate({
  id: 'failover-preflight',
  summary: 'The failover cannot work, or would do harm.',
  why: `Ramen does not check that failoverCluster belongs to the policy, refuses a target whose VolumeReplicationGroup is not a
valid secondary, fails every action while the policy is being deleted, and in Metro waits for fencing. While one of the two
DRClusters is being deleted it starts the application on the target and never cleans up the other one. A failover to the
cluster the application came from, while both VolumeReplicationGroups are secondary, starts it on a new empty volume.
(Ramen: internal/controller/drplacementcontrol.go, RunFailover, isValidFailoverTarget, checkFailoverPrerequisites; seen on
running operators.) What cannot be read does not block: the old cluster may be gone.`,
  appliesTo: (input) => isApplication(input) && startsFailover(input),
  judge: (input) => {
    const problem = hardStop(input);
    if (problem === undefined) return undefined;
    return {
      message: `${input.name} cannot fail over to ${input.after.failoverCluster ?? 'no cluster'}: ${problem.message}`,
      help: problem.help,
    };
  },
  examples: [
    {
      title: 'a target whose replication is dead since a failover was rolled back',
      live: 'dr2: secondary/Unknown',
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
      stops: {
        message:
          'shop/cart cannot fail over to dr2: its VolumeReplicationGroup there is secondary/Unknown, not a valid secondary',
        help: 'its replication to dr2 is dead, and a failover to dr2 is refused: what blocks is a claim of shop/cart that an earlier failover left there; save what its volume holds, then delete it',
      },
    },
    {
      title: 'back to where it ran last, while both sides are secondary',
      live: `status: Deploying/CreatingMW
conditions: { Available: 'False', PeerReady: 'False' }
decisions: []
dr1: secondary/Secondary Relocate
lastCluster: dr1`,
      git: 'cart: { action: Failover, failoverCluster: dr1, preferredCluster: dr1 }',
      stops: {
        message:
          'shop/cart cannot fail over to dr1: both sides are secondary and it ran there last: it would start on a new empty volume',
        help: 'fail over to dr2 instead, which loses nothing',
      },
    },
    {
      title: 'away from a cluster that is being deleted, but answers',
      live: "DRCluster dr1: { metadata: { deletionTimestamp: '2026-11-21T10:00:00Z', finalizers: [drclusters.ramendr.openshift.io/ramen] } }",
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
      stops: {
        message:
          'shop/cart cannot fail over to dr2: DRCluster dr1 is being deleted, so Ramen would start it on dr2 and never stop it on dr1: both would write',
        help: 'allow it by name only when dr1 is down for good, or the application has been stopped there by hand',
      },
    },
    {
      title: 'Metro, and the old cluster is not fenced',
      live: `dr1: no answer
DRPolicy p5m: { status: { sync: { peerClasses: [{ storageClassName: rbd }] } } }`,
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
      stops: {
        message:
          'shop/cart cannot fail over to dr2: Metro: dr1 must be fenced first, or both clusters could write to the same volume',
        help: 'set clusterFence: Fenced on DRCluster dr1 and wait for its condition Fenced',
      },
    },
    {
      title: 'away from a cluster that is gone',
      live: 'dr1: no answer',
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
    },
  ],
});

function hardStop(input: GateInput): Refusal | undefined {
  const { situation, after } = input;
  const target = after.failoverCluster;
  if (target === undefined) {
    return {
      message: 'failoverCluster is missing',
      help: 'set spec.failoverCluster to the cluster to fail over to',
    };
  }
  if (situation === undefined) return undefined;
  return (
    topologyProblem(situation, target) ??
    secondaryProblem(input, situation, target) ??
    fencingProblem(situation, target)
  );
}

function topologyProblem(situation: Situation, target: string): Refusal | undefined {
  const { policyClusters, policy, drClusters } = situation;
  if (policyClusters.length > 0 && !policyClusters.includes(target)) {
    return {
      message: `its policy has ${policyClusters.join(' and ')}`,
      help: `set failoverCluster to ${policyClusters.join(' or ')}`,
    };
  }
  if (policy !== undefined && isBeingDeleted(policy)) {
    return {
      message: 'its DRPolicy is being deleted, and Ramen refuses every action under it',
      help: 'the deletion cannot be taken back: the application has to be protected anew under another policy',
    };
  }
  const deleting = policyClusters.find((name) => isBeingDeleted(drClusters.get(name) ?? {}));
  if (deleting === undefined) return undefined;
  if (deleting === target)
    return {
      message: `DRCluster ${target} is being deleted`,
      help: 'the deletion cannot be taken back: see which DRPolicy still lists it',
    };
  return {
    message: `DRCluster ${deleting} is being deleted, so Ramen would start it on ${target} and never stop it on ${deleting}: both would write`,
    help: `allow it by name only when ${deleting} is down for good, or the application has been stopped there by hand`,
  };
}

function secondaryProblem(input: GateInput, situation: Situation, target: string): Refusal | undefined {
  const sight = situation.vrgs.get(target);
  if (sight?.seen === 'absent') {
    return {
      message: `there is no VolumeReplicationGroup on ${target}, so nothing has been replicated there`,
      help: 'wait until it is protected there, or look why it is not (ramen-sync status)',
    };
  }
  if (sight?.seen !== 'vrg' || replicationOf(sight.vrg) === 'primary') return undefined;
  if (!isValidSecondary(sight.vrg)) {
    const reported = getString(sight.vrg, ['status', 'state']) ?? 'no state yet';
    return {
      message: `its VolumeReplicationGroup there is ${replicationOf(sight.vrg) ?? 'without order'}/${reported}, not a valid secondary`,
      help: wayOut(input) ?? `wait until the VolumeReplicationGroup on ${target} reports Secondary`,
    };
  }
  if (!isSecondaryEverywhere(situation) || situation.runsOn !== target) return undefined;
  return {
    message: 'both sides are secondary and it ran there last: it would start on a new empty volume',
    help: `fail over to ${peerOf(situation, target) ?? 'the other cluster'} instead, which loses nothing`,
  };
}

/** Metro shows in the policy's synchronous peer classes. The other side may have written to another generation: then nobody knows. */
function fencingProblem(situation: Situation, target: string): Refusal | undefined {
  const sync = getAt(situation.policy, ['status', 'sync', 'peerClasses']);
  const home = peerOf(situation, target);
  if (!isArray(sync) || sync.length === 0 || home === undefined) return undefined;
  if (replicationOf(vrgOn(situation, target)) === 'primary') return undefined;
  const drCluster = situation.drClusters.get(home);
  if (drCluster === undefined || isTrueNow(drCluster, 'Fenced')) return undefined;
  const reason = conditionOf(drCluster, 'Fenced')?.reason;
  return {
    message: `Metro: ${home} must be fenced first${reason === undefined ? '' : ` (${reason})`}, or both clusters could write to the same volume`,
    help: `set clusterFence: Fenced on DRCluster ${home} and wait for its condition Fenced`,
  };
}
