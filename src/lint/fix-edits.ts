import { UserError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Location, SourceFile, TextEdit } from '../model/source.ts';
import type { FixIntent, Problem } from '../rules/define-rule.ts';
import { setValue } from '../yaml/edit.ts';
import { fixEditsInText } from './fix-edits-in-text.ts';

/** The text edits of a problem's fix, or undefined where text alone cannot do it (an anchor shares the value). */
export function fixEdits(
  file: SourceFile,
  problem: Pick<Problem, 'manifest' | 'within'>,
  fix: FixIntent,
): readonly TextEdit[] | undefined {
  const { manifest, within } = problem;
  if (fix.type === 'rename-key') return renameKey(file, (within ?? manifest).locate(fix.path, 'key'), fix);
  try {
    if (within?.spelling === 'config-map') return fixEditsInText(file, manifest, fix);
    return editsInObject(file, manifest, fix);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

type ValueFix = Exclude<FixIntent, { readonly type: 'rename-key' }>;

function editsInObject(file: SourceFile, manifest: Manifest, fix: ValueFix): readonly TextEdit[] {
  if (fix.type === 'move') {
    const added = setValue(file, manifest, fix.to, fix.value);
    return [...added, ...setValue(file, manifest, fix.path, undefined)];
  }
  return setValue(file, manifest, fix.path, fix.type === 'set' ? fix.value : undefined);
}

/** Nothing where the text at that place is not the key: a folded or escaped scalar has no such place. */
function renameKey(
  file: SourceFile,
  place: Location,
  fix: Extract<FixIntent, { readonly type: 'rename-key' }>,
): readonly TextEdit[] | undefined {
  const start = offsetOf(file.text, place.line, place.column);
  const end = offsetOf(file.text, place.endLine, place.endColumn);
  if (!file.text.slice(start, end).includes(String(fix.path.at(-1)))) return undefined;
  return [{ file: file.path, start, end, text: fix.to }];
}

function offsetOf(text: string, line: number, column: number): number {
  let offset = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const breaks = text.matchAll(/\r\n?|\n/g);
  for (let passed = 1; passed < line; passed++) {
    const next = breaks.next();
    if (next.done === true) break;
    offset = next.value.index + next.value[0].length;
  }
  return offset + column - 1;
}
