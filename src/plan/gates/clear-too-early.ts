import {
  decidedClusters,
  isTrueNow,
  isValidSecondary,
  peerOf,
  phaseOf,
  progressionOf,
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
and none kept as RetainedForFailover, the peer's VolumeReplicationGroup Secondary, and preferredCluster at the true location.`,
  appliesTo: (input) => isApplication(input) && removesAction(input) && input.before.dryRun !== true,
  judge: (input) => {
    const missing = missingSigns(input);
    if (missing.length === 0) return undefined;
    return {
      message: `${input.name} is not ready to lose its action ${input.before.action ?? ''}: ${missing.join('; ')}`,
      help: `leave the action in Git until ramen-sync status ${input.name} shows it completed, with preferredCluster where the workload runs`,
    };
  },
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
  if (situation.runsOn === undefined) missing.push('nobody can tell where the workload runs');
  else if (after.preferredCluster !== situation.runsOn) {
    missing.push(
      `preferredCluster would be ${after.preferredCluster ?? 'absent'}, but the workload runs on ${situation.runsOn}`,
    );
  }
  return missing;
}

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
  if (situation === undefined || configuredClusters.length === 0) return [];
  const peer = peerOf(situation, situation.runsOn);
  if (peer === undefined) return ['its policy does not tell the peer cluster'];
  const sight = situation.vrgs.get(peer);
  if (sight === undefined)
    return [`cluster ${peer} is not configured, so its VolumeReplicationGroup cannot be read`];
  if (sight.seen === 'unreadable')
    return [`the VolumeReplicationGroup on ${peer} cannot be read: ${sight.why}`];
  if (sight.seen === 'absent') return [`there is no VolumeReplicationGroup on ${peer}`];
  return isValidSecondary(sight.vrg) ? [] : [`the VolumeReplicationGroup on ${peer} is not Secondary`];
}
