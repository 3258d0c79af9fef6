import type { Consequence } from '../model/plan.ts';
import { failoverConsequences, relocateConsequences } from './consequences/move.ts';
import { creationConsequences, protectionConsequences } from './consequences/protection.ts';
import { testConsequences, testEndConsequences } from './consequences/test-failover.ts';
import { stays, whereUnknown } from './consequences/where.ts';
import type { GateInput } from './gates/define-gate.ts';
import { isApplication, removesAction, startsFailover, startsRelocate } from './gates/define-gate.ts';
import { greenConsequences } from './green/green-consequences.ts';

/** What a change means for the DR of the application, in words. Unknown is said, never left out. */
export function consequencesOf(input: GateInput): readonly Consequence[] {
  if (!isApplication(input)) return [];
  const { live, situation } = input;
  return [
    ...operationConsequences(input),
    ...protectionConsequences(input),
    ...(live === undefined || situation === undefined ? [] : greenConsequences(live, situation)),
  ];
}

/** Of the runtime fields, which are one group. */
function operationConsequences(input: GateInput): readonly Consequence[] {
  const { before, after, situation } = input;
  if (input.operation === 'create') return creationConsequences(input);
  if (before.dryRun === true && after.dryRun !== true) return testEndConsequences(input);
  if (after.dryRun === true && after.action === 'Failover')
    return before.dryRun === true && !startsFailover(input) ? [] : testConsequences(input);
  if (startsFailover(input)) return failoverConsequences(input);
  if (startsRelocate(input)) return relocateConsequences(input);
  const touched = removesAction(input) || before.preferredCluster !== after.preferredCluster;
  return touched ? [situation?.runsOn === undefined ? whereUnknown(situation) : stays(situation.runsOn)] : [];
}
