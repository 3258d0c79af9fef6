import type { FieldPath } from '../model/field-path.ts';
import type { Json } from '../model/json.ts';
import { isBroken, readDocuments } from './documents.ts';
import { findSplices } from './edit.ts';
import { applyEdits } from './splice.ts';

/**
 * The text with the value at `path` of its first document that has something in it, and all else as it stands, comments
 * and quotes included. Undefined where that cannot be done by text alone: an anchor shares the value.
 */
export function setInText(text: string, path: FieldPath, value: Json): string | undefined {
  const documents = readDocuments(text);
  const index = documents.findIndex((document) => isBroken(document) || document.value !== undefined);
  const splices = findSplices(text, index, { type: 'set', path, value }, 'the text');
  return splices === undefined ? undefined : applyEdits(text, splices);
}
