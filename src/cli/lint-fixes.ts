import type { SourceFile } from '../model/source.ts';
import { type FixedFile, fixFiles } from '../operations/fix-files.ts';
import type { LintOutcome } from '../operations/lint.ts';
import { printable } from '../report/printable.ts';
import { isSet } from './flags.ts';
import type { LintSession } from './lint-pass.ts';
import { paintFor } from './paint.ts';

/** `--fix` writes the fixed files and reports what is left; `--fix-dry-run` shows them, and reports everything. */
export async function makeFixes(
  outcome: LintOutcome,
  session: LintSession,
  judge: (instead: readonly SourceFile[]) => Promise<LintOutcome>,
): Promise<LintOutcome> {
  const result = await fixFiles(outcome, judge);
  if (isSet(session.flags, 'fixDryRun')) {
    await showFixes(result.fixed, session);
    return outcome;
  }
  const written = await writeFixes(result.fixed, session);
  // What could not be written is still there.
  return written === result.fixed.length ? result.outcome : judge([]);
}

async function writeFixes(fixed: readonly FixedFile[], { context, files }: LintSession): Promise<number> {
  const written: string[] = [];
  for (const { path, before, after } of fixed) {
    if ((await files.readFile(path)) === before) {
      await files.writeFile(path, after);
      written.push(path);
    } else {
      context.stderr.write(`not fixed, because it has changed meanwhile: ${printable(path)}\n`);
    }
  }
  if (written.length > 0 && !context.options.quiet) {
    context.stderr.write(`fixed ${listed(written)}\n`);
  }
  return written.length;
}

const MOST_NAMES = 20;

function listed(paths: readonly string[]): string {
  const names = paths.slice(0, MOST_NAMES).map(printable).join(', ');
  return paths.length > MOST_NAMES ? `${names} and ${paths.length - MOST_NAMES} more` : names;
}

async function showFixes(fixed: readonly FixedFile[], { context }: LintSession): Promise<void> {
  if (fixed.length === 0) return;
  const { renderTextDiff } = await import('./text-diff.ts');
  const paint = paintFor(context.options.color.stderr);
  for (const { path, shown } of fixed) {
    context.stderr.write(renderTextDiff(shown.before, { path, text: shown.after }, paint));
  }
}
