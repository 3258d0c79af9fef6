import { primaryClusters } from '../situation.ts';
import { defineGate, type GateInput, isApplication, type Refusal, removesAction } from './define-gate.ts';
import { isExactEndOfTest } from './test-failover-promotion.ts';

/** Without an action Ramen deploys on preferredCluster, wherever the data is. */
export const implicitDeployment = defineGate({
  id: 'implicit-deployment',
  summary: 'Ramen would deploy the application where it does not run.',
  why: `A DRPlacementControl without action means: initial deployment on preferredCluster. Created or left so while the workload
runs elsewhere, Ramen moves the placement to preferredCluster, where the application starts on empty volumes, and the
volume that held the data is deleted with the application there.
(Ramen: internal/controller/drplacementcontrol.go, RunInitialDeployment; seen on running operators.)`,
  appliesTo: (input) =>
    isApplication(input) &&
    input.after.action === undefined &&
    (input.operation === 'create' || removesAction(input)),
  judge: (input) => (isExactEndOfTest(input) ? undefined : wrongHome(input)),
  examples: [
    {
      title: 'a DRPlacementControl made anew from stale Git after a failover',
      live: `cart: none
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover`,
      git: '',
      stops: {
        message:
          'shop/cart runs on dr2; without an action Ramen would deploy it on dr1 on empty volumes, and its data on dr2 could be deleted',
        help: 'set preferredCluster: dr2, or keep the action in Git (ramen-sync adopt writes it back)',
      },
    },
    {
      title: 'the action goes, preferredCluster stays at the old home',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover`,
      git: 'cart: { preferredCluster: dr1 }',
      stops: {
        message:
          'shop/cart runs on dr2; without an action Ramen would deploy it on dr1 on empty volumes, and its data on dr2 could be deleted',
        help: 'set preferredCluster: dr2, or keep the action in Git (ramen-sync adopt writes it back)',
      },
    },
    {
      title: 'a new application',
      live: `cart: none
decisions: []
dr1: absent
dr2: absent`,
      git: '',
    },
  ],
});

function wrongHome({ situation, after, name, operation }: GateInput): Refusal | undefined {
  const home = after.preferredCluster ?? 'no cluster';
  const runsOn = situation?.runsOn;
  const primaries = situation === undefined ? [] : primaryClusters(situation);
  if (situation === undefined || (runsOn === undefined && primaries.length === 0)) {
    if (situation !== undefined && operation === 'create') return undefined;
    return {
      message: `nobody can tell where ${name} runs; without an action Ramen would deploy it on ${home}`,
      help: 'keep the action in Git until its clusters can be read (ramen-sync adopt writes it back)',
    };
  }
  if (runsOn !== undefined && runsOn !== after.preferredCluster) {
    return {
      message: `${name} runs on ${runsOn}; without an action Ramen would deploy it on ${home} on empty volumes, and its data on ${runsOn} could be deleted`,
      help: `set preferredCluster: ${runsOn}, or keep the action in Git (ramen-sync adopt writes it back)`,
    };
  }
  const elsewhere = primaries.filter((cluster) => cluster !== after.preferredCluster);
  if (elsewhere.length === 0) return undefined;
  return {
    message: `the VolumeReplicationGroup of ${name} on ${elsewhere.join(' and ')} is still primary; without an action Ramen would deploy on ${home} and leave it so, and both would write`,
    help: `keep the action in Git until ${elsewhere.join(' and ')} has become secondary`,
  };
}
