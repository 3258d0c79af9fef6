import { formatRef } from '../../model/object-ref.ts';
import type { Block } from '../../model/plan.ts';
import type { GateInput } from './define-gate.ts';
import { gates } from './registry.ts';

/** The refusals of every gate that a change concerns, but for those allowed by name. */
export function runGates(input: GateInput, allowed: ReadonlySet<string>): readonly Block[] {
  return gates.flatMap((gate) => {
    if (!gate.appliesTo(input) || allowed.has(gate.id)) return [];
    const refusal = gate.judge(input);
    if (refusal === undefined) return [];
    const allow = gate.allowable === false ? {} : { allow: `${gate.id}=${formatRef(input.ref)}` };
    return [{ gate: gate.id, ...refusal, ...allow }];
  });
}
