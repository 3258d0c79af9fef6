import { UserError } from '../model/errors.ts';
import { type FieldPath, formatPath } from '../model/field-path.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { SourceFile, TextEdit } from '../model/source.ts';
import { isBroken, readDocuments } from './documents.ts';
import { dumpYaml } from './dump-yaml.ts';
import type { Splice } from './splice.ts';
import { spliceNode } from './splice-node.ts';
import { buildTree } from './tree.ts';
import { nestValue, withValue } from './with-value.ts';

/** A document of a file, or an item of a `List` in it: a Manifest is one. */
export interface EditTarget {
  readonly document: number;
  readonly item?: number;
}

/**
 * The smallest edits that set `path` to `value`, or remove its key where the value is undefined. Comments, quotes,
 * line ends and everything beside the value stay. No edits where it is so already.
 * Throws UserError where it cannot be done by text alone: the document does not parse, or an anchor shares the value.
 */
export function setValue(
  file: SourceFile,
  target: EditTarget,
  path: FieldPath,
  value: Json | undefined,
): readonly TextEdit[] {
  const whole = target.item === undefined ? path : ['items', target.item, ...path];
  return splicesFor(file.text, target.document, whole, value, file.path).map((splice) => ({
    file: file.path,
    ...splice,
  }));
}

/** The text with `path` of its first document set; for YAML inside YAML, as RamenConfig. Throws as `setValue`. */
export function setInText(text: string, path: FieldPath, value: Json | undefined): string {
  const documents = readDocuments(text);
  const index = documents.findIndex((document) => isBroken(document) || document.value !== undefined);
  if (index >= 0) return applyEdits(text, splicesFor(text, index, path, value, 'the text'));
  return value === undefined ? text : `${text}${dumpYaml(nestValue(path, value))}`;
}

/** Applies edits of one file; their offsets are those of `text`. Throws on edits that overlap. */
export function applyEdits(text: string, edits: readonly Splice[]): string {
  const sorted = edits.map((edit, index) => ({ edit, index }));
  sorted.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.index - b.index);
  let result = '';
  let position = 0;
  for (const { edit } of sorted) {
    if (edit.start < position) throw new Error('Two edits of one file overlap.');
    result += text.slice(position, edit.start) + edit.text;
    position = edit.end;
  }
  return result + text.slice(position);
}

function splicesFor(
  text: string,
  index: number,
  path: FieldPath,
  value: Json | undefined,
  name: string,
): readonly Splice[] {
  const before = readDocuments(text);
  const document = before[index];
  if (document === undefined || isBroken(document) || document.value === undefined) {
    throw new UserError(`${name}: document ${index + 1} cannot be edited, because it does not parse`, {
      hint: 'correct what lint reports there first',
    });
  }
  const wanted = withValue(document.value, path, value);
  if (wanted !== undefined && jsonEquals(wanted, document.value)) return [];
  const root = buildTree(document.text, document.events);
  const splices = spliceNode({ text: document.text, root, object: document.value }, path, value).map(
    (splice) => ({
      start: splice.start + document.base,
      end: splice.end + document.base,
      text: splice.text,
    }),
  );
  const after = readDocuments(applyEdits(text, splices));
  const isAsWanted =
    after.length === before.length &&
    after.every((now, at) => {
      const then = before[at];
      if (isBroken(now)) return then !== undefined && isBroken(then);
      const expected = at === index ? wanted : then !== undefined && !isBroken(then) ? then.value : undefined;
      return now.value === expected || jsonEquals(now.value, expected);
    });
  if (isAsWanted) return splices;
  const cause = `${name}: ${formatPath(path)} cannot be set by a text edit`;
  if (!/[&*]\w|<<|!/.test(document.text)) throw new Error(`${cause}; this is a bug.`);
  throw new UserError(`${cause}, because an anchor or a tag shares it`, { hint: 'edit the file by hand' });
}
