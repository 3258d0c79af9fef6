import type { Json } from '../model/json.ts';
import type { YamlDocument } from './documents.ts';
import { buildLineIndex, type LineIndex } from './line-index.ts';
import type { BlockStyle } from './render-value.ts';
import { buildTree, type YamlNode } from './tree.ts';

export interface EditableDocument {
  readonly text: string;
  readonly root: YamlNode;
  readonly object: Json;
}

/** Offsets count in the document's own text. */
export function editable({ text, events, value }: YamlDocument): EditableDocument {
  return { text, root: buildTree(text, events), object: value ?? null };
}

/** The text of a document, and the manners its writer has. */
export interface Page {
  readonly text: string;
  readonly lines: LineIndex;
  readonly eol: string;
  readonly step: number;
  readonly flatLists: boolean;
}

export function readPage({ text, root }: EditableDocument): Page {
  const lines = buildLineIndex(text);
  const column = (node: YamlNode): number => lines.position(node.start).column;
  let step: number | undefined;
  let flatLists: boolean | undefined;
  const look = (node: YamlNode): void => {
    if (node.type === 'sequence') for (const item of node.items) look(item.value);
    if (node.type !== 'map') return;
    for (const { value } of node.entries) {
      if (!node.flow && value.type === 'sequence' && !value.flow)
        flatLists ??= column(value) === column(node);
      if (!node.flow && value.type === 'map' && !value.flow) step ??= column(value) - column(node);
      look(value);
    }
  };
  look(root);
  const eol = /\r\n|\n|\r/.exec(text)?.[0] ?? '\n';
  return { text, lines, eol, step: Math.max(1, step ?? 2), flatLists: flatLists ?? true };
}

export function styleAt(page: Page, offset: number): BlockStyle {
  return { column: page.lines.position(offset).column - 1, step: page.step, flatLists: page.flatLists };
}

/** One entry a line stays so. */
export function flowSeparator({ text, lines, eol }: Page, lastStart: number): string {
  const before = text.slice(lines.lineStart(lastStart), lastStart);
  return before.trim() === '' && lines.lineStart(lastStart) > 0 ? `,${eol}${before}` : ', ';
}

export function lineEndOf(text: string, from: number): number {
  let end = from;
  while (end < text.length && text[end] !== '\n' && text[end] !== '\r') end += 1;
  return end;
}
