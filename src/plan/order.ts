import { compareText } from '../model/finding.ts';
import { formatRef } from '../model/object-ref.ts';
import { type Change, type ChangeState, type PlanSummary, riskClasses } from '../model/plan.ts';
import type { PlannedChange } from './planned-change.ts';

/** By wave, then by name: the order in which a plan is kept and carried out. */
export function byWave(a: PlannedChange, b: PlannedChange): number {
  return a.change.wave - b.change.wave || compareText(formatRef(a.change.object), formatRef(b.change.object));
}

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
    loudness.indexOf(a.state) - loudness.indexOf(b.state) ||
    risk(b) - risk(a) ||
    a.wave - b.wave ||
    compareText(formatRef(a.object), formatRef(b.object))
  );
}

export function summarisePlan(changes: readonly Change[]): PlanSummary {
  const count = (state: ChangeState) => changes.filter((change) => change.state === state).length;
  return {
    create: count('create'),
    update: count('update'),
    unchanged: count('unchanged'),
    held:
      count('held') +
      changes.filter((change) => change.state === 'update' && change.fields.some((field) => field.held))
        .length,
    blocked: count('blocked'),
    remove: count('remove'),
    pending: count('pending'),
    unreachable: count('unreachable'),
    notInGit: count('not-in-git'),
  };
}
