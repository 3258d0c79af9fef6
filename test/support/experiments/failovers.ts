import type { Experiment } from './experiment.ts';

export const failover = 'hand {"action":"Failover","failoverCluster":"dr2"}';
export const green = (phase: string): string => `Available+${phase} PeerReady+Success Protected+Protected`;
export const notValid = 'is not a valid Secondary target';

/** dr1 is lost for good enough that the hub knows. */
export const lost = ['lose dr1', 'pass 1.5'];
export const lostUnseen = ['lose dr1 stale', 'pass 1.5'];

/** A failover to dr2, and Git takes it away: what became of it, by the moment that it hit. */
export const failovers: readonly Experiment[] = [
  {
    name: 'C0lost',
    about: 'within 20 ms, dr1 lost: green, down, and nobody is told',
    steps: [
      ...lost,
      failover,
      'until decision dr1(RetainedForFailover)',
      'flux',
      'pass 20',
      { phase: 'Deployed/UpdatingPlRule', conditions: green('Deployed'), runs: 'nowhere' },
    ],
  },
  {
    name: 'C1',
    about:
      'dr2 is ordered primary and not ready, dr1 lost: promoted and never started; then replication is dead and all is green',
    steps: [
      ...lost,
      'hold operator of dr2',
      failover,
      'until phase FailedOver/WaitForReadiness',
      'pass 1',
      'flux',
      'pass 1',
      'release operator of dr2',
      'pass 15',
      {
        phase: 'FailedOver/Cleaning Up',
        Available: 'waiting for App resources to be restored)',
        runs: 'nowhere',
        disk: 'primary|primary',
      },
      'return dr1',
      'pass 200',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        vrg: 'primary/Primary|secondary/Unknown',
        disk: 'primary|primary',
        runs: 'dr1',
        lastSync: 'old',
        missing: 'dr1 none',
        lost: 'none',
      },
      failover,
      'pass 60',
      { phase: 'Deployed/Completed', conditions: green('Deployed'), Available: notValid, runs: 'dr1' },
    ],
  },
  {
    name: 'exitC1lost',
    about: 'the true action again while dr1 is still lost: heals',
    steps: [
      ...lost,
      'hold operator of dr2',
      failover,
      'until phase FailedOver/WaitForReadiness',
      'flux',
      'pass 1',
      'release operator of dr2',
      'pass 5',
      { phase: 'FailedOver/Cleaning Up', runs: 'nowhere' },
      failover,
      'pass 2',
      { phase: 'FailedOver/Cleaning Up', decision: 'dr1(RetainedForFailover)+dr2(dr2)', runs: 'dr2' },
    ],
  },
  {
    name: 'C1stale',
    about: 'the same with stale views of dr1: back to the dead site at once, all green',
    steps: [
      ...lostUnseen,
      'hold operator of dr2',
      failover,
      'until phase FailedOver/WaitForReadiness',
      'pass 1',
      'flux',
      'pass 1',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        decision: 'dr1(RetainedForFailover)+dr1(dr1)',
        runs: 'nowhere',
      },
      'release operator of dr2',
      'pass 20',
      { phase: 'Deployed/Completed', conditions: green('Deployed'), reachable: 'Unknown', runs: 'nowhere' },
    ],
  },
  {
    name: 'C3slow',
    about: 'dr2 promotes slowly, dr1 lost: as C1',
    steps: [
      ...lost,
      'hold storage of dr2',
      failover,
      'until phase FailedOver/WaitForReadiness',
      'pass 5',
      'flux',
      'pass 1',
      'release storage of dr2',
      'pass 15',
      {
        phase: 'FailedOver/Cleaning Up',
        Available: 'waiting for App resources to be restored)',
        runs: 'nowhere',
      },
      'return dr1',
      'pass 40',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        vrg: 'primary/Primary|secondary/Unknown',
        disk: 'primary|primary',
        runs: 'dr1',
      },
      failover,
      'pass 60',
      { phase: 'Deployed/Completed', conditions: green('Deployed'), Available: notValid },
    ],
  },
  {
    name: 'Bstale',
    about: 'the clean-up waits for the lost dr1, its views are stale: refused at once, then on both clusters',
    steps: [
      ...lostUnseen,
      failover,
      'until phase FailedOver/Cleaning Up',
      'pass 5',
      'flux',
      'pass 5',
      {
        phase: 'Deploying/CreatingMW',
        Available: 'mismatching state (secondary) on cluster dr1',
        runs: 'dr2',
      },
      'return dr1',
      'pass 40',
      {
        phase: 'Deploying/CreatingMW',
        decision: 'dr1(RetainedForFailover)+dr2(dr2)',
        disk: 'primary|primary',
        runs: 'dr1+dr2',
        missing: 'dr1 some, dr2 some',
      },
    ],
  },
];
