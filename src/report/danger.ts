import { compareText } from '../model/finding.ts';
import { formatRef } from '../model/object-ref.ts';
import { type Change, type ChangeState, isRiskier, riskClasses } from '../model/plan.ts';

const loudness: readonly ChangeState[] = [
  'remove',
  'blocked',
  'held',
  'update',
  'create',
  'unreachable',
  'pending',
  'not-in-git',
  'unchanged',
];

const carriedOut: ReadonlySet<ChangeState> = new Set(['create', 'update', 'remove']);

/** `apply` would write or delete. */
export function isCarriedOut({ state }: Change): boolean {
  return carriedOut.has(state);
}

/** For people: what would move data or end a protection if the plan was carried out, then what is stopped, then the rest. */
export function byDanger(a: Change, b: Change): number {
  const risk = (change: Change) => (change.risk === undefined ? -1 : riskClasses.indexOf(change.risk));
  return (
    Number(isDangerous(b)) - Number(isDangerous(a)) ||
    loudnessOf(a) - loudnessOf(b) ||
    risk(b) - risk(a) ||
    a.wave - b.wave ||
    compareText(formatRef(a.object), formatRef(b.object))
  );
}

/** What gates stop in part is as loud as what they stop. */
function loudnessOf({ state, blocks }: Change): number {
  return loudness.indexOf(state === 'update' && blocks.length > 0 ? 'blocked' : state);
}

/** It would happen, and could not be taken back. */
function isDangerous({ state, risk }: Change): boolean {
  return carriedOut.has(state) && risk !== undefined && isRiskier(risk, 'narrows-protection');
}
