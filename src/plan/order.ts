import { compareText } from '../model/finding.ts';
import { formatRef } from '../model/object-ref.ts';
import type { ChangeState, PlanSummary } from '../model/plan.ts';
import type { PlannedChange } from './planned-change.ts';

/** By wave, then by name: the order in which a plan is kept and carried out. */
export function sortByWave(changes: readonly PlannedChange[]): readonly PlannedChange[] {
  return changes
    .map((planned) => ({ planned, name: formatRef(planned.change.object) }))
    .sort((a, b) => a.planned.change.wave - b.planned.change.wave || compareText(a.name, b.name))
    .map(({ planned }) => planned);
}

/** Deleting comes after everything else, in the reverse of the order in which things are made. */
export function removalWave(wave: number): number {
  return 160 - wave;
}

/** What of a change counts. */
export interface Counted {
  readonly state: string;
  readonly fields: readonly { readonly held?: unknown }[];
  readonly blocks: readonly unknown[];
}

export function summarisePlan(changes: readonly Counted[]): PlanSummary {
  const count = (state: ChangeState) => changes.filter((change) => change.state === state).length;
  return {
    create: count('create'),
    update: count('update'),
    unchanged: count('unchanged'),
    held:
      count('held') +
      changes.filter((change) => change.state === 'update' && change.fields.some((field) => field.held))
        .length,
    blocked:
      count('blocked') +
      changes.filter((change) => change.state === 'update' && change.blocks.length > 0).length,
    remove: count('remove'),
    pending: count('pending'),
    unreachable: count('unreachable'),
    notInGit: count('not-in-git'),
  };
}
