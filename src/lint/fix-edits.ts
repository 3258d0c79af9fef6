import { ramenKey } from '../model/annotations.ts';
import { UserError } from '../model/errors.ts';
import type { FieldPath } from '../model/field-path.ts';
import type { SourceFile, TextEdit } from '../model/source.ts';
import type { FixIntent, Problem } from '../rules/define-rule.ts';
import { changeDocument } from '../yaml/edit.ts';
import { changeText } from '../yaml/edit-text.ts';

/** The text edits of a problem's fix, or undefined where text alone cannot do it (an anchor shares the value). */
export function fixEdits(
  file: SourceFile,
  { manifest, within }: Pick<Problem, 'manifest' | 'within'>,
  fix: FixIntent,
): readonly TextEdit[] | undefined {
  // Edits are part of reports, and a value of a Secret must not be.
  if (manifest.key.kind === 'Secret' && writesValue(fix)) return undefined;
  try {
    if (within?.spelling !== 'config-map') return changeDocument(file, manifest, fix);
    return changeText(file, manifest, ['data', ramenKey.configKey], fix);
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function writesValue(fix: FixIntent): boolean {
  const isShown = (path: FieldPath): boolean => path[0] === 'metadata' && path[1] !== 'annotations';
  return (fix.type === 'set' || fix.type === 'move') && !isShown(fix.path);
}
