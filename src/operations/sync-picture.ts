import { countOutcomes } from '../apply/summarise.ts';
import type { ApplyOutcome, ApplyReport } from '../model/apply-report.ts';
import { type ObjectRef, refId } from '../model/object-ref.ts';
import type { Change } from '../model/plan.ts';
import { summarisePlan } from '../plan/order.ts';
import type { SyncOutcome } from './sync.ts';

/**
 * The outcome of the whole after some of its objects were looked at again: of these what the look found, of the rest what
 * was known. `looked` holds the `refId` of each.
 */
export function withLook(whole: SyncOutcome, look: SyncOutcome, looked: ReadonlySet<string>): SyncOutcome {
  const isOther = ({ object }: { readonly object: ObjectRef }) => !looked.has(refId(object));
  const changes = [...whole.plan.changes.filter(isOther), ...look.plan.changes];
  const { clusters } = look.plan;
  const merge = (part: Exclude<keyof ApplyReport, 'summary'>): readonly ApplyOutcome[] => [
    ...(whole.applied?.[part] ?? []).filter(isOther),
    ...(look.applied?.[part] ?? []),
  ];
  const parts = { done: merge('done'), held: merge('held'), notDone: merge('notDone') };
  const outcomes = [...parts.done, ...parts.held, ...parts.notDone];
  return {
    ...whole,
    plan: { ...whole.plan, clusters, changes, summary: summarisePlan(changes) },
    ...(look.protections === undefined ? {} : { protections: look.protections }),
    ...(look.applied === undefined ? {} : { applied: { summary: countOutcomes(outcomes), ...parts } }),
  };
}

/** What is kept between passes: of an object that is in step nothing but its name. */
export function slim(outcome: SyncOutcome): SyncOutcome {
  const changes = outcome.plan.changes.map(slimChange);
  return { ...outcome, plan: { ...outcome.plan, changes } };
}

const none: readonly never[] = [];

function slimChange(change: Change): Change {
  const { object, state, wave, fields, blocks } = change;
  if (state !== 'unchanged' || fields.length > 0 || blocks.length > 0) return change;
  return { object, state, wave, fields: none, consequences: none, blocks: none };
}

/** Objects that may go on without anybody's doing, as soon as something around them moves; by `refId`. */
export function unsettled({ plan, applied }: SyncOutcome): ReadonlySet<string> {
  const waiting = plan.changes.filter(
    ({ state, blocks }) =>
      state === 'blocked' ||
      state === 'pending' ||
      state === 'unreachable' ||
      (state === 'update' && blocks.length > 0),
  );
  const failed = (applied?.notDone ?? []).filter(({ state }) => state === 'failed' || state === 'skipped');
  return new Set([...waiting, ...failed].map(({ object }) => refId(object)));
}
