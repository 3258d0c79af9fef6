import type { Experiment } from './experiment.ts';
import { green } from './failovers.ts';

const relocate = 'hand {"action":"Relocate","preferredCluster":"dr2"}';
const mismatch = 'mismatching state (secondary) on cluster dr1';

/** A relocation to dr2, and Git takes it away or puts preferredCluster back. */
export const relocations: readonly Experiment[] = [
  {
    name: 'R1late',
    about:
      'the decision is gone and the application on its way out: running nowhere, all green; going on with the relocation helps',
    steps: [
      relocate,
      'until app none|none',
      'flux',
      'pass 30',
      {
        phase: 'Deployed/Completed',
        conditions: green('Deployed'),
        decision: 'dr1(dr1)',
        finalSync: 'runFinalSync',
        runs: 'nowhere',
        lost: 'none',
      },
      relocate,
      'until phase Relocated/Completed',
      'pass 2',
      { conditions: green('Relocated'), runs: 'dr2', missing: 'dr2 none', lost: 'none' },
    ],
  },
  {
    name: 'R2',
    about: 'both are secondary: running nowhere; neither relocation helps, a failover to dr2 does',
    steps: [
      relocate,
      'until vrg secondary(Relocate)/Unknown|secondary/Secondary',
      'flux',
      'pass 30',
      { phase: 'Deploying/CreatingMW', Available: mismatch, decision: 'none', runs: 'nowhere', lost: 'none' },
      'hand {"action":"Relocate","preferredCluster":"dr1"}',
      'pass 40',
      { phase: 'Deploying/CreatingMW', Available: mismatch, runs: 'nowhere' },
      relocate,
      'pass 40',
      { phase: 'Deploying/CreatingMW', Available: mismatch, runs: 'nowhere' },
      'hand {"action":"Failover","failoverCluster":"dr2","preferredCluster":"dr1"}',
      'until phase FailedOver/Completed',
      'pass 2',
      // The real one lost none of what it wrote on dr1 meanwhile, on an empty volume; the model writes there once or twice.
      { runs: 'dr2', primaries: 'dr2' },
    ],
  },
  {
    name: 'R2, the trap',
    about: 'a failover home starts the application on a new, empty volume, and is stuck',
    steps: [
      relocate,
      'until vrg secondary(Relocate)/Unknown|secondary/Secondary',
      'flux',
      'pass 30',
      'hand {"action":"Failover","failoverCluster":"dr1"}',
      'pass 30',
      {
        phase: 'FailedOver/WaitForReadiness',
        decision: 'dr1(RetainedForFailover)',
        runs: 'dr1',
        missing: 'dr1 some',
        lost: 'none',
      },
    ],
  },
  {
    name: 'R3, the way out',
    about: 'after Relocated, Git takes the action away; Relocate to dr2 again heals',
    steps: [
      relocate,
      'until phase Relocated/Completed',
      'flux',
      'pass 30',
      { phase: 'Deploying/CreatingMW', runs: 'dr2' },
      relocate,
      'pass 2',
      { phase: 'Relocated/Completed', conditions: green('Relocated'), runs: 'dr2', missing: 'dr2 none' },
    ],
  },
  {
    name: 'R4b',
    about:
      'preferredCluster put back when dr1 was just ordered secondary: its volume is deleted, an empty one replicated, all green',
    steps: [
      relocate,
      'until work secondary|secondary',
      'ssa',
      'until phase Relocated/Completed',
      'pass 20',
      {
        phase: 'Relocated/Completed',
        conditions: green('Relocated'),
        decision: 'dr1(dr1)',
        runs: 'dr1',
        missing: 'dr1 some',
      },
    ],
  },
  {
    name: 'R4b, the clean ending',
    about: 'the same when dr1 has been handled as secondary, and demoted, before the hub turns it back',
    pace: { demote: 60 },
    steps: [
      relocate,
      'until vrg secondary(Relocate)/Primary|secondary/Secondary',
      'ssa',
      'until phase Relocated/Completed',
      'pass 20',
      {
        conditions: green('Relocated'),
        decision: 'dr1(dr1)',
        runs: 'dr1',
        missing: 'dr1 none',
        lost: 'none',
      },
    ],
  },
  {
    name: 'R4c',
    about:
      'the same, and the storage of dr1 is slow to demote: running nowhere, and preferredCluster dr2 does not help',
    steps: [
      'hold storage of dr1',
      relocate,
      'until vrg secondary(Relocate)/Primary|secondary/Secondary',
      'ssa',
      'pass 5',
      'release storage of dr1',
      'pass 30',
      { phase: 'Relocating/WaitForReadiness', decision: 'none', runs: 'nowhere', lost: 'none' },
      'hand {"preferredCluster":"dr2"}',
      'pass 25',
      { phase: 'Relocating/WaitForReadiness', decision: 'none', runs: 'nowhere' },
    ],
  },
  {
    name: 'midairRelocateFast',
    about: 'preferredCluster put back within 40 ms, before anything moved: nothing moves',
    steps: [
      relocate,
      'pass 0.04',
      'ssa',
      'pass 20',
      { phase: 'Relocated/Completed', decision: 'dr1(dr1)', runs: 'dr1', missing: 'dr1 none', lost: 'none' },
    ],
  },
];
