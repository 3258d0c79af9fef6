import { type FieldPath, getAt } from '../model/field-path.ts';
import type { Json } from '../model/json.ts';
import {
  type EditableDocument,
  flowSeparator,
  lineEndOf,
  type Page,
  readPage,
  styleAt,
} from './edit-page.ts';
import { renderLiteral } from './render-literal.ts';
import {
  isBlockCollection,
  type Rendered,
  renderAt,
  renderFlow,
  renderKey,
  renderLike,
  renderUnderDash,
  renderUnderKey,
} from './render-value.ts';
import type { Splice } from './splice.ts';
import type { MapNode, SequenceNode, YamlNode } from './tree.ts';
import { nestValue, withValue } from './with-value.ts';
import { scalarStyle } from './yaml-library.ts';

/** A node and what it hangs on. */
interface Slot {
  readonly node: YamlNode;
  readonly parent?: { readonly slot: Slot; readonly index: number };
  /** Behind the colon or the dash that leads to it. */
  readonly introEnd: number;
}

/** Plans the edits; whether they do what was asked is for the caller to check by reading the result. */
export function spliceNode(
  document: EditableDocument,
  path: FieldPath,
  value: Json | undefined,
): readonly Splice[] {
  const page = readPage(document);
  let slot: Slot = { node: document.root, introEnd: document.root.propertiesStart };
  for (const [depth, step] of path.entries()) {
    const rest = path.slice(depth);
    const here = getAt(document.object, path.slice(0, depth));
    const next = childOf(slot, step);
    if (next !== undefined) {
      slot = next;
      continue;
    }
    const { node } = slot;
    const child = getAt(here, [step]);
    const wanted =
      child === undefined && value !== undefined
        ? nestValue(rest.slice(1), value)
        : withValue(child, rest.slice(1), value);
    if (wanted !== undefined && node.type === 'map' && typeof step === 'string')
      return insertEntry(page, slot, node, step, wanted);
    if (wanted !== undefined && node.type === 'sequence' && step === node.items.length)
      return appendItem(page, slot, node, wanted);
    const whole = withValue(here, rest, value);
    return whole === undefined ? [] : replaceNode(page, slot, whole);
  }
  return value === undefined ? removeNode(page, slot) : replaceNode(page, slot, value);
}

function childOf(slot: Slot, step: string | number): Slot | undefined {
  const { node } = slot;
  if (node.type === 'map' && typeof step === 'string') {
    const index = node.entries.findLastIndex((entry) => !entry.isMerge && entry.name === step);
    const entry = node.entries[index];
    return entry && { node: entry.value, parent: { slot, index }, introEnd: entry.colonEnd };
  }
  if (node.type !== 'sequence' || typeof step !== 'number') return undefined;
  const item = node.items[step];
  return (
    item && {
      node: item.value,
      parent: { slot, index: step },
      introEnd: node.flow ? item.start : item.start + 1,
    }
  );
}

function replaceNode(page: Page, slot: Slot, value: Json): readonly Splice[] {
  const { node, introEnd } = slot;
  const { text, eol } = page;
  const start = node.hasTag ? node.propertiesStart : node.start;
  if (isInFlow(slot) || (isFlow(node) && isBlockCollection(value))) {
    const asJson = isJson(page, slot);
    const written =
      (!asJson && node.type === 'scalar' && renderLike(node.scalar.style, value)) ||
      renderFlow(value, asJson);
    return [
      {
        start,
        end: node.end,
        text: isUnwritten(node) ? introduce(page, introEnd, node.start) + written : written,
      },
    ];
  }
  if (node.type === 'scalar' && node.scalar.style === scalarStyle.literal && typeof value === 'string') {
    const literal = renderLiteral(text, node, value, eol);
    if (literal !== undefined) return [literal];
  }
  const like = node.type === 'scalar' ? renderLike(node.scalar.style, value) : undefined;
  const { head, body } = like === undefined ? render(page, slot, value) : { head: like, body: [] };
  const below = body.map((line) => eol + line).join('');
  if (isBlock(node)) {
    // A comment behind its last value goes with it: below a new value it could become part of a text.
    const end = lineEndOf(text, node.end);
    if (lineEndOf(text, introEnd) >= node.start) {
      return [
        {
          start,
          end,
          text: head === '' ? renderAt(value, styleAt(page, node.start)).join(eol) : head + below,
        },
      ];
    }
    if (head === '' && page.lines.position(node.start).column > columnOf(page, slot) + 1) {
      return [{ start, end, text: renderAt(value, styleAt(page, node.start)).join(eol) }];
    }
    const intro = head === '' ? [] : [{ start: introEnd, end: introEnd, text: ` ${head}` }];
    return [...intro, { start: lineEndOf(text, introEnd), end, text: below }];
  }
  const lineEnd = lineEndOf(text, node.end);
  const rest = body.length === 0 ? [] : [{ start: lineEnd, end: lineEnd, text: below }];
  if (head === '')
    return [{ start: isUnwritten(node) ? node.end : introEnd, end: node.end, text: '' }, ...rest];
  return [{ start, end: node.end, text: isUnwritten(node) ? ` ${head}` : head }, ...rest];
}

function insertEntry(page: Page, slot: Slot, map: MapNode, key: string, value: Json): readonly Splice[] {
  const last = map.entries.at(-1);
  if (map.flow) {
    const asJson = isJson(page, slot);
    const written = `${renderKey(key, asJson)}: ${renderFlow(value, asJson)}`;
    if (last === undefined) return [insertion(map.start + 1, written)];
    return [insertion(last.value.end, flowSeparator(page, last.key.propertiesStart) + written)];
  }
  const style = styleAt(page, map.start);
  const { head, body } = renderUnderKey(value, style);
  const first = `${' '.repeat(style.column)}${renderKey(key, false)}:${head === '' ? '' : ` ${head}`}`;
  const end = lineEndOf(page.text, last?.value.end ?? map.end);
  return [insertion(end, [first, ...body].map((line) => page.eol + line).join(''))];
}

function appendItem(page: Page, slot: Slot, list: SequenceNode, value: Json): readonly Splice[] {
  const last = list.items.at(-1);
  if (list.flow) {
    const written = renderFlow(value, isJson(page, slot));
    if (last === undefined) return [insertion(list.start + 1, written)];
    return [insertion(last.value.end, flowSeparator(page, last.start) + written)];
  }
  const style = styleAt(page, list.start);
  const { head, body } = renderUnderDash(value, style);
  const end = lineEndOf(page.text, last?.value.end ?? list.end);
  return [
    insertion(end, [`${' '.repeat(style.column)}- ${head}`, ...body].map((line) => page.eol + line).join('')),
  ];
}

function removeNode(page: Page, slot: Slot): readonly Splice[] {
  if (slot.parent === undefined) return [];
  const { slot: holder, index } = slot.parent;
  const { node } = holder;
  if (node.type !== 'map' && node.type !== 'sequence') return [];
  const parts =
    node.type === 'map'
      ? node.entries.map((entry) => ({ start: entry.key.propertiesStart, end: entry.value.end }))
      : node.items.map((item) => ({ start: item.start, end: item.value.end }));
  const part = parts[index];
  if (part === undefined) return [];
  if (parts.length === 1) return replaceNode(page, holder, node.type === 'map' ? {} : []);
  if (node.flow) {
    const next = parts[index + 1];
    const previous = parts[index - 1];
    if (next !== undefined) return [{ start: part.start, end: next.start, text: '' }];
    return [{ start: previous?.end ?? part.start, end: part.end, text: '' }];
  }
  return [removeLines(page, part)];
}

/** With its line end; behind a dash what follows moves up to it. */
function removeLines({ text, lines }: Page, part: { readonly start: number; readonly end: number }): Splice {
  const lineStart = lines.lineStart(part.start);
  const end = lineEndOf(text, part.end);
  const next = end + (/^(?:\r\n?|\n)/.exec(text.slice(end, end + 2))?.[0].length ?? 0);
  if (text.slice(lineStart, part.start).trim() === '') return { start: lineStart, end: next, text: '' };
  const blank = /^\s*/.exec(text.slice(next))?.[0].length ?? 0;
  return { start: part.start, end: next + blank, text: '' };
}

function render(page: Page, slot: Slot, value: Json): Rendered {
  const { parent } = slot;
  if (parent === undefined) {
    if (isBlockCollection(value)) return { head: '', body: [] };
    return renderUnderKey(value, styleAt(page, slot.node.start));
  }
  const holder = parent.slot.node;
  const style = styleAt(page, holder.start);
  return holder.type === 'sequence' ? renderUnderDash(value, style) : renderUnderKey(value, style);
}

/** Column, from 0, of the key or dash that a node hangs on. */
function columnOf(page: Page, slot: Slot): number {
  return slot.parent === undefined ? -1 : page.lines.position(slot.parent.slot.node.start).column - 1;
}

function isBlock(node: YamlNode): boolean {
  return (node.type === 'map' || node.type === 'sequence') && !node.flow;
}

function isFlow(node: YamlNode): boolean {
  return (node.type === 'map' || node.type === 'sequence') && node.flow;
}

function isInFlow(slot: Slot): boolean {
  return slot.parent !== undefined && isFlow(slot.parent.slot.node);
}

function isUnwritten(node: YamlNode): boolean {
  return node.type === 'scalar' && node.empty;
}

/** What leads to a value in braces that has none yet: `{a}`, `{a:}` and `{a: }`. */
function introduce({ text }: Page, introEnd: number, at: number): string {
  if (text[introEnd - 1] !== ':') return ': ';
  return at > introEnd && /\s/.test(text[at - 1] ?? '') ? '' : ' ';
}

/** JSON stays JSON: every key in double quotes. */
function isJson(page: Page, slot: Slot): boolean {
  let top = slot;
  while (top.parent !== undefined) top = top.parent.slot;
  const { node } = top;
  if (!isFlow(node)) return false;
  const first = node.type === 'map' ? node.entries[0]?.key : undefined;
  return first !== undefined && page.text[first.start] === '"';
}

function insertion(at: number, text: string): Splice {
  return { start: at, end: at, text };
}
