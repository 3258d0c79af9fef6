import { defineGate, isApplication } from './define-gate.ts';

/** preferredCluster alone never moves an application: it only breaks its protection. */
export const preferredWithoutRelocate = defineGate({
  id: 'preferred-without-relocate',
  summary: 'preferredCluster would point away from the workload without a Relocate.',
  why: `Ramen moves an application home only with action Relocate. Pointed elsewhere without it, preferredCluster leaves the
DRPlacementControl in Deploying/CreatingMW with Available and Protected False, and makes the next clearing of an action
dangerous. (Ramen: internal/controller/drplacementcontrol.go, RunInitialDeployment; seen on running operators.)`,
  appliesTo: (input) =>
    isApplication(input) &&
    input.operation === 'update' &&
    input.before.preferredCluster !== input.after.preferredCluster &&
    input.after.action !== 'Relocate',
  judge: ({ situation, after, name }) => {
    const runsOn = situation?.runsOn;
    if (runsOn !== undefined && runsOn === after.preferredCluster) return undefined;
    const where = runsOn === undefined ? 'nobody can tell where it runs' : `it runs on ${runsOn}`;
    return {
      message: `preferredCluster of ${name} would be ${after.preferredCluster ?? 'absent'} without a Relocate, but ${where}: Ramen would move nothing and stop protecting it`,
      help: `to move it, set action: Relocate together with preferredCluster; to stay, set preferredCluster: ${runsOn ?? 'the cluster where it runs'}`,
    };
  },
  examples: [
    {
      title: 'preferredCluster alone',
      live: '',
      git: 'cart: { preferredCluster: dr2 }',
      stops: {
        message:
          'preferredCluster of shop/cart would be dr2 without a Relocate, but it runs on dr1: Ramen would move nothing and stop protecting it',
        help: 'to move it, set action: Relocate together with preferredCluster; to stay, set preferredCluster: dr1',
      },
    },
    {
      title: 'the true location, while the failover stands',
      live: `cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1 }
status: FailedOver/Completed
decisions: [dr2]
dr1: secondary/Secondary
dr2: primary/Primary Failover`,
      git: 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr2 }',
    },
  ],
});
