import { UserError } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Location, SourceFile, TextEdit } from '../model/source.ts';
import type { FixIntent } from '../rules/define-rule.ts';
import { setValue } from '../yaml/edit.ts';

/** The text edits of a fix, or undefined where text alone cannot do it (an anchor shares the value). */
export function fixEdits(
  file: SourceFile,
  manifest: Manifest,
  fix: FixIntent,
): readonly TextEdit[] | undefined {
  if (fix.type === 'rename-key') return [renameKey(file, manifest.locate(fix.path, 'key'), fix.to)];
  try {
    return setValue(file, manifest, fix.path, fix.type === 'set' ? fix.value : undefined);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function renameKey(file: SourceFile, place: Location, to: string): TextEdit {
  const start = offsetOf(file.text, place.line, place.column);
  const end = offsetOf(file.text, place.endLine, place.endColumn);
  return { file: file.path, start, end, text: to };
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
