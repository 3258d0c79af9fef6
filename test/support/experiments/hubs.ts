import type { Experiment } from './experiment.ts';
import { failover, green } from './failovers.ts';

/** Deleted, made again, lost: what a hub without memory does. */
export const hubs: readonly Experiment[] = [
  {
    name: 'recreateAfterFailover',
    about: 'failed over, the DRPC deleted and made again from stale Git: a new application, empty, all green',
    steps: [
      failover,
      'until phase FailedOver/Completed',
      'pass 5',
      'delete DRPlacementControl',
      'until git absent',
      { archived: 'no', runs: 'dr2' },
      'create',
      'pass 20',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        decision: 'dr1(dr1)',
        runs: 'dr1',
        missing: 'dr1 some',
        lost: 'some',
      },
    ],
  },
  {
    name: 'statusLost, the way out',
    about: 'WaitForUser; the true action and target help',
    steps: [
      failover,
      'until phase FailedOver/Completed',
      'pass 1',
      'hold operator of hub',
      'empty status',
      'flux',
      'release operator of hub',
      'pass 5',
      { phase: 'WaitForUser/Paused', Available: "Failover is allowed - VRGs count:'2'", runs: 'dr2' },
      failover,
      'pass 2',
      { phase: 'FailedOver/Completed', conditions: green('FailedOver'), runs: 'dr2' },
    ],
  },
  {
    name: 'hubRecoveryBlind',
    about:
      'a new hub, stale Git, and dr2, the true primary, does not answer: waits on the word of dr1; nothing moves when dr2 is back',
    steps: [
      failover,
      'until phase FailedOver/Completed',
      'pass 1',
      'hold operator of hub',
      'forget',
      'pass 1',
      'lose dr2',
      'release operator of hub',
      'pass 1',
      'create',
      'pass 15',
      { phase: 'WaitForUser/Paused' },
      'return dr2',
      'pass 20',
      { phase: 'WaitForUser/Paused', runs: 'dr2', decision: 'none' },
    ],
  },
  {
    name: 'pruneCluster',
    about: 'the DRCluster dr1 is deleted, then a failover to dr2: on both clusters',
    steps: [
      'delete DRCluster',
      'pass 1',
      failover,
      'until phase FailedOver/Cleaning Up',
      'pass 20',
      {
        phase: 'FailedOver/Cleaning Up',
        decision: 'dr1(RetainedForFailover)+dr2(dr2)',
        runs: 'dr1+dr2',
        missing: 'dr1 some, dr2 some',
      },
    ],
  },
];
