import { compareText } from '../model/finding.ts';
import { formatRef } from '../model/object-ref.ts';
import { type Change, type ChangeState, riskClasses } from '../model/plan.ts';

const loudness: readonly ChangeState[] = [
  'blocked',
  'held',
  'remove',
  'update',
  'create',
  'unreachable',
  'pending',
  'not-in-git',
  'unchanged',
];

/** For people: the most dangerous first. */
export function byDanger(a: Change, b: Change): number {
  const risk = (change: Change) => (change.risk === undefined ? -1 : riskClasses.indexOf(change.risk));
  return (
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
