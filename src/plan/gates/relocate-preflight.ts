import { conditionOf, isBeingDeleted, type LiveObject } from '../../model/live-object.ts';
import { falseGreen } from '../green/false-green.ts';
import {
  answerOf,
  decidedClusters,
  isSecondaryEverywhere,
  isTrueNow,
  isValidSecondary,
  primaryClusters,
  replicationOf,
  type Situation,
} from '../situation.ts';
import { defineGate, type GateInput, isApplication, startsRelocate } from './define-gate.ts';
import { isHalfRelocated, statesTruth, wayOut } from './way-out.ts';

/** A relocation is planned work: it starts only when everything is known to be well. */
export const relocatePreflight = defineGate({
  id: 'relocate-preflight',
  summary: 'A relocation would start without everything known to be well.',
  why: `Ramen takes the application down first, and then waits silently for whatever is missing: an unreachable cluster, a peer that is
not ready, protection that has not completed. A relocation that starts then is an outage without an end.
(Ramen: internal/controller/drplacementcontrol.go, RunRelocate; seen on running operators.) This gate fails closed: what cannot
be read blocks. Storage is judged by what the VolumeReplicationGroups report, S3 by DRCluster's Validated and the primary's
ClusterDataProtected, clusters by our own reading and by their lease on the hub.`,
  appliesTo: (input) => isApplication(input) && startsRelocate(input) && input.operation === 'update',
  judge: (input) => {
    const problems = findProblems(input);
    if (problems.length === 0) return undefined;
    return {
      message: `${input.name} is not ready to relocate to ${input.after.preferredCluster ?? 'no cluster'}: ${problems.join('; ')}`,
      help:
        wayOut(input) ??
        'mend these first: started now it would stop and wait; an emergency is a Failover, not a Relocate',
    };
  },
  examples: [
    {
      title: 'home to a cluster that does not answer',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
conditions: { PeerReady: 'False' }
decisions: [dr2]
dr1: no answer
dr2: primary/Primary Failover
works: { dr1: secondary }`,
      git: 'cart: { action: Relocate, failoverCluster: dr2, preferredCluster: dr1 }',
      stops: {
        message:
          'shop/cart is not ready to relocate to dr1: PeerReady is not True for this generation; cluster dr1 does not answer: dr1 timed out',
        help: 'mend these first: started now it would stop and wait; an emergency is a Failover, not a Relocate',
      },
    },
    {
      title: 'while it is secondary everywhere and runs nowhere',
      live: `status: Deploying/CreatingMW
conditions: { Available: 'False', PeerReady: 'False' }
decisions: []
dr1: secondary/Secondary Relocate
lastCluster: dr1`,
      git: 'cart: { action: Relocate, preferredCluster: dr2 }',
      stops: {
        message:
          'shop/cart is not ready to relocate to dr2: it is secondary everywhere and runs nowhere, where a Relocate does nothing',
        help: 'shop/cart runs nowhere: set action: Failover and failoverCluster: dr2, which loses nothing; a Relocate changes nothing now, and a Failover to dr1 starts it on a new empty volume',
      },
    },
    {
      title: 'home to a cluster that is still fenced',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover
DRCluster dr1: { status: { phase: Fenced, conditions: [{ type: Validated, status: 'True', reason: Succeeded, message: '', lastTransitionTime: '2026-11-21T10:00:00Z' }, { type: Fenced, status: 'True', reason: Fenced, message: '', lastTransitionTime: '2026-11-21T10:00:00Z' }] } }`,
      git: 'cart: { action: Relocate, failoverCluster: dr2, preferredCluster: dr1 }',
      stops: {
        message: 'shop/cart is not ready to relocate to dr1: DRCluster dr1 is fenced',
        help: 'mend these first: started now it would stop and wait; an emergency is a Failover, not a Relocate',
      },
    },
    {
      title: 'home when all is well',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover`,
      git: 'cart: { action: Relocate, failoverCluster: dr2, preferredCluster: dr1 }',
    },
  ],
});

function findProblems(input: GateInput): readonly string[] {
  const { situation, live, after } = input;
  if (situation === undefined || live === undefined) return ['its state cannot be read'];
  if (statesTruth(input)) return [];
  const target = after.preferredCluster;
  if (target === undefined) return ['preferredCluster is missing'];
  if (situation.policyClusters.length === 0) return ['its policy cannot be read'];
  if (!situation.policyClusters.includes(target))
    return [`its policy has ${situation.policyClusters.join(' and ')}`];
  if (isSecondaryEverywhere(situation))
    return ['it is secondary everywhere and runs nowhere, where a Relocate does nothing'];
  const primaries = primaryClusters(situation);
  const problems = [
    ...(situation.policy !== undefined && isBeingDeleted(situation.policy)
      ? ['its DRPolicy is being deleted']
      : []),
    ...['PeerReady', 'Protected'].flatMap((type) =>
      isTrueNow(live, type) ? [] : [`${type} is not True for this generation`],
    ),
    ...situation.policyClusters.flatMap((name) => clusterProblems(input, situation, name)),
    ...elsewhere(situation),
    ...(primaries.length === 1
      ? []
      : [`${primaries.length} VolumeReplicationGroups are primary instead of one`]),
  ];
  return problems.length > 0 ? problems : doubts(live, situation, target);
}

/** A decision kept for the cluster that is decided for anyway harms nobody. */
function elsewhere({ decisions, runsOn }: Situation): readonly string[] {
  if (decisions === undefined) return ['its PlacementDecisions cannot be read'];
  const clusters = decidedClusters(decisions);
  if (clusters.length === 1 && clusters[0] === runsOn) return [];
  return [`its decisions name ${clusters.length === 0 ? 'no cluster' : clusters.join(' and ')}`];
}

/** A green that something speaks against. One that hangs half way in a relocation is let go on: that is its way out. */
function doubts(live: LiveObject, situation: Situation, target: string): readonly string[] {
  return falseGreen(live, situation)
    .filter(({ code }) => code !== 'final-sync-left' || target === situation.runsOn)
    .map(({ text }) => text);
}

function clusterProblems(input: GateInput, situation: Situation, name: string): readonly string[] {
  const drCluster = situation.drClusters.get(name);
  if (drCluster === undefined) return [`DRCluster ${name} cannot be read`];
  const problems = [
    ...(conditionOf(drCluster, 'Fenced')?.status === 'True' ? [`DRCluster ${name} is fenced`] : []),
    ...(isBeingDeleted(drCluster) ? [`DRCluster ${name} is being deleted`] : []),
    ...(isTrueNow(drCluster, 'Validated')
      ? []
      : [`DRCluster ${name} is not Validated, so its S3 store may not answer`]),
  ];
  const sight = situation.vrgs.get(name);
  if (sight?.seen === 'unreadable') return [...problems, `cluster ${name} does not answer: ${sight.why}`];
  if (answerOf(situation, name) === 'silent')
    problems.push(`the hub has lost cluster ${name} (its lease has run out)`);
  if (input.configuredClusters.length === 0) return problems;
  if (sight === undefined) return [...problems, `cluster ${name} is not configured`];
  if (sight.seen === 'absent') return [...problems, `there is no VolumeReplicationGroup on ${name}`];
  return [...problems, ...groupProblems(sight.vrg, name)];
}

function groupProblems(vrg: LiveObject, name: string): readonly string[] {
  if (isHalfRelocated(vrg)) return [];
  if (replicationOf(vrg) !== 'primary')
    return isValidSecondary(vrg) ? [] : [`the VolumeReplicationGroup on ${name} is not Secondary`];
  const unhealthy = ['DataReady', 'ClusterDataProtected'].filter((type) => !isTrueNow(vrg, type));
  return unhealthy.length === 0 ? [] : [`${unhealthy.join(' and ')} on ${name} not True`];
}
