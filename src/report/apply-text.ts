import type { ApplyEvent, ApplyEventType } from '../model/apply-event.ts';
import type { ApplyOutcome, ApplyReport } from '../model/apply-report.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Paint, Style } from './colour.ts';
import { printable } from './printable.ts';
import { padEnd } from './text-width.ts';

/** One event as a line for CI logs: `10:42:03 applied   drpc/shop/cart`. Times are UTC. */
export function renderApplyLine(event: ApplyEvent, paint: Paint): string {
  const attempt = event.attempt === undefined ? '' : ` (attempt ${event.attempt})`;
  const message = event.message === undefined ? '' : `  ${printable(event.message)}`;
  const time = paint('dim', event.time.slice(11, 19));
  return `${time} ${wordOf(event.event, paint)} ${formatRef(event.object)}${attempt}${message}`;
}

/** What was done and what was not, each object that needs a look with its reason, the counts last. */
export function renderApplySummary(
  report: ApplyReport,
  options: { readonly paint: Paint; readonly interrupted: boolean },
): string {
  const { paint, interrupted } = options;
  const unsettled = report.done.filter((outcome) => outcome.state === 'skipped');
  const sections = [
    section('Written, not seen healthy', unsettled, paint),
    section('Held: left as it is on the cluster', report.held, paint),
    section('Not done', report.notDone, paint),
  ];
  const total = totals(report);
  const last = interrupted ? `interrupted: ${total}; run it again to go on` : total;
  return [...sections, paint('strong', last)]
    .filter((part) => part !== '')
    .join('\n\n')
    .concat('\n');
}

const styles: Readonly<Record<ApplyEventType, Style>> = {
  started: 'dim',
  applied: 'note',
  removed: 'note',
  waiting: 'dim',
  healthy: 'good',
  retrying: 'warning',
  unchanged: 'dim',
  held: 'warning',
  blocked: 'error',
  failed: 'error',
  skipped: 'warning',
};

/** Padded to the longest event, so that objects stand in a column. */
export function wordOf(event: ApplyEventType, paint: Paint): string {
  return paint(styles[event], padEnd(event, 9));
}

function section(title: string, outcomes: readonly ApplyOutcome[], paint: Paint): string {
  if (outcomes.length === 0) return '';
  const lines = outcomes.map(({ object, state, message }) => {
    const reason = message === undefined ? '' : `  ${printable(message)}`;
    return `  ${wordOf(state, paint)} ${formatRef(object)}${reason}`;
  });
  return [`${title}:`, ...lines].join('\n');
}

function totals({ summary }: ApplyReport): string {
  const { applied, healthy, unchanged, held, blocked, removed, failed, skipped } = summary;
  const counts = { applied, healthy, unchanged, held, blocked, removed, failed, skipped };
  const named = Object.entries(counts).flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`]));
  return named.length === 0 ? 'nothing to do' : named.join(', ');
}
