import type { FieldPath } from '../model/field-path.ts';
import { type EditableDocument, lineEndOf, type Page, readPage } from './edit-page.ts';
import { findNode } from './find-node.ts';
import { renameKey } from './rename-key.ts';
import type { Splice } from './splice.ts';
import { type MapNode, resolveAlias } from './tree.ts';

/** The lines of one entry of a block map, with the comments that stand above it. */
export interface LiftedEntry {
  readonly lines: readonly string[];
  /** From 0. */
  readonly column: number;
  /** Comment lines among them. */
  readonly comments: readonly Splice[];
}

/** The entry as it is written, under another key. Undefined where it has no lines of its own, as within braces. */
export function liftEntry(document: EditableDocument, path: FieldPath, key: string): LiftedEntry | undefined {
  const page = readPage(document);
  const { text, lines } = page;
  const map = blockMapAt(document, path.slice(0, -1));
  const entry = map?.entries.findLast(({ name, isMerge }) => !isMerge && name === path.at(-1));
  if (entry === undefined) return undefined;
  const lineStart = lines.lineStart(entry.key.propertiesStart);
  const column = entry.key.propertiesStart - lineStart;
  const end = lineEndOf(text, Math.max(entry.value.end, entry.colonEnd));
  if (text.slice(lineStart, entry.key.propertiesStart).trim() !== '') return undefined;
  const [rename] = renameKey(document, path, key);
  if (rename === undefined) return undefined;
  const comments = commentsAbove(page, lineStart, column);
  const own = text.slice(lineStart, rename.start) + rename.text + text.slice(rename.end, end);
  const above = comments.map((each) => text.slice(each.start, each.end));
  return { lines: (above.join('') + own).split(/\r\n?|\n/), column, comments };
}

/** Puts lifted lines at the end of a block map. Undefined where there is no such map. */
export function placeEntry(
  document: EditableDocument,
  path: FieldPath,
  { lines, column }: LiftedEntry,
): Splice | undefined {
  const page = readPage(document);
  const map = blockMapAt(document, path);
  const last = map?.entries.at(-1);
  if (map === undefined || last === undefined) return undefined;
  const shift = page.lines.position(map.start).column - 1 - column;
  const placed = lines.map((line) => shifted(line, shift));
  if (placed.includes(undefined)) return undefined;
  const end = lineEndOf(page.text, Math.max(last.value.end, last.colonEnd));
  return { start: end, end, text: placed.map((line) => page.eol + line).join('') };
}

function blockMapAt({ root }: EditableDocument, path: FieldPath): MapNode | undefined {
  const found = findNode(root, path);
  const node = found.complete ? resolveAlias(found.node) : undefined;
  return node?.type === 'map' && !node.flow ? node : undefined;
}

/** Whole lines in the column of the entry, right above it. */
function commentsAbove({ text, lines }: Page, lineStart: number, column: number): readonly Splice[] {
  const found: Splice[] = [];
  for (let end = lineStart; end > 0; ) {
    const start = lines.lineStart(end - 1);
    const line = text.slice(start, end);
    if (!line.startsWith(`${' '.repeat(column)}#`)) break;
    found.unshift({ start, end, text: '' });
    end = start;
  }
  return found;
}

function shifted(line: string, by: number): string | undefined {
  if (line.trim() === '') return line;
  if (by >= 0) return ' '.repeat(by) + line;
  return line.slice(0, -by).trim() === '' ? line.slice(-by) : undefined;
}
