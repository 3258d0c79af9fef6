import { UserError } from '../model/errors.ts';
import { type FieldPath, formatPath, getAt } from '../model/field-path.ts';
import type { SourceFile, TextEdit } from '../model/source.ts';
import type { Change } from './change.ts';
import { isBroken, readDocuments, type YamlDocument } from './documents.ts';
import { dumpYaml } from './dump-yaml.ts';
import { type EditTarget, isAsWanted, setValue, splicesOf } from './edit.ts';
import { findNode } from './find-node.ts';
import { placeInLiteral } from './scalar-offsets.ts';
import { applyEdits, type Splice } from './splice.ts';
import { buildTree, resolveAlias } from './tree.ts';
import { nestValue, withValue } from './with-value.ts';
import { scalarStyle } from './yaml-library.ts';

/**
 * The smallest edits of YAML that stands as text in a field of a document, as Ramen's configuration in its ConfigMap.
 * In a literal block only the lines that change are touched. Throws UserError as `changeDocument`.
 */
export function changeText(
  file: SourceFile,
  target: EditTarget,
  field: FieldPath,
  change: Change,
): readonly TextEdit[] {
  const path = target.item === undefined ? field : ['items', target.item, ...field];
  const documents = readDocuments(file.text);
  const document = documents[target.document];
  const text = document === undefined || isBroken(document) ? undefined : getAt(document.value, path);
  if (document === undefined || isBroken(document) || typeof text !== 'string') {
    throw new UserError(`${file.path}: there is no text in ${formatPath(field)}`);
  }
  const splices = textSplices(text, change, `${file.path}: ${formatPath(field)}`);
  // Without a line end before, without one behind: it could only be written with other marks.
  const changed = applyEdits(text, splices);
  // Without a line end before, without one behind: it could only be written with other marks.
  const after = text === '' || text.endsWith('\n') ? changed : changed.replace(/\n$/, '');
  const inPlace = splicesInLiteral(document, path, text, splices);
  if (inPlace !== undefined) {
    const wanted = withValue(document.value, path, after);
    if (isAsWanted(documents, readDocuments(applyEdits(file.text, inPlace)), target.document, wanted)) {
      return inPlace.map((splice) => ({ file: file.path, ...splice }));
    }
  }
  return setValue(file, target, field, after);
}

/** Of the first document of a text; one that has none starts with what is set. */
function textSplices(text: string, change: Change, name: string): readonly Splice[] {
  const index = readDocuments(text).findIndex(
    (document) => isBroken(document) || document.value !== undefined,
  );
  if (index >= 0) return splicesOf(text, index, change, name);
  if (change.type !== 'set') return [];
  return [{ start: text.length, end: text.length, text: dumpYaml(nestValue(change.path, change.value)) }];
}

/** The same splices where the text is written. Undefined where it is no literal block. */
function splicesInLiteral(
  { base, text, events }: YamlDocument,
  path: FieldPath,
  inner: string,
  splices: readonly Splice[],
): readonly Splice[] | undefined {
  const found = findNode(buildTree(text, events), path);
  const node = found.complete ? resolveAlias(found.node) : undefined;
  if (node?.type !== 'scalar' || node.scalar.style !== scalarStyle.literal || node.scalar.indent < 1) {
    return undefined;
  }
  const { scalar } = node;
  const eol = /\r\n|\n/.exec(text.slice(node.start, node.end))?.[0] ?? '\n';
  const indent = ' '.repeat(scalar.indent);
  return splices.map((splice) => {
    const { start, end, text: written } = withLineEnd(inner, splice);
    // Whole lines take their indentation with them.
    const isLines = isLineStart(inner, start) && isLineStart(inner, end) && /\n$|^$/.test(written);
    const place = (offset: number): number => base + placeInLiteral(text, scalar, offset, isLines);
    const lines = written.split('\n').map((line, number) => {
      const isInside = number > 0 || isLines;
      return isInside && line !== '' ? indent + line : line;
    });
    return { start: place(start), end: place(end), text: lines.join(eol) };
  });
}

/** The last line has no line end of its own: where it goes, the one before it goes. */
function withLineEnd(text: string, splice: Splice): Splice {
  const isLast = splice.end === text.length && !text.endsWith('\n') && splice.text === '';
  return isLast && splice.start > 0 && isLineStart(text, splice.start)
    ? { ...splice, start: splice.start - 1 }
    : splice;
}

function isLineStart(text: string, offset: number): boolean {
  return offset === 0 || text[offset - 1] === '\n';
}
