import type { SourceFile } from '../model/source.ts';
import { fixedFiles, type LintOutcome, shownText } from './lint.ts';

/** A file before and after its safe fixes. */
export interface FixedFile {
  readonly path: string;
  readonly before: string;
  readonly after: string;
  /** The same as people may see them, with the values of Secrets masked. */
  readonly shown: { readonly before: string; readonly after: string };
}

/** Edits of one place wait for the next pass. A hundred findings of one place have not been seen. */
const MAX_PASSES = 100;

/**
 * Makes every safe fix in memory, pass by pass, until there is nothing left to fix; writes nothing. `lintWith` lints the
 * repository with texts that stand for those on disk.
 */
export async function fixFiles(
  first: LintOutcome,
  lintWith: (instead: readonly SourceFile[]) => Promise<LintOutcome>,
): Promise<{ readonly outcome: LintOutcome; readonly fixed: readonly FixedFile[] }> {
  const before = new Map<string, string>();
  const after = new Map<string, string>();
  let outcome = first;
  for (let pass = 0; pass < MAX_PASSES; pass++) {
    const changed = fixedFiles(outcome);
    if (changed.length === 0) break;
    for (const { path, text } of changed) {
      if (!before.has(path)) before.set(path, outcome.texts.get(path) ?? '');
      after.set(path, text);
    }
    outcome = await lintWith([...after].map(([path, text]) => ({ path, text })));
  }
  const fixed = [...after].map(([path, text]) => fixedFile(path, before.get(path) ?? '', text));
  return { outcome, fixed: fixed.sort((a, b) => (a.path < b.path ? -1 : 1)) };
}

function fixedFile(path: string, before: string, after: string): FixedFile {
  const shown = (text: string): string => shownText({ path, text });
  return { path, before, after, shown: { before: shown(before), after: shown(after) } };
}
