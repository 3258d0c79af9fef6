import type { JsonObject } from '../../../src/model/json.ts';
import type { Expectation, Experiment } from './experiment.ts';
import { failover, green } from './failovers.ts';

/** An operator's action, and a client that applies Git all through it. Without the client it ends as told here. */
export interface NaiveSituation extends Experiment {
  /** What Git says of the runtime fields all the while. */
  readonly git: JsonObject;
}

const stale = { preferredCluster: 'dr1' };
const oldFailover = { action: 'Failover', failoverCluster: 'dr2', preferredCluster: 'dr1' };
const relocate = 'hand {"action":"Relocate","preferredCluster":"dr2"}';
const on = (phase: string, cluster: string): Expectation => ({
  phase: `${phase}/Completed`,
  conditions: green(phase),
  decision: `${cluster}(${cluster})`,
  runs: cluster,
  primaries: cluster,
});
const failedOver = ['pass 60', on('FailedOver', 'dr2')];
const relocated = ['pass 60', on('Relocated', 'dr2')];
const slowly = (part: string, act: string): readonly string[] => [
  `hold ${part}`,
  act,
  'pass 6',
  `release ${part}`,
];
const lostDr1 = (how: string, ...steps: readonly string[]): readonly string[] => [
  `lose dr1${how}`,
  'pass 2',
  ...steps,
  'pass 20',
  'return dr1',
];

export const naiveSituations: readonly NaiveSituation[] = [
  situation('failover, both sites up', [failover, ...failedOver]),
  situation('failover, dr1 lost', [...lostDr1('', failover), ...failedOver]),
  situation('failover, dr1 lost, its views stale', [...lostDr1(' stale', failover), ...failedOver]),
  situation('failover, storage of dr2 slow', [...slowly('storage of dr2', failover), ...failedOver]),
  situation('failover, operator of dr2 slow', [...slowly('operator of dr2', failover), ...failedOver]),
  situation('failover, storage of dr1 slow', [...slowly('storage of dr1', failover), ...failedOver]),
  situation('failover, dr1 lost, storage of dr2 slow', [
    ...lostDr1('', ...slowly('storage of dr2', failover)),
    ...failedOver,
  ]),
  situation('failover, dr1 lost, operator of dr2 slow', [
    ...lostDr1('', ...slowly('operator of dr2', failover)),
    ...failedOver,
  ]),
  situation('test failover', [
    'hand {"action":"Failover","failoverCluster":"dr2","dryRun":true}',
    'pass 10',
    { phase: 'FailedOver/TestingFailover', app: 'Running|Running' },
    'hand {"action":null,"failoverCluster":null,"dryRun":null}',
    'pass 60',
    on('Deployed', 'dr1'),
  ]),
  situation('relocation', [relocate, ...relocated]),
  situation('relocation, storage of dr1 slow', [...slowly('storage of dr1', relocate), ...relocated]),
  situation('relocation, operator of dr2 slow', [...slowly('operator of dr2', relocate), ...relocated]),
  situation(
    'old Failover in Git, relocated home by hand',
    [
      failover,
      'pass 20',
      'hand {"action":"Relocate","failoverCluster":null,"preferredCluster":"dr1"}',
      'pass 60',
      on('Relocated', 'dr1'),
    ],
    oldFailover,
  ),
  situation(
    'old Failover in Git, cleared by hand',
    [
      failover,
      'pass 20',
      'hand {"action":null,"failoverCluster":null,"preferredCluster":"dr2"}',
      'pass 60',
      on('Deployed', 'dr2'),
    ],
    oldFailover,
  ),
];

function situation(name: string, steps: Experiment['steps'], git: JsonObject = stale): NaiveSituation {
  return { name, about: name, steps, git };
}
