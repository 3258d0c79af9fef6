import { getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { conditionOf, isBeingDeleted } from '../../model/live-object.ts';
import { isTrueNow, isValidSecondary, type Situation } from '../situation.ts';
import { defineGate, type GateInput, isApplication, startsFailover } from './define-gate.ts';

/** Hard stops only: a dead old cluster is the reason to fail over, so the unknown does not block here. */
export const failoverPreflight = defineGate({
  id: 'failover-preflight',
  summary: 'The failover cannot work.',
  why: `Ramen does not check that failoverCluster belongs to the policy, refuses a target whose VolumeReplicationGroup is not a
valid secondary, fails every action while the policy is being deleted, and in Metro waits for fencing. A failover to the cluster the
application came from, while both VolumeReplicationGroups are secondary, starts it on a new empty volume.
(Ramen: internal/controller/drplacementcontrol.go, RunFailover, isValidFailoverTarget, checkFailoverPrerequisites.)
What cannot be read does not block: the old cluster may be gone.`,
  appliesTo: (input) => isApplication(input) && startsFailover(input),
  judge: (input) => {
    const problem = hardStop(input);
    if (problem === undefined) return undefined;
    return {
      message: `${input.name} cannot fail over to ${input.after.failoverCluster ?? 'no cluster'}: ${problem.message}`,
      help: problem.help,
    };
  },
});

interface Problem {
  readonly message: string;
  readonly help: string;
}

function hardStop(input: GateInput): Problem | undefined {
  const { situation, after } = input;
  const target = after.failoverCluster;
  if (target === undefined) {
    return {
      message: 'failoverCluster is missing',
      help: 'set spec.failoverCluster to the cluster to fail over to',
    };
  }
  if (situation === undefined) return undefined;
  if (situation.policyClusters.length > 0 && !situation.policyClusters.includes(target)) {
    return {
      message: `its policy has ${situation.policyClusters.join(' and ')}`,
      help: 'name one of the two clusters of its policy',
    };
  }
  if (situation.policy !== undefined && isBeingDeleted(situation.policy)) {
    return {
      message: 'its DRPolicy is being deleted, and Ramen refuses every action under it',
      help: 'the deletion cannot be taken back: see what still refers to the policy',
    };
  }
  const targetCluster = situation.drClusters.get(target);
  if (targetCluster !== undefined && isBeingDeleted(targetCluster)) {
    return {
      message: `DRCluster ${target} is being deleted`,
      help: 'the deletion cannot be taken back: see which DRPolicy still lists it',
    };
  }
  return secondaryProblem(situation, target) ?? fencingProblem(situation, target);
}

function secondaryProblem(situation: Situation, target: string): Problem | undefined {
  const sight = situation.vrgs.get(target);
  if (sight?.seen !== 'vrg') return undefined;
  const state = getString(sight.vrg, ['spec', 'replicationState']) ?? '';
  if (state === 'primary') return undefined;
  if (!isValidSecondary(sight.vrg)) {
    const reported = getString(sight.vrg, ['status', 'state']) ?? 'no state yet';
    return {
      message: `its VolumeReplicationGroup there is ${state}/${reported}, not a valid secondary`,
      help: `wait until it is Secondary; one that stays Unknown has a claim left over on ${target} that somebody must delete`,
    };
  }
  const bothSecondary = [...situation.vrgs.values()].every(
    (other) => other.seen === 'vrg' && getString(other.vrg, ['spec', 'replicationState']) === 'secondary',
  );
  if (bothSecondary && situation.vrgs.size > 1 && situation.runsOn === target) {
    const other = situation.policyClusters.find((name) => name !== target) ?? 'the other cluster';
    return {
      message:
        'both sides are secondary and the application came from there: it would start on an empty volume',
      help: `fail over to ${other} instead`,
    };
  }
  return undefined;
}

/** Metro shows in the policy's synchronous peer classes. */
function fencingProblem(situation: Situation, target: string): Problem | undefined {
  const sync = getAt(situation.policy, ['status', 'sync', 'peerClasses']);
  if (!isArray(sync) || sync.length === 0) return undefined;
  const home = situation.policyClusters.find((name) => name !== target);
  const drCluster = home === undefined ? undefined : situation.drClusters.get(home);
  if (drCluster === undefined || isTrueNow(drCluster, 'Fenced')) return undefined;
  const reason = conditionOf(drCluster, 'Fenced')?.reason ?? 'not fenced';
  return {
    message: `Metro: ${home} must be fenced first (${reason})`,
    help: `set clusterFence of DRCluster ${home} and wait for condition Fenced`,
  };
}
