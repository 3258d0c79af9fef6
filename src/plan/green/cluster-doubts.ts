import type { Doubt } from '../../model/doubt.ts';
import { conditionOf, isBeingDeleted } from '../../model/live-object.ts';
import { peerOf, type Situation } from '../situation.ts';

/**
 * What a DRPlacementControl never shows: a dead cluster behind a view that keeps its last success, and a policy or DRCluster on
 * its way out, which stay Validated. Ramen: internal/controller/drplacementcontrol_controller.go; OCM: the lease behind
 * ManagedClusterConditionAvailable.
 */
export function clusterDoubts(situation: Situation): readonly Doubt[] {
  const { policy, policyClusters } = situation;
  if (policy === undefined || policyClusters.length === 0) return [policyUnread];
  return [
    ...(isBeingDeleted(policy) ? [policyDeleting] : []),
    ...policyClusters.flatMap((name) => [...drClusterDoubts(name, situation), ...lost(name, situation)]),
  ];
}

function drClusterDoubts(name: string, { drClusters, runsOn }: Situation): readonly Doubt[] {
  const drCluster = drClusters.get(name);
  if (drCluster === undefined) return [unread(name, `DRCluster ${name} cannot be read`)];
  const doubts: Doubt[] = [];
  if (isBeingDeleted(drCluster)) doubts.push(clusterDeleting(name));
  if (name === runsOn && conditionOf(drCluster, 'Fenced')?.status === 'True') doubts.push(fenced(name));
  return doubts;
}

/** A cluster that answers us is there, whatever we may read of OCM; one that OCM has lost is lost to Ramen. */
function lost(name: string, situation: Situation): readonly Doubt[] {
  const { managedClusters, vrgs } = situation;
  const sight = vrgs.get(name);
  if (managedClusters === undefined) {
    if (sight?.seen === 'vrg' || sight?.seen === 'absent') return [];
    return [unread(name, `whether ${name} is up is unknown: ManagedClusters cannot be read`)];
  }
  return isLost(name, situation) ? [clusterLost(name, situation)] : [];
}

/** Known to be lost to the hub; where ManagedClusters cannot be read, nobody knows. */
export function isLost(name: string, { managedClusters }: Situation): boolean {
  if (managedClusters === undefined) return false;
  const available = conditionOf(managedClusters.get(name) ?? {}, 'ManagedClusterConditionAvailable');
  return available?.status !== 'True';
}

function clusterLost(name: string, situation: Situation): Doubt {
  const { runsOn, managedClusters } = situation;
  const what = managedClusters?.has(name)
    ? `the hub has lost ${name}`
    : `the hub has no ManagedCluster ${name}`;
  const peer = peerOf(situation, name) ?? 'the other cluster';
  return name === runsOn
    ? {
        code: 'cluster-lost',
        health: 'Failed',
        text: `${what}, where the application runs: what it shows is its last word`,
        help: `if ${name} is down, the way out is action Failover with failoverCluster ${peer}`,
      }
    : {
        code: 'cluster-lost',
        health: 'Failed',
        text: `${what}: there is nowhere to fail over to`,
        help: `bring ${name} back; until then what ${runsOn ?? 'the other cluster'} writes has no second copy`,
      };
}

function fenced(name: string): Doubt {
  return {
    code: 'cluster-fenced',
    health: 'Failed',
    text: `${name}, where the application runs, is fenced: it cannot reach its storage`,
    help: `fail over to the other cluster, or unfence ${name} if it was fenced by mistake`,
  };
}

function clusterDeleting(name: string): Doubt {
  return {
    code: 'cluster-deleting',
    health: 'Failed',
    text: `DRCluster ${name} is being deleted: a failover away from it would leave the application running on both clusters`,
    help: 'the deletion cannot be taken back: see which DRPolicy still lists it, and relocate before it is gone',
  };
}

const policyDeleting: Doubt = {
  code: 'policy-deleting',
  health: 'Failed',
  text: 'its DRPolicy is being deleted: Ramen refuses every action under it, an emergency failover too',
  help: 'the deletion cannot be taken back: it ends when no DRPlacementControl names the policy any more',
};

const policyUnread: Doubt = {
  code: 'policy-unread',
  health: 'Unknown',
  text: 'its DRPolicy cannot be read: which clusters protect it is unknown',
  help: 'see whether the policy exists, and let ramen-sync read DRPolicies',
};

function unread(name: string, text: string): Doubt {
  return {
    code: 'cluster-unread',
    health: 'Unknown',
    text,
    help: `let ramen-sync read what the hub knows of ${name}`,
  };
}
