import type { VerdictState } from './verdict.ts';

const gone = 'cart: none\ndr1: absent\ndr2: absent';
const rebuilt = 'cart: none\ndecisions: []\nworks: { dr1: none, dr2: none }';
const deleting = "deletionTimestamp: '2026-11-21T10:00:00Z'";
const test = 'cart: { action: Failover, failoverCluster: dr2, preferredCluster: dr1, dryRun: true }';

/** Objects that were deleted or lost, hubs that were rebuilt, test failovers. */
export const deletedAndRebuilt: readonly VerdictState[] = [
  // clear dr1, clear dr2, Failover dr2, Failover dr1, Relocate dr1, Relocate dr2, preferredCluster
  {
    name: 'statusLost: paused, the application on dr2',
    live: `status: WaitForUser/Paused\nconditions: { Protected: Unknown }\ndecisions: [dr2]\ndr1: secondary/Secondary\ndr2: primary/Primary Failover`,
    stops: '= B - - BR BR .',
    wayOut: 'action: Failover and failoverCluster: dr2',
  },
  {
    name: 'hubRecovery: paused, no decision yet',
    live: `status: WaitForUser/Paused\nconditions: { Protected: Unknown }\ndecisions: []\ndr1: secondary/Secondary\ndr2: primary/Primary Failover`,
    stops: '= B - - BR BR .',
    wayOut: 'action: Failover and failoverCluster: dr2',
  },
  {
    name: 'hubRecovery after a relocation: paused',
    live: `status: WaitForUser/Paused\nconditions: { Protected: Unknown }\ndecisions: []\ndr1: secondary/Secondary\ndr2: primary/Primary Relocate`,
    truth: 'Relocate dr2',
    stops: '= B - - BR - .',
    wayOut: 'action: Relocate and preferredCluster: dr2',
  },
  {
    name: 'prunePolicy: the DRPolicy is being deleted, all green',
    live: `DRPolicy p5m: { metadata: { ${deleting}, finalizers: [drpolicies.ramendr.openshift.io/ramen] } }`,
    stops: '= W F F R R .',
  },
  {
    name: 'pruneCluster: DRCluster dr1 is being deleted, all green',
    live: `DRCluster dr1: { metadata: { ${deleting}, finalizers: [drclusters.ramendr.openshift.io/ramen] } }`,
    stops: '= W F F R R .',
  },
  {
    name: 'prunePlacement: everything of it removed',
    live: `status: Deleting/Deleting\nconditions: { Available: 'False' }\ndecisions: []\ndr1: absent\ndr2: absent\nlastCluster: dr1`,
    stops: '= BW F F BR BR .',
  },
  {
    name: 'dryRun: a test failover to dr2',
    live: `${test}\nstatus: FailedOver/TestingFailover\nconditions: { PeerReady: 'False', Protected: 'False' }\ndecisions: [dr1 retained, dr2]\ndr1: primary/Primary\ndr2: primary/Primary Failover\nlastCluster: dr1`,
    truth: 'no action, dr1',
    stops: '- BIWT BT BT BRT BRT BWT',
    wayOut: 'no action and preferredCluster: dr1',
  },
];

/** Where the hub has no DRPlacementControl, and Git makes one. */
export const created: readonly VerdictState[] = [
  // none dr1, none dr2, Failover dr2, Relocate dr2
  { name: 'a new application', live: `${gone}\ndecisions: []`, stops: '- - F -' },
  {
    name: 'recreate: deployed on dr1, nothing of it left',
    live: `${gone}\ndecisions: [dr1]`,
    stops: '- IL F L',
  },
  {
    name: 'recreateAfterFailover: the application on dr2, nothing of it left',
    live: `${gone}\ndecisions: [dr2]`,
    stops: 'IL - FL -',
  },
  {
    name: 'hubRecovery: failed over to dr2 before the hub was lost',
    live: `${rebuilt}\ndr1: secondary/Secondary\ndr2: primary/Primary Failover`,
    stops: 'HI H - H',
    wayOut: 'action: Failover and failoverCluster: dr2',
  },
  {
    name: 'hubRecovery: relocated to dr2 before the hub was lost',
    live: `${rebuilt}\ndr1: secondary/Secondary\ndr2: primary/Primary Relocate`,
    stops: 'HI H H -',
    wayOut: 'action: Relocate and preferredCluster: dr2',
  },
  {
    name: 'hubRecoveryBlind: the true primary does not answer',
    live: `${rebuilt}\ndr1: secondary/Secondary\ndr2: no answer`,
    stops: 'H H H H',
  },
];
