import { defineGate, type Gate, type GateInput } from './define-gate.ts';

/** A change that can move data and that ramen-sync cannot judge yet: it stops until somebody allows it by name. */
export function defineUnbuilt(
  gate: Pick<Gate, 'id' | 'summary' | 'why'> & { readonly touches: (input: GateInput) => boolean },
): Gate {
  return defineGate({
    id: gate.id,
    summary: gate.summary,
    why: `${gate.why} ramen-sync does not judge the live state for this yet, so it always stops.`,
    appliesTo: gate.touches,
    judge: ({ name, paths }) => ({
      message: `${gate.summary.replace(/\.$/, '')} (${name}: ${paths.join(', ')}), and ramen-sync cannot judge yet whether that is safe`,
      help: `read ramen-sync explain ${gate.id}, check the live state yourself, then allow it by name`,
    }),
  });
}
