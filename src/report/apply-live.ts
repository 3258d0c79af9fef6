import { type ApplyEvent, terminalEvents } from '../model/apply-event.ts';
import { formatRef, refId } from '../model/object-ref.ts';
import { wordOf } from './apply-text.ts';
import type { Paint } from './colour.ts';
import { printable } from './printable.ts';
import { clip } from './text-width.ts';

/** The last event of each object that is under way, in the order in which they started. */
export type LiveProgress = ReadonlyMap<string, ApplyEvent>;

export const noProgress: LiveProgress = new Map();

/** `finished`: a line that is final and scrolls away above the live ones. */
export function advance(
  progress: LiveProgress,
  event: ApplyEvent,
): { readonly progress: LiveProgress; readonly finished?: ApplyEvent } {
  const id = refId(event.object);
  const next = new Map(progress);
  if (!terminalEvents.has(event.event)) return { progress: next.set(id, event) };
  next.delete(id);
  return { progress: next, finished: event };
}

/** The lines to draw below what has scrolled away: one an object, as many as `rows` allow, never wider than `columns`. */
export function renderLive(
  progress: LiveProgress,
  options: { readonly paint: Paint; readonly columns: number; readonly rows: number; readonly now: number },
): readonly string[] {
  const events = [...progress.values()];
  const room = Math.max(1, options.rows);
  const shown = events.length > room ? events.slice(0, room - 1) : events;
  const lines = shown.map((event) => liveLine(event, options));
  return shown.length === events.length ? lines : [...lines, `… and ${events.length - shown.length} more`];
}

function liveLine(
  event: ApplyEvent,
  { paint, columns, now }: { readonly paint: Paint; readonly columns: number; readonly now: number },
): string {
  const seconds = Math.max(0, Math.round((now - Date.parse(event.time)) / 1000));
  const attempt = event.attempt === undefined ? '' : ` (attempt ${event.attempt})`;
  const message = event.message === undefined ? '' : `  ${printable(event.message)}`;
  const clock = `${String(seconds).padStart(4)}s`;
  // The word is painted last: escapes must not count as columns, nor be cut.
  const rest = clip(
    ` ${formatRef(event.object)}${attempt}${message}`,
    Math.max(10, columns - clock.length - 10),
  );
  return `${paint('dim', clock)} ${wordOf(event.event, paint)}${rest}`;
}
