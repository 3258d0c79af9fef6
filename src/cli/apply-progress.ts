import type { ApplyEvent } from '../model/apply-event.ts';
import { formatRef, refId } from '../model/object-ref.ts';
import { advance, type LiveProgress, noProgress, renderLive } from '../report/apply-live.ts';
import { renderApplyLine } from '../report/apply-text.ts';
import { clip } from '../report/text-width.ts';
import type { CommandContext } from './command.ts';
import { paintFor, widthOf } from './paint.ts';

export interface ApplyProgress {
  readonly show: (event: ApplyEvent) => void;
  readonly end: () => void;
}

/** Events that say nothing new to people who have read the plan and will read the summary. */
function newsFilter(): (event: ApplyEvent) => boolean {
  const begun = new Set<string>();
  return ({ event, object }) => {
    if (event === 'started') begun.add(refId(object));
    return event !== 'unchanged' && event !== 'started' && begun.has(refId(object));
  };
}

/** One live line an object on a terminal; plain lines elsewhere; silence with `-q`, and beside JSON. */
export function applyProgress(context: CommandContext, json: boolean): ApplyProgress {
  if (context.options.quiet || json) return { show: () => undefined, end: () => undefined };
  return context.stderr.isTTY ? liveProgress(context) : plainProgress(context);
}

/** A write and its health in one line where nothing happened in between; what is worth waiting for gets its own. */
function plainProgress({ stderr, options }: CommandContext): ApplyProgress {
  const paint = paintFor(options.color.stderr);
  const fresh = new Map<string, ApplyEvent>();
  const isNews = newsFilter();
  const print = (event: ApplyEvent): void => {
    const room =
      stderr.columns === undefined ? undefined : stderr.columns - 22 - formatRef(event.object).length;
    stderr.write(`${renderApplyLine(room === undefined ? event : clipped(event, room), paint)}\n`);
  };
  return {
    show: (event) => {
      if (!isNews(event)) return;
      const id = refId(event.object);
      const applied = fresh.get(id);
      fresh.delete(id);
      if (event.event === 'applied') {
        fresh.set(id, event);
        return;
      }
      if (applied !== undefined && event.event !== 'healthy' && event.event !== 'removed') print(applied);
      print(event);
    },
    end: () => {
      for (const event of fresh.values()) print(event);
    },
  };
}

function clipped(event: ApplyEvent, room: number): ApplyEvent {
  return event.message === undefined ? event : { ...event, message: clip(event.message, Math.max(10, room)) };
}

function liveProgress({ stderr, options, clock }: CommandContext): ApplyProgress {
  const paint = paintFor(options.color.stderr);
  let progress: LiveProgress = noProgress;
  let drawn = 0;
  const isNews = newsFilter();
  // The terminal itself writes too: after Ctrl-C stands ^C.
  const clear = () => {
    if (drawn > 0) stderr.write(`\r\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (now: number) => {
    clear();
    const lines = renderLive(progress, { paint, columns: widthOf(stderr.columns), rows: 15, now });
    stderr.write(lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
  // Seconds go on while nothing happens: a person must see that it waits, and for how long.
  const ticking = setInterval(() => draw(clock.now()), 1000);
  return {
    show: (event) => {
      const next = advance(progress, event);
      progress = next.progress;
      if (isNews(event) && next.finished !== undefined) {
        clear();
        stderr.write(`${renderApplyLine(next.finished, paint)}\n`);
      }
      draw(Date.parse(event.time));
    },
    end: () => {
      clearInterval(ticking);
      clear();
    },
  };
}
