import { resolve } from 'node:path';
import { diskFileStore, readText } from '../files/disk-file-store.ts';
import { rememberReads } from '../files/remember-reads.ts';
import { type TreeSweep, treeSweep } from '../files/tree-sweep.ts';
import { type TreeWatch, watchTree } from '../files/watch-tree.ts';
import type { LintOutcome } from '../operations/lint.ts';
import { rememberParses } from '../operations/remember-parses.ts';
import { describeError } from '../report/error-text.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type LintSession, lintPass } from './lint-pass.ts';
import { writeLintReports } from './lint-reports.ts';
import { namesOf, type WatchScope, watchScope } from './watch-scope.ts';

/**
 * Lints, and again after every change, until Ctrl-C. A terminal is cleared for each report; in a pipe one follows the
 * other. A run that cannot start ends as without `--watch`; later a mistake in the configuration is said, and the next
 * change may mend it.
 */
export async function watchLint(session: LintSession): Promise<ExitCode> {
  const { context, target } = session;
  const reads = rememberReads(readText);
  const parses = rememberParses();
  let scope = await watchScope(session);
  const sweep = treeSweep(diskFileStore(target.repo, reads.read), {
    isWatched: (path) => scope.isWatched(resolve(target.repo, path)),
    state: () => scope.state(),
  });
  const watched: LintSession = { ...session, files: sweep.files, parse: parses.parse };
  const lookAgain = async (): Promise<Look> => {
    const look = await lookOf(watched);
    parses.turn();
    return look;
  };

  let latest: Look = { outcome: await lintPass(watched) };
  await show(latest, context);
  while (!context.signal.aborted) {
    const watch = watchTree(scope.roots, scope.isWatched);
    const close = (): void => void watch.close();
    context.signal.addEventListener('abort', close, { once: true });
    try {
      await watch.ready;
      // What changed in between was no event.
      latest = await showIfNew(latest, await lookAgain(), context);
      say(context, 'watching for changes, Ctrl-C ends');
      scope = await follow(watch, sweep, scope, async (changed) => {
        const paths = [...changed].flatMap((path) => (path === '' ? [] : [resolve(target.repo, path)]));
        for (const path of paths) reads.recall(path);
        const changes = `changed: ${namesOf(paths, context)}`;
        if (!context.stdout.isTTY) say(context, changes);
        await show(await lookAgain(), context);
        // On a terminal it would be cleared away.
        if (context.stdout.isTTY) say(context, `${changes} (watching, Ctrl-C ends)`);
        return watchScope(session);
      });
    } finally {
      context.signal.removeEventListener('abort', close);
      await watch.close();
    }
  }
  return exitCode.done;
}

/** What one look gave: a report, or why there is none. */
type Look = { readonly outcome: LintOutcome } | { readonly trouble: string };

async function lookOf(session: LintSession): Promise<Look> {
  try {
    return { outcome: await lintPass(session) };
  } catch (error) {
    return { trouble: describeError(error, { verbose: session.context.options.verbose }) };
  }
}

/** Until the signal, or until other files have to be watched: then with the new scope. */
async function follow(
  watch: TreeWatch,
  sweep: TreeSweep,
  scope: WatchScope,
  onChange: (changed: ReadonlySet<string>) => Promise<WatchScope>,
): Promise<WatchScope> {
  const events = watch.changes();
  for (;;) {
    const changed = await sweep.orChanged(events);
    if (changed === undefined) return scope;
    const next = await onChange(changed);
    if (next.id !== scope.id) return next;
  }
}

async function showIfNew(before: Look, now: Look, context: CommandContext): Promise<Look> {
  if (JSON.stringify(textOf(before)) !== JSON.stringify(textOf(now))) await show(now, context);
  return now;
}

function textOf(look: Look): unknown {
  return 'trouble' in look ? look.trouble : [look.outcome.report, [...look.outcome.shownTexts]];
}

async function show(look: Look, context: CommandContext): Promise<void> {
  if (context.stdout.isTTY && context.env.TERM !== 'dumb') context.stdout.write(CLEAR);
  if ('trouble' in look) context.stderr.write(look.trouble);
  else await writeLintReports(look.outcome, context);
}

/** The screen, not what was scrolled away. */
const CLEAR = '\u001b[2J\u001b[H';

function say(context: CommandContext, line: string): void {
  if (!context.options.quiet) context.stderr.write(`${line}\n`);
}
