import type { DoubtCode } from '../../model/doubt.ts';
import { falseGreen } from '../green/false-green.ts';
import {
  decidedClusters,
  isTrueNow,
  isValidSecondary,
  peerOf,
  phaseOf,
  progressionOf,
  replicationOf,
} from '../situation.ts';
import { defineGate, type GateInput, isApplication, removesAction } from './define-gate.ts';

/** Clearing a failover before the old cluster is cleaned up runs the application on both clusters. */
export const clearTooEarly = defineGate({
  id: 'clear-too-early',
  summary: 'The action would be removed before the operation is really over.',
  why: `Without an action Ramen pursues the initial deployment and no longer cleans up after a failover. Cleared while the old
cluster is still to be cleaned, the application runs on both clusters and both write, with phase Deployed, progression
Completed and every condition True. (Ramen: internal/controller/drplacementcontrol.go, RunInitialDeployment and cleanupSecondary;
seen on running operators.) The end of a failover shows in five signs together: Completed, PeerReady, one single decision
and none kept as RetainedForFailover, the peer's VolumeReplicationGroup Secondary, and preferredCluster at the true location.
Where no managed cluster is configured, the peer is judged by the hub's own view of it, or else by its ManifestWork.`,
  appliesTo: (input) => isApplication(input) && removesAction(input) && input.before.dryRun !== true,
  judge: (input) => {
    const missing = missingSigns(input);
    if (missing.length === 0) return undefined;
    const { name, before, situation } = input;
    const where = situation?.runsOn;
    return {
      message: `${name} is not ready to lose its action ${before.action ?? ''}: ${missing.join('; ')}; cleared now, it can run on both clusters at once, or nowhere`,
      help: `leave the action in Git until ramen-sync status ${name} shows it Completed and healthy, then clear it together with preferredCluster: ${where ?? 'the cluster where it runs'}`,
    };
  },
  examples: [
    {
      title: 'the old cluster is lost and not cleaned up',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Cleaning Up
conditions: { PeerReady: 'False' }
decisions: [dr1 retained, dr2]
dr1: no answer
dr2: primary/Primary Failover
works: { dr1: secondary }`,
      git: 'cart: { preferredCluster: dr2 }',
      stops: {
        message:
          'shop/cart is not ready to lose its action Failover: it is FailedOver/Cleaning Up; PeerReady is not True for this generation; the decision for dr1 is still kept as RetainedForFailover; the VolumeReplicationGroup on dr1 cannot be read: dr1 timed out; cleared now, it can run on both clusters at once, or nowhere',
        help: 'leave the action in Git until ramen-sync status shop/cart shows it Completed and healthy, then clear it together with preferredCluster: dr2',
      },
    },
    {
      title: 'after the failover is over, together with preferredCluster',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover`,
      git: 'cart: { preferredCluster: dr2 }',
    },
  ],
});

function missingSigns(input: GateInput): readonly string[] {
  const { live, situation, after } = input;
  if (live === undefined || situation === undefined) return ['its state cannot be read'];
  const missing: string[] = [];
  const progression = progressionOf(live);
  if (progression !== 'Completed')
    missing.push(`it is ${phaseOf(live) || 'without phase'}/${progression || 'without progression'}`);
  if (!isTrueNow(live, 'PeerReady')) missing.push('PeerReady is not True for this generation');
  missing.push(...unsettledDecisions(input));
  missing.push(...unsettledPeer(input));
  if (situation.runsOn === undefined) missing.push('nobody can tell where it runs');
  else if (after.preferredCluster !== situation.runsOn) {
    missing.push(
      `preferredCluster would be ${after.preferredCluster ?? 'absent'}, but it runs on ${situation.runsOn}`,
    );
  }
  if (missing.length > 0) return missing;
  return falseGreen(live, situation)
    .filter(({ code }) => unsettling.has(code))
    .map(({ text }) => text);
}

/** Doubts of a green that mean: the operation is not over. */
const unsettling: ReadonlySet<DoubtCode> = new Set([
  'home-not-primary',
  'final-sync-left',
  'peer-not-secondary',
  'vrg-behind',
]);

function unsettledDecisions({ situation }: GateInput): readonly string[] {
  const decisions = situation?.decisions;
  if (decisions === undefined) return ['its PlacementDecisions cannot be read'];
  const retained = decisions.find((decision) => decision.retained);
  if (retained !== undefined)
    return [`the decision for ${retained.cluster} is still kept as RetainedForFailover`];
  const clusters = decidedClusters(decisions);
  return clusters.length === 1
    ? []
    : [`its decisions name ${clusters.length === 0 ? 'no cluster' : clusters.join(' and ')}`];
}

function unsettledPeer({ situation, configuredClusters }: GateInput): readonly string[] {
  if (situation === undefined) return [];
  const peer = peerOf(situation, situation.runsOn);
  if (peer === undefined) return ['its policy does not tell the peer cluster'];
  const sight = situation.vrgs.get(peer) ?? situation.views.get(peer);
  if (configuredClusters.length === 0 && sight?.seen !== 'vrg') return unsettledWork(situation.works, peer);
  if (sight === undefined)
    return [`cluster ${peer} is not configured, so its VolumeReplicationGroup cannot be read`];
  if (sight.seen === 'unreadable')
    return [`the VolumeReplicationGroup on ${peer} cannot be read: ${sight.why}`];
  if (sight.seen === 'absent') return [`there is no VolumeReplicationGroup on ${peer}`];
  return isValidSecondary(sight.vrg) ? [] : [`the VolumeReplicationGroup on ${peer} is not Secondary`];
}

function unsettledWork(works: NonNullable<GateInput['situation']>['works'], peer: string): readonly string[] {
  if (works === undefined) return ['its ManifestWorks on the hub cannot be read'];
  return replicationOf(works.get(peer)) === 'secondary'
    ? []
    : [`the hub does not order ${peer} to be secondary`];
}
