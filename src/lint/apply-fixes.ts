import type { Finding } from '../model/finding.ts';
import type { SourceFile, TextEdit } from '../model/source.ts';
import { applyEdits } from '../yaml/splice.ts';

/** New texts of the files that have safe fixes. Of two fixes of one place the later one waits for the next time. */
export function applyFixes(
  findings: readonly Finding[],
  texts: ReadonlyMap<string, string>,
): readonly SourceFile[] {
  const taken = new Map<string, TextEdit[]>();
  for (const { fix } of findings) {
    if (fix?.safe === true && isFree(fix, taken)) take(fix, taken);
  }
  return [...taken].flatMap(([path, edits]) => {
    const text = texts.get(path);
    return text === undefined ? [] : [{ path, text: applyEdits(text, edits) }];
  });
}

type Fix = NonNullable<Finding['fix']>;

/** A fix is made as a whole or not at all: half of a move would lose the value. */
function isFree({ edits }: Fix, taken: ReadonlyMap<string, readonly TextEdit[]>): boolean {
  return edits.every((edit) => !(taken.get(edit.file) ?? []).some((other) => collide(edit, other)));
}

function take({ edits }: Fix, taken: Map<string, TextEdit[]>): void {
  for (const edit of edits) taken.set(edit.file, [...(taken.get(edit.file) ?? []), edit]);
}

/** Two insertions at one place collide: each was made for the text as it was. */
function collide(a: TextEdit, b: TextEdit): boolean {
  if (a.start === b.start) return true;
  return a.start < b.end && b.start < a.end;
}
