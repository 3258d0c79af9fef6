import { type ApplyEvent, terminalEvents } from '../model/apply-event.ts';
import type { ApplyOutcome, ApplyReport, ApplySummary } from '../model/apply-report.ts';
import { refId } from '../model/object-ref.ts';

/** What came of each object, in the order in which they ended. */
export function summarise(events: Iterable<ApplyEvent>): ApplyReport {
  const written = new Set<string>();
  const outcomes: ApplyOutcome[] = [];
  for (const { event, object, message } of events) {
    const id = refId(object);
    if (event === 'applied' || event === 'removed') written.add(id);
    if (!terminalEvents.has(event)) continue;
    outcomes.push({
      object,
      state: event,
      ...(message === undefined ? {} : { message }),
      written: written.has(id),
    });
  }
  return {
    summary: countOutcomes(outcomes),
    done: outcomes.filter(isDone),
    held: outcomes.filter((outcome) => outcome.state === 'held'),
    notDone: outcomes.filter((outcome) => outcome.state !== 'held' && !isDone(outcome)),
  };
}

function isDone({ state, written }: ApplyOutcome): boolean {
  return (
    state === 'healthy' || state === 'unchanged' || state === 'removed' || (state === 'skipped' && written)
  );
}

export function countOutcomes(outcomes: readonly ApplyOutcome[]): ApplySummary {
  const ended = (state: ApplyOutcome['state']) =>
    outcomes.filter((outcome) => outcome.state === state).length;
  return {
    applied: outcomes.filter((outcome) => outcome.written).length,
    healthy: ended('healthy'),
    unchanged: ended('unchanged'),
    held: ended('held'),
    blocked: ended('blocked'),
    removed: ended('removed'),
    failed: ended('failed'),
    skipped: ended('skipped'),
  };
}
