import { existsSync, readFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { writeAtomically } from '../files/write-atomically.ts';
import { UserError } from '../model/errors.ts';
import { BASELINE_FILE } from '../model/file-names.ts';
import type { LintOutcome } from '../operations/lint.ts';
import { openBaseline } from '../operations/lint-baseline.ts';
import { printable } from '../report/printable.ts';
import { isSet, text } from './flags.ts';
import type { LintSession } from './lint-pass.ts';

/**
 * Lints without what the baseline has; with `--write-baseline` all that is found goes into it. Throws UserError where there
 * is no baseline to read, or the file is something else.
 */
export async function withBaseline(
  { context, target, flags }: LintSession,
  judge: (apply: (outcome: LintOutcome) => LintOutcome) => Promise<LintOutcome>,
): Promise<LintOutcome> {
  const named = text(flags, 'baseline');
  const path = named === undefined ? join(target.repo, BASELINE_FILE) : resolve(context.cwd, named);
  const shown = printable(relative(context.cwd, path));
  const writes = isSet(flags, 'writeBaseline');
  const earlier = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  if (earlier === undefined && !writes) {
    throw new UserError(`there is no baseline ${shown}`, { hint: 'write one with --write-baseline' });
  }
  const baseline = openBaseline(earlier, shown);
  const say = (line: string): void => {
    if (!context.options.quiet) context.stderr.write(`${line}\n`);
  };
  if (writes) {
    const { text: next, size, outcome } = baseline.next(await judge((all) => all));
    writeAtomically(path, next);
    say(`wrote ${size} ${size === 1 ? 'finding' : 'findings'} to ${shown}; use it with --baseline ${shown}`);
    return outcome;
  }
  let stale = 0;
  const outcome = await judge((all) => {
    const result = baseline.apply(all);
    stale = result.stale;
    return result.outcome;
  });
  if (stale > 0) {
    const many = stale === 1 ? '1 finding of the baseline is' : `${stale} findings of the baseline are`;
    say(`${many} not there any more; --write-baseline takes that out of ${shown}`);
  }
  return outcome;
}
