import type { JsonObject } from '../../model/json.ts';
import { clustersOf, primaryClusters, replicationOf, type Situation, vrgOn } from '../situation.ts';
import { defineGate, type GateInput, isApplication, type Refusal, targetOf } from './define-gate.ts';
import { actionOf, sayIntent } from './way-out.ts';

/** The hub is new, the applications are not: Git must say what is true before it may say anything. */
export const hubRecovery = defineGate({
  id: 'hub-recovery',
  summary: 'The application is protected already, and Git says something else about it.',
  why: `After a hub is rebuilt, VolumeReplicationGroups on the managed clusters still carry the last action and its target. A
DRPlacementControl that differs from them ends in WaitForUser/Paused, or moves the application.
(Ramen: internal/controller/drplacementcontrol_controller.go, ensureDRPCStatusConsistency, determineDRPCState; seen on running
operators.) Action and target in Git must equal what the VolumeReplicationGroups carry; a configured cluster that cannot be
read blocks. Where none is configured the hub's own ManifestWorks and decisions count, and the plan says what was not checked.`,
  appliesTo: (input) => isApplication(input) && input.operation === 'create',
  judge: (input) => {
    const { situation, name } = input;
    if (situation === undefined)
      return {
        message: `nobody can tell whether ${name} is protected already`,
        help: 'make its clusters readable, then plan again',
      };
    const blind = findBlind(input, situation);
    if (blind !== undefined)
      return {
        message: `${name} is new on this hub, and ${blind}: it may run there already, and would be moved or paused`,
        help: 'make that readable, or allow it by name when you know that the application is new',
      };
    const [primary, ...others] = primaryClusters(situation);
    if (primary === undefined) return survivors(input, situation);
    if (others.length > 0) return manyPrimaries(name, [primary, ...others]);
    return compare(input, situation, primary);
  },
  examples: [
    {
      title: 'a new hub, and Git as it was before the failover',
      live: `cart: none
decisions: []
dr1: secondary/Secondary
dr2: primary/Primary Failover
works: { dr1: none, dr2: none }`,
      git: '',
      stops: {
        message:
          'shop/cart is new on this hub, but runs already: the VolumeReplicationGroup on dr2 says Failover, primary on dr2; Git says no action, dr1',
        help: 'set action: Failover and failoverCluster: dr2 in Git, without dryRun',
      },
    },
    {
      title: 'a new hub, and a cluster that cannot be read',
      live: `cart: none
decisions: []
dr1: secondary/Secondary
dr2: no answer`,
      git: '',
      stops: {
        message:
          'shop/cart is new on this hub, and cluster dr2 cannot be read (dr2 timed out): it may run there already, and would be moved or paused',
        help: 'make that readable, or allow it by name when you know that the application is new',
      },
    },
    {
      title: 'a new hub, and Git says what is true',
      live: `cart: none
decisions: []
dr1: secondary/Secondary
dr2: primary/Primary Failover
works: { dr1: none, dr2: none }`,
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }',
    },
  ],
});

function findBlind({ configuredClusters }: GateInput, situation: Situation): string | undefined {
  for (const cluster of clustersOf(situation)) {
    const sight = situation.vrgs.get(cluster);
    if (sight?.seen === 'unreadable') return `cluster ${cluster} cannot be read (${sight.why})`;
    if (sight === undefined && configuredClusters.length > 0)
      return `cluster ${cluster} of its policy is not configured`;
  }
  return situation.works === undefined ? 'its ManifestWorks on the hub cannot be read' : undefined;
}

function survivors({ name }: GateInput, situation: Situation): Refusal | undefined {
  const cluster = clustersOf(situation).find((candidate) => vrgOn(situation, candidate) !== undefined);
  if (cluster === undefined) return undefined;
  return {
    message: `${name} is new on this hub, but has a secondary VolumeReplicationGroup for ${cluster} and no primary anywhere: its data may be on the other side`,
    help: 'find where its data is before anything is applied',
  };
}

function manyPrimaries(name: string, clusters: readonly string[]): Refusal {
  return {
    message: `${name} is new on this hub, and primary on ${clusters.join(' and ')} at once: what one of them wrote will be lost`,
    help: 'find out which side has the data to keep, then state Failover to it',
  };
}

function compare({ name, after }: GateInput, situation: Situation, cluster: string): Refusal | undefined {
  const vrg: JsonObject = vrgOn(situation, cluster) ?? {};
  const action = actionOf(vrg);
  const target = targetOf(after);
  if (
    replicationOf(vrg) === 'primary' &&
    after.action === action &&
    target === cluster &&
    after.dryRun !== true
  )
    return undefined;
  const source =
    situation.vrgs.get(cluster)?.seen === 'vrg'
      ? `the VolumeReplicationGroup on ${cluster}`
      : `the ManifestWork for ${cluster}`;
  const git = `${after.dryRun === true ? 'a test of ' : ''}${after.action ?? 'no action'}, ${target ?? 'no cluster'}`;
  return {
    message: `${name} is new on this hub, but runs already: ${source} says ${action ?? 'no action'}, primary on ${cluster}; Git says ${git}`,
    help: `set ${sayIntent(action, cluster)} in Git, without dryRun`,
  };
}
