import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Situation } from '../situation.ts';
import { defineGate, type GateInput, isApplication } from './define-gate.ts';

/** The hub is new, the applications are not: Git must say what is true before it may say anything. */
export const hubRecovery = defineGate({
  id: 'hub-recovery',
  summary: 'The application is protected already, and Git says something else about it.',
  why: `After a hub is rebuilt, VolumeReplicationGroups on the managed clusters still carry the last action and its target. A
DRPlacementControl that differs from them ends in WaitForUser/Paused, or moves the application.
(Ramen: internal/controller/drplacementcontrol_controller.go, ensureDRPCStatusConsistency, determineDRPCState.) Action and target in
Git must equal what the VolumeReplicationGroups carry; a configured cluster that cannot be read blocks.`,
  appliesTo: (input) => isApplication(input) && input.operation === 'create',
  judge: (input) => {
    const { situation, name } = input;
    if (situation === undefined)
      return {
        message: `nobody can tell whether ${name} is protected already`,
        help: 'make its clusters readable, then plan again',
      };
    const blind = unreadable(situation);
    if (blind !== undefined)
      return {
        message: `${name} is new on this hub, and ${blind}: it may run there already`,
        help: 'make the cluster readable, or allow it by name when you know that the application is new',
      };
    const primary = findPrimary(situation);
    return primary === undefined ? survivors(input, situation) : compare(input, primary);
  },
});

interface Primary {
  readonly cluster: string;
  readonly action: string | undefined;
  readonly source: string;
}

function unreadable(situation: Situation): string | undefined {
  for (const [cluster, sight] of situation.vrgs) {
    if (sight.seen === 'unreadable') return `cluster ${cluster} cannot be read (${sight.why})`;
  }
  return situation.works === undefined ? 'its ManifestWorks on the hub cannot be read' : undefined;
}

function findPrimary(situation: Situation): Primary | undefined {
  for (const [cluster, sight] of situation.vrgs) {
    if (sight.seen === 'vrg' && isPrimary(sight.vrg))
      return toPrimary(cluster, sight.vrg, `the VolumeReplicationGroup on ${cluster}`);
  }
  for (const [cluster, vrg] of situation.works ?? []) {
    if (isPrimary(vrg)) return toPrimary(cluster, vrg, `the ManifestWork for ${cluster}`);
  }
  return undefined;
}

function isPrimary(vrg: JsonObject): boolean {
  return getString(vrg, ['spec', 'replicationState']) === 'primary';
}

function toPrimary(cluster: string, vrg: JsonObject, source: string): Primary {
  return { cluster, action: getString(vrg, ['spec', 'action']), source };
}

function survivors({ name }: GateInput, situation: Situation): { message: string; help: string } | undefined {
  const cluster =
    [...situation.vrgs].find(([, sight]) => sight.seen === 'vrg')?.[0] ??
    [...(situation.works ?? [])][0]?.[0];
  if (cluster === undefined) return undefined;
  return {
    message: `${name} is new on this hub, but has a secondary VolumeReplicationGroup for ${cluster} and no primary anywhere`,
    help: 'find where its data is before anything is applied',
  };
}

function compare(
  { name, after }: GateInput,
  primary: Primary,
): { message: string; help: string } | undefined {
  const target = after.action === 'Failover' ? after.failoverCluster : after.preferredCluster;
  if (after.action === primary.action && target === primary.cluster) return undefined;
  const real = `${primary.action ?? 'no action'}, primary on ${primary.cluster}`;
  const field = primary.action === 'Failover' ? 'failoverCluster' : 'preferredCluster';
  return {
    message: `${name} is new on this hub, but runs already: ${primary.source} says ${real}; Git says ${after.action ?? 'no action'}, ${target ?? 'no cluster'}`,
    help: `set ${primary.action === undefined ? 'no action' : `action: ${primary.action}`} and ${field}: ${primary.cluster} in Git`,
  };
}
