import type { Doubt } from '../../model/doubt.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { decidedClusters, phaseOf, type Situation } from '../situation.ts';

/**
 * Whoever delivers the application reads every decision, a retained one too. Two entries of one cluster are left by a
 * cancelled failover and harm nobody. Ramen: internal/controller/drplacementcontrol.go (RetainedForFailover, cleanupSecondary).
 */
export function decisionDoubts(live: LiveObject, { decisions, policyClusters }: Situation): readonly Doubt[] {
  if (decisions === undefined) {
    return [
      {
        code: 'decision-unread',
        health: 'Unknown',
        text: 'its PlacementDecision cannot be read: where it is delivered is unknown',
        help: 'let ramen-sync read PlacementDecisions in its namespace',
      },
    ];
  }
  const clusters = decidedClusters(decisions);
  if (clusters.length === 0) return [noDecision];
  const placed = decisions.find((decision) => !decision.retained)?.cluster;
  const kept = decisions.find((decision) => decision.retained && decision.cluster !== placed)?.cluster;
  if (kept !== undefined) return mayBeKept(live, clusters) ? [] : [keptDecision(kept, placed)];
  if (clusters.length > 1) return [twoDecisions(clusters)];
  return clusters.flatMap((cluster) =>
    policyClusters.length === 0 || policyClusters.includes(cluster)
      ? []
      : [outsidePolicy(cluster, policyClusters)],
  );
}

/** Between a failover's start and its clean-up, and only alone: beside another cluster's it is a second home. */
function mayBeKept(live: LiveObject, clusters: readonly string[]): boolean {
  return clusters.length === 1 && (phaseOf(live) === 'FailingOver' || phaseOf(live) === 'FailedOver');
}

function keptDecision(kept: string, placed: string | undefined): Doubt {
  const both = placed === undefined ? '' : ` beside that for ${placed}`;
  return {
    code: 'kept-decision',
    health: 'Failed',
    text: `a decision for ${kept} is still kept as RetainedForFailover${both}: the application may run ${placed === undefined ? 'there' : 'on both'}`,
    help:
      placed === undefined
        ? 'see where it runs, then set its true action and target again'
        : `find out which side has the writes to keep; action Failover with failoverCluster ${placed} makes Ramen clean up ${kept}, and what ${kept} wrote meanwhile is discarded`,
  };
}

function twoDecisions(clusters: readonly string[]): Doubt {
  return {
    code: 'two-decisions',
    health: 'Failed',
    text: `its decisions name ${clusters.join(' and ')}: it may run on both`,
    help: 'find out which side has the writes to keep; a Failover to that side makes Ramen clean up the other and discards its writes',
  };
}

const noDecision: Doubt = {
  code: 'no-decision',
  health: 'Failed',
  text: 'no decision names a cluster: the application is delivered nowhere',
  help: 'set its true action and target again; a relocation that was cancelled goes on with action Relocate and the same preferredCluster',
};

function outsidePolicy(cluster: string, policyClusters: readonly string[]): Doubt {
  return {
    code: 'outside-policy',
    health: 'Failed',
    text: `it runs on ${cluster}, but its policy has ${policyClusters.join(' and ')}: nothing protects it there`,
    help: 'set preferredCluster and action to a cluster of its policy',
  };
}
