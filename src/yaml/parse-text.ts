import type { FieldPath } from '../model/field-path.ts';
import type { Json } from '../model/json.ts';
import { isBroken, readDocuments } from './documents.ts';
import { duplicateKeys } from './duplicate-keys.ts';
import { type Range, rangeAt } from './places.ts';
import { buildTree, type YamlNode } from './tree.ts';

/** YAML inside another document's text, as RamenConfig in its ConfigMap. Offsets count in that text. */
export interface ParsedText {
  /** Absent where the text is empty or does not parse. */
  readonly value?: Json;
  readonly error?: Range & { readonly message: string };
  /** Keys that stand twice; the last one counts. */
  readonly duplicates: readonly (Range & { readonly path: FieldPath; readonly first: Range })[];
  /** Where `path` stands: its value or its key; where it is missing, the key of the nearest parent. */
  readonly range: (path: FieldPath, part?: 'value' | 'key') => Range;
}

/** The first document of a text, read as Kubernetes reads YAML. Never throws. */
export function parseText(text: string): ParsedText {
  const first = readDocuments(text).find((document) => isBroken(document) || document.value !== undefined);
  const nowhere: ParsedText = { duplicates: [], range: () => ({ start: 0, end: 0 }) };
  if (first === undefined) return nowhere;
  if (isBroken(first)) {
    const start = Math.min(first.offset, text.length);
    return { ...nowhere, error: { message: first.message, start, end: Math.min(start + 1, text.length) } };
  }
  const { base, events, value } = first;
  let tree: YamlNode | undefined;
  const root = (): YamlNode => {
    tree ??= buildTree(first.text, events);
    return tree;
  };
  const shift = ({ start, end }: Range): Range => ({ start: base + start, end: base + end });
  return {
    ...(value === undefined ? {} : { value }),
    duplicates: first.hasDuplicateKeys
      ? duplicateKeys(root()).map(({ path, key, first: earlier }) => ({
          path,
          ...shift(key),
          first: shift(earlier),
        }))
      : [],
    range: (path, part = 'value') => shift(rangeAt(root(), path, part)),
  };
}
