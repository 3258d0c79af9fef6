import { ramenKey } from '../model/annotations.ts';
import { UserError } from '../model/errors.ts';
import type { FieldPath } from '../model/field-path.ts';
import type { TextEdit } from '../model/source.ts';
import type { FixIntent, Problem } from '../rules/define-rule.ts';
import { changeDocument } from '../yaml/edit.ts';
import { changeText } from '../yaml/edit-text.ts';
import type { FixableFiles } from './fixable-files.ts';
import { maskPlainSecrets } from './mask-plain-secrets.ts';

/** The text edits of a problem's fix, or undefined where text alone cannot do it (an anchor shares the value). */
export function fixEdits(
  { manifest, within }: Pick<Problem, 'manifest' | 'within'>,
  fix: FixIntent,
  fixable: FixableFiles,
): readonly TextEdit[] | undefined {
  // Edits are part of reports, and a value of a Secret must not be. What kustomize printed stands in no file.
  if (manifest.renderedFrom !== undefined || (manifest.key.kind === 'Secret' && writesValue(fix)))
    return undefined;
  const piece = fixable(manifest.file, manifest.document);
  if (piece === undefined) return undefined;
  const file = { path: manifest.file, text: piece.text };
  const target = {
    document: piece.document,
    ...(manifest.item === undefined ? {} : { item: manifest.item }),
  };
  try {
    const edits =
      within?.spelling === 'config-map'
        ? changeText(file, target, ['data', ramenKey.configKey], fix)
        : changeDocument(file, target, fix);
    if (edits.some(({ text }) => maskPlainSecrets(text) !== text)) return undefined;
    return edits.map((edit) => ({ ...edit, start: edit.start + piece.base, end: edit.end + piece.base }));
  } catch (error) {
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

function writesValue(fix: FixIntent): boolean {
  const isShown = (path: FieldPath): boolean => path[0] === 'metadata' && path[1] !== 'annotations';
  return (fix.type === 'set' || fix.type === 'move') && !isShown(fix.path);
}
