import type { FieldPath } from '../model/field-path.ts';
import type { Location, SourceFile } from '../model/source.ts';
import { isBroken, splitDocuments } from './documents.ts';
import { type Found, findNode } from './find-node.ts';
import { buildLineIndex, type LineIndex } from './line-index.ts';
import { offsetInScalar } from './scalar-offsets.ts';
import { buildTree, resolveAlias, type YamlNode } from './tree.ts';
import { eventType, FLOW_COLLECTION, scalarStyle, type YamlEvent } from './yaml-library.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** A document's tree with the text its offsets count in; `base` leads from there to the whole text. */
export interface PlacedDocument {
  readonly base: number;
  readonly text: string;
  readonly root: YamlNode;
}

/**
 * The root's place, as its tree has it, told from the events alone: undefined where that takes a tree. Most questions are
 * about the root, and most roots are block mappings that end with a plain or quoted scalar.
 */
export function quickRootRange(text: string, events: readonly YamlEvent[]): Range | undefined {
  const root = events[1];
  const last = events.findLast((event) => event.type !== eventType.pop);
  if (root?.type !== eventType.mapping || root.style === FLOW_COLLECTION) return undefined;
  if (last?.type !== eventType.scalar || last.valueStart < 0) return undefined;
  const isQuoted = last.style === scalarStyle.singleQuoted || last.style === scalarStyle.doubleQuoted;
  if (!isQuoted && last.style !== scalarStyle.plain) return undefined;
  const end = last.valueEnd + (isQuoted ? 1 : 0);
  // What may follow: the next document, or the brackets of flow collections that end with it. A comment may hide either.
  const [rest = ''] = /[\s,\]}]*/.exec(text.slice(end)) ?? [];
  const closed = end + Math.max(rest.lastIndexOf(']'), rest.lastIndexOf('}')) + 1;
  const behind = end + rest.length;
  if (behind === text.length) return { start: root.start, end: Math.max(end, closed) };
  return closed <= end && text.startsWith('---', behind) ? { start: root.start, end } : undefined;
}

/** Where things stand in one file. Nothing is kept until the first question: most files are never asked about. */
export interface Places {
  readonly lines: () => LineIndex;
  readonly document: (index: number) => PlacedDocument | undefined;
  readonly locate: (document: number, path: FieldPath, part?: 'value' | 'key') => Location;
  readonly locateWithin: (document: number, path: FieldPath, offset: number, end: number) => Location;
}

export function buildPlaces(file: SourceFile): Places {
  const trees = new Map<number, PlacedDocument>();
  let lines: LineIndex | undefined;
  let documents: ReturnType<typeof splitDocuments> | undefined;

  const lineIndex = (): LineIndex => {
    lines ??= buildLineIndex(file.text);
    return lines;
  };
  const placed = (index: number): PlacedDocument | undefined => {
    const known = trees.get(index);
    if (known !== undefined) return known;
    documents ??= splitDocuments(file.text);
    const document = documents[index];
    if (document === undefined || isBroken(document)) return undefined;
    const { base, text, events } = document;
    const tree = { base, text, root: buildTree(text, events) };
    trees.set(index, tree);
    return tree;
  };
  const locate = (index: number, path: FieldPath, part: 'value' | 'key' = 'value'): Location => {
    const tree = placed(index);
    const base = tree?.base ?? 0;
    const range = tree === undefined ? { start: 0, end: 0 } : rangeAt(tree.root, path, part);
    return lineIndex().location(file.path, index, base + range.start, base + range.end);
  };
  return {
    lines: lineIndex,
    document: placed,
    locate,
    locateWithin: (index, path, offset, end) => {
      const tree = placed(index);
      const found = tree === undefined ? undefined : findNode(tree.root, path);
      const scalar = found?.complete ? resolveAlias(found.node) : undefined;
      if (tree === undefined || scalar?.type !== 'scalar' || scalar.empty) return locate(index, path, 'key');
      const { text, base } = tree;
      const start = offsetInScalar(text, scalar.scalar, offset);
      const stop = end <= offset ? start : offsetInScalar(text, scalar.scalar, end - 1) + 1;
      return lineIndex().location(file.path, index, base + start, base + Math.max(start, stop));
    },
  };
}

/** Offsets in the document's text of the smallest node that is wrong. */
export function rangeAt(root: YamlNode, path: FieldPath, part: 'value' | 'key'): Range {
  const found = findNode(root, path);
  if (found.complete && part === 'value' && !isUnwritten(found.node)) return found.node;
  return keyRange(found);
}

function isUnwritten(node: YamlNode): boolean {
  return node.type === 'scalar' && node.empty;
}

/** In lists and at the root there is no key: then the first key inside stands for the node. */
function keyRange(found: Found): Range {
  if (found.key !== undefined) return found.key;
  const { node } = found;
  if (node.type === 'map') return node.entries[0]?.key ?? node;
  if (node.type === 'sequence') return { start: node.start, end: node.start + 1 };
  return node;
}
