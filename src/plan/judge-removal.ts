import type { Kind } from '../kinds/define-kind.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Change } from '../model/plan.ts';
import type { GateInput } from './gates/define-gate.ts';
import { runGates } from './gates/run-gates.ts';
import { intentOf } from './intent.ts';

/** Lets the gates look at a removal. */
export function judgeRemoval(
  change: Change,
  facts: { readonly kind: Kind; readonly live: LiveObject; readonly configuredClusters: readonly string[] },
): Change {
  const { object } = change;
  const intent = intentOf(facts.live);
  const input: GateInput = {
    ref: object,
    kind: facts.kind,
    name: object.namespace === undefined ? object.name : `${object.namespace}/${object.name}`,
    operation: 'remove',
    live: facts.live,
    wanted: facts.live,
    before: intent,
    after: intent,
    risk: change.risk ?? 'ends-protection',
    paths: [],
    situation: undefined,
    maxRisk: undefined,
    configuredClusters: facts.configuredClusters,
  };
  const blocks = runGates(input, new Set());
  return blocks.length === 0 ? change : { ...change, state: 'blocked', blocks };
}
