import { UserError } from '../model/errors.ts';
import { type FieldPath, formatPath } from '../model/field-path.ts';
import { type Json, jsonEquals } from '../model/json.ts';
import type { SourceFile, TextEdit } from '../model/source.ts';
import { type Change, changedValue } from './change.ts';
import { isBroken, readDocuments, type YamlDocument } from './documents.ts';
import { editable } from './edit-page.ts';
import { moveEntry } from './move-entry.ts';
import { renameKey } from './rename-key.ts';
import { applyEdits, type Splice } from './splice.ts';
import { spliceNode } from './splice-node.ts';

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
  return changeDocument(
    file,
    target,
    value === undefined ? { type: 'remove', path } : { type: 'set', path, value },
  );
}

/** The smallest edits that make a change. Throws UserError as `setValue`, and where the new key is there already. */
export function changeDocument(file: SourceFile, target: EditTarget, change: Change): readonly TextEdit[] {
  return splicesOf(file.text, target.document, inItem(change, target), file.path).map((splice) => ({
    file: file.path,
    ...splice,
  }));
}

/** The splices of a change of one document of a text. Throws UserError as `changeDocument`. */
export function splicesOf(text: string, index: number, change: Change, name: string): readonly Splice[] {
  const document = readDocuments(text)[index];
  if (!isEditable(document)) {
    throw new UserError(`${name}: document ${index + 1} cannot be edited, because it does not parse`, {
      hint: 'correct what lint reports there first',
    });
  }
  const splices = findSplices(text, index, change, name);
  if (splices !== undefined) return splices;
  const cause = `${name}: ${formatPath(change.path)} cannot be changed by a text edit`;
  if (change.type === 'set' && !/[&*]\w|<<|!/.test(document.text))
    throw new Error(`${cause}; this is a bug.`);
  throw new UserError(`${cause}, because an anchor or a tag shares it`, { hint: 'edit the file by hand' });
}

/** The same; undefined where the document does not parse, or no edit of its text makes the change and nothing else. */
export function findSplices(
  text: string,
  index: number,
  change: Change,
  name: string,
): readonly Splice[] | undefined {
  const before = readDocuments(text);
  const document = before[index];
  if (!isEditable(document)) return undefined;
  const wanted = changedValue(document.value ?? null, change);
  if (wanted !== undefined && jsonEquals(wanted, document.value)) return [];
  for (const splices of ways(text, document, change, name)) {
    if (isAsWanted(before, readDocuments(applyEdits(text, splices)), index, wanted)) return splices;
  }
  return undefined;
}

function isEditable(
  document: ReturnType<typeof readDocuments>[number] | undefined,
): document is YamlDocument {
  return document !== undefined && !isBroken(document) && document.value !== undefined;
}

/** Did the change happen, and nothing else? What is no document of this text counts as well. */
export function isAsWanted(
  before: ReturnType<typeof readDocuments>,
  after: ReturnType<typeof readDocuments>,
  index: number,
  wanted: Json | undefined,
): boolean {
  return (
    after.length === before.length &&
    after.every((now, at) => {
      const then = before[at];
      if (isBroken(now)) return then !== undefined && isBroken(then);
      const expected = at === index ? wanted : then !== undefined && !isBroken(then) ? then.value : undefined;
      return now.value === expected || jsonEquals(now.value, expected);
    })
  );
}

/** The best way first. A way may fail where text and value do not go together, so the result is read and compared. */
function* ways(
  text: string,
  document: YamlDocument,
  change: Change,
  name: string,
): Iterable<readonly Splice[]> {
  if (change.type === 'move') {
    yield* moveEntry(text, document.index, change, (each, step) =>
      splicesOf(each, document.index, step, name),
    );
    return;
  }
  const page = editable(document);
  const splices =
    change.type === 'rename-key'
      ? renameKey(page, change.path, change.to)
      : spliceNode(page, change.path, change.type === 'set' ? change.value : undefined);
  yield splices.map(({ start, end, text: replacement }) => ({
    start: start + document.base,
    end: end + document.base,
    text: replacement,
  }));
}

function inItem(change: Change, { item }: EditTarget): Change {
  if (item === undefined) return change;
  const within = (path: FieldPath): FieldPath => ['items', item, ...path];
  return change.type === 'move'
    ? { ...change, path: within(change.path), to: within(change.to) }
    : { ...change, path: within(change.path) };
}
