import { ramenKey } from '../model/annotations.ts';
import { getString } from '../model/field-path.ts';
import type { Manifest } from '../model/manifest.ts';
import type { SourceFile, TextEdit } from '../model/source.ts';
import type { FixIntent } from '../rules/define-rule.ts';
import { setInText, setValue } from '../yaml/edit.ts';

/**
 * The edits of a fix within the text of Ramen's configuration, cut down to what differs.
 * Throws UserError where text alone cannot do it.
 */
export function fixEditsInText(
  file: SourceFile,
  manifest: Manifest,
  fix: Exclude<FixIntent, { readonly type: 'rename-key' }>,
): readonly TextEdit[] | undefined {
  const path = ['data', ramenKey.configKey];
  const before = getString(manifest.object, path);
  if (before === undefined) return undefined;
  return setValue(file, manifest, path, textAfter(before, fix)).map((edit) => cutDown(file, edit));
}

function textAfter(before: string, fix: Parameters<typeof fixEditsInText>[2]): string {
  if (fix.type === 'set') return setInText(before, fix.path, fix.value);
  if (fix.type === 'remove') return setInText(before, fix.path, undefined);
  return setInText(setInText(before, fix.path, undefined), fix.to, fix.value);
}

/** Two fixes in one text must not claim each other's lines. */
function cutDown({ text }: SourceFile, edit: TextEdit): TextEdit {
  let { start, end } = edit;
  let from = 0;
  let to = edit.text.length;
  while (start < end && from < to && text[start] === edit.text[from]) {
    start++;
    from++;
  }
  while (start < end && from < to && text[end - 1] === edit.text[to - 1]) {
    end--;
    to--;
  }
  return { ...edit, start, end, text: edit.text.slice(from, to) };
}
