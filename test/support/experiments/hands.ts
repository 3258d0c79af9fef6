import type { Experiment } from './experiment.ts';
import { failover, green, lost } from './failovers.ts';

/** What hands do to a failover on its way, or after it; the ways out among them. */
export const hands: readonly Experiment[] = [
  {
    name: 'earlyClear, the way out',
    about:
      'the "safe" change before the clean-up has ended; the true action again, and what dr1 wrote meanwhile is given up',
    steps: [
      ...lost,
      failover,
      'until phase FailedOver/Cleaning Up',
      'pass 3',
      'hand {"action":null,"failoverCluster":null,"preferredCluster":"dr2"}',
      'pass 15',
      'return dr1',
      'pass 30',
      {
        conditions: green('Deployed'),
        decision: 'dr1(RetainedForFailover)+dr2(dr2)',
        runs: 'dr1+dr2',
        missing: 'dr1 some, dr2 some',
        lost: 'none',
      },
      failover,
      'pass 3',
      {
        phase: 'FailedOver/Completed',
        conditions: green('FailedOver'),
        decision: 'dr2(dr2)',
        runs: 'dr2',
        missing: 'dr2 some',
        lost: 'some',
      },
    ],
  },
  {
    name: 'B, the way out',
    about: 'the clean-up waited for dr1, Git took the action away, dr1 is back: the true action again heals',
    steps: [
      ...lost,
      failover,
      'until phase FailedOver/Cleaning Up',
      'pass 3',
      'flux',
      'pass 15',
      'return dr1',
      'pass 40',
      { phase: 'Deploying/CreatingMW', runs: 'dr1+dr2', lost: 'none' },
      failover,
      'pass 3',
      {
        phase: 'FailedOver/Completed',
        conditions: green('FailedOver'),
        decision: 'dr2(dr2)',
        runs: 'dr2',
        lost: 'some',
      },
    ],
  },
  {
    name: 'midairTarget',
    about: 'failoverCluster put back to dr1 while dr2 promotes: stuck, and the restored claim stays',
    steps: [
      'hold storage of dr2',
      failover,
      'until phase FailedOver/WaitForReadiness',
      'pass 1',
      'hand {"failoverCluster":"dr1"}',
      'pass 1',
      'release storage of dr2',
      'pass 30',
      {
        phase: 'FailedOver/Cleaning Up',
        vrg: 'primary/Primary|secondary(Failover)/Unknown',
        PeerReady: 'Started failover to cluster "dr2"',
        runs: 'dr1',
        missing: 'dr1 none',
      },
    ],
  },
  {
    name: 'dryRunDropped',
    about: 'only dryRun is taken from a test failover: a real one, and what dr1 wrote meanwhile is given up',
    steps: [
      'hand {"action":"Failover","failoverCluster":"dr2","dryRun":true}',
      'until phase FailedOver/TestingFailover',
      'pass 5',
      'hand {"dryRun":null}',
      'until phase FailedOver/Completed',
      'pass 1',
      { conditions: green('FailedOver'), decision: 'dr2(dr2)', runs: 'dr2', lost: 'some' },
    ],
  },
];
