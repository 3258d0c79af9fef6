import { UserError } from '../model/errors.ts';
import type { FieldPath } from '../model/field-path.ts';
import { formatRef, objectId } from '../model/object-ref.ts';
import type { Change } from '../model/plan.ts';
import type { SourceFile } from '../model/source.ts';
import { setValue } from '../yaml/edit.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { applyEdits } from '../yaml/splice.ts';

/**
 * The text of a file with the live values of the fields that are held, by the smallest edit; the same text where it says
 * so already. Throws UserError where the object is not in it, or the text cannot be edited.
 */
export function adoptedText({ object, fields }: Change, file: SourceFile): string {
  const id = objectId(object);
  const manifest = parseFile(file).manifests.find(({ key }) => objectId(key) === id);
  if (manifest === undefined) throw new UserError(`${formatRef(object)} is no longer in ${file.path}`);
  return fields
    .filter(({ held }) => held)
    .reduce((text, field) => {
      const path: FieldPath = field.path.split('.');
      return applyEdits(text, setValue({ path: file.path, text }, manifest, path, field.live));
    }, file.text);
}
