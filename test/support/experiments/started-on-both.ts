import type { Experiment } from './experiment.ts';
import { failover, green, lost, lostUnseen, notValid } from './failovers.ts';

/** The hub cannot turn dr1 secondary yet. */
const runsOnDr2: Experiment['steps'] = [
  'refuse works of dr1',
  failover,
  'until decision dr1(RetainedForFailover)+dr2(dr2)',
  'pass 3',
];

/** Git takes a failover away when the application already runs on dr2, and dr1 is still ordered primary. */
export const startedOnBoth: readonly Experiment[] = [
  {
    name: 'C3',
    about:
      'the application runs on dr2, the hub could not yet turn dr1 secondary, dr1 lost and back: pruned from dr2, all green',
    steps: [
      ...lost,
      ...runsOnDr2,
      { runs: 'dr2', work: 'primary|primary' },
      'flux',
      'accept',
      'pass 15',
      { phase: 'FailedOver/Cleaning Up', runs: 'dr2' },
      'return dr1',
      'pass 40',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        runs: 'dr1',
        missing: 'dr1 some',
        lost: 'some',
        archived: 'no',
      },
    ],
  },
  {
    name: 'C3, the other ending',
    about:
      'the same, and dr2 is turned secondary before its operator sees the claim go: its writes stay on a disk that nobody reads',
    pace: { operator: 150 },
    steps: [
      ...lost,
      ...runsOnDr2,
      'flux',
      'accept',
      'pass 15',
      'return dr1',
      'pass 40',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        vrg: 'primary/Primary|secondary/Unknown',
        runs: 'dr1',
        missing: 'dr1 some',
        lost: 'none',
      },
      failover,
      'pass 60',
      { phase: 'Deployed/Completed', conditions: green('Deployed'), Available: notValid, runs: 'dr1' },
    ],
  },
  {
    name: 'C3up',
    about:
      'the same with dr1 up: the claim is pruned while its VRG is primary, so the volume and what is stored of it are deleted',
    steps: [
      ...runsOnDr2,
      'flux',
      'accept',
      'pass 40',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        runs: 'dr1',
        missing: 'dr1 some',
        lost: 'some',
        archived: 'no',
      },
      failover,
      'until phase FailedOver/Completed',
      'pass 5',
      { conditions: green('FailedOver'), runs: 'dr2', missing: 'dr2 some' },
    ],
  },
  {
    name: 'C3stale',
    about:
      'the same with stale views of the lost dr1: pruned from the healthy dr2 at once, running nowhere, green; deleted when dr1 returns',
    steps: [
      ...lostUnseen,
      ...runsOnDr2,
      'flux',
      'accept',
      'pass 5',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        decision: 'dr1(RetainedForFailover)+dr1(dr1)',
        runs: 'nowhere',
      },
      'return dr1',
      'pass 40',
      { phase: 'Deployed/Completed', conditions: green('Deployed'), runs: 'dr1', lost: 'some' },
    ],
  },
];
