import type { ApplyEvent } from '../model/apply-event.ts';
import { advance, type LiveProgress, noProgress, renderLive } from '../report/apply-live.ts';
import { renderApplyLine } from '../report/apply-text.ts';
import type { CommandContext } from './command.ts';
import { paintFor, widthOf } from './paint.ts';

export interface ApplyProgress {
  readonly show: (event: ApplyEvent) => void;
  readonly end: () => void;
}

/** Events that say nothing new to people who read on. */
const dull = new Set<ApplyEvent['event']>(['unchanged', 'started']);

/** One live line an object on a terminal; plain lines elsewhere; silence with `-q`, and beside JSON. */
export function applyProgress(context: CommandContext, json: boolean): ApplyProgress {
  if (context.options.quiet || json) return { show: () => undefined, end: () => undefined };
  return context.stderr.isTTY ? liveProgress(context) : plainProgress(context);
}

function plainProgress({ stderr, options }: CommandContext): ApplyProgress {
  const paint = paintFor(options.color.stderr);
  return {
    show: (event) => {
      if (!dull.has(event.event)) stderr.write(`${renderApplyLine(event, paint)}\n`);
    },
    end: () => undefined,
  };
}

function liveProgress({ stderr, options }: CommandContext): ApplyProgress {
  const paint = paintFor(options.color.stderr);
  let progress: LiveProgress = noProgress;
  let drawn = 0;
  const clear = () => {
    if (drawn > 0) stderr.write(`\u001b[${drawn}A\u001b[0J`);
    drawn = 0;
  };
  const draw = (now: number) => {
    clear();
    const lines = renderLive(progress, { paint, columns: widthOf(stderr.columns), rows: 15, now });
    stderr.write(lines.map((line) => `${line}\n`).join(''));
    drawn = lines.length;
  };
  return {
    show: (event) => {
      const next = advance(progress, event);
      progress = next.progress;
      if (next.finished !== undefined && !dull.has(next.finished.event)) {
        clear();
        stderr.write(`${renderApplyLine(next.finished, paint)}\n`);
      }
      draw(Date.parse(event.time));
    },
    end: clear,
  };
}
