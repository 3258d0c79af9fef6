import type { ApplyEvent, ApplyEventType } from '../model/apply-event.ts';
import type { ApplyOutcome, ApplyReport } from '../model/apply-report.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Paint, Style } from './colour.ts';
import { fold } from './fold.ts';
import { printable } from './printable.ts';
import { padEnd } from './text-width.ts';

/** One event as a line for CI logs: `10:42:03 applied   drpc/shop/cart`. Times are UTC. */
export function renderApplyLine(event: ApplyEvent, paint: Paint): string {
  const attempt = event.attempt === undefined ? '' : ` (attempt ${event.attempt})`;
  const message = event.message === undefined ? '' : `  ${printable(event.message)}`;
  const time = paint('dim', event.time.slice(11, 19));
  return `${time} ${wordOf(event.event, paint)} ${formatRef(event.object)}${attempt}${message}`;
}

export interface SummaryOptions {
  readonly paint: Paint;
  readonly interrupted: boolean;
  readonly columns: number;
}

/** What was done and what was not, each object that needs a look with its reason, the counts last. */
export function renderApplySummary(report: ApplyReport, options: SummaryOptions): string {
  const { paint, interrupted } = options;
  const unsettled = report.done.filter((outcome) => outcome.state === 'skipped');
  const sections = [
    section('Written, not seen healthy', unsettled, options),
    section('Held: left as it is on the cluster', report.held, options),
    section('Not done', report.notDone, options),
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

/** So many of one reason may stand one by one. */
const FEW = 2;

function section(title: string, outcomes: readonly ApplyOutcome[], options: SummaryOptions): string {
  if (outcomes.length === 0) return '';
  const alike = new Map<string, ApplyOutcome[]>();
  for (const outcome of outcomes) {
    const key = `${outcome.state} ${outcome.message ?? ''}`;
    alike.set(key, [...(alike.get(key) ?? []), outcome]);
  }
  return [`${title}:`, ...[...alike.values()].flatMap((same) => outcomeLines(same, options))].join('\n');
}

/** One reason is said once, whoever it holds for. */
function outcomeLines(
  outcomes: readonly ApplyOutcome[],
  { paint, columns }: SummaryOptions,
): readonly string[] {
  const names = outcomes.map(({ object }) => formatRef(object));
  const line = ({ state, message }: ApplyOutcome, what: string): readonly string[] => {
    const reason = message === undefined ? '' : `  ${printable(message)}`;
    const [first = '', ...more] = fold(`${what}${reason}`, columns - INDENT, '');
    return [`  ${wordOf(state, paint)} ${first}`, ...more.map((part) => `${' '.repeat(INDENT)}${part}`)];
  };
  const [first] = outcomes;
  if (first === undefined || outcomes.length <= FEW)
    return outcomes.flatMap((outcome, index) => line(outcome, names[index] ?? ''));
  return [
    ...line(first, `${outcomes.length} objects`),
    ...fold(names.join(', '), columns - INDENT, '').map((part) => `${' '.repeat(INDENT)}${part.trimStart()}`),
  ];
}

/** Of what stands behind the word. */
const INDENT = 12;

function totals({ summary }: ApplyReport): string {
  const { applied, healthy, unchanged, held, blocked, removed, failed, skipped } = summary;
  const counts = { applied, healthy, unchanged, held, blocked, removed, failed, skipped };
  const named = Object.entries(counts).flatMap(([word, count]) => (count === 0 ? [] : [`${count} ${word}`]));
  return named.length === 0 ? 'nothing to do' : named.join(', ');
}
