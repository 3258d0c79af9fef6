import type { Location, SourceFile } from '../model/source.ts';
import { isBroken, splitDocuments } from './documents.ts';
import { buildLineIndex, type LineIndex } from './line-index.ts';
import { buildTree, resolveAlias, type YamlNode } from './tree.ts';
import { scalarStyle, scalarText, type YamlScalar } from './yaml-library.ts';

/** A comment `# ramen-sync-ignore <id>[,<id>]: why [until 2027-01-31]`. */
export interface Suppression {
  readonly ruleIds: readonly string[];
  readonly reason: string;
  /** Last day that it holds, as `2027-01-31`. */
  readonly until?: string;
  /** The comment itself. */
  readonly location: Location;
  /** Lines from 1, both included: the node that follows, or the line that the comment stands on. */
  readonly appliesTo: { readonly startLine: number; readonly endLine: number };
  /** What is wrong with the comment: it suppresses nothing then. */
  readonly problem?: string;
}

const marker = 'ramen-sync-ignore';

/**
 * In the order of the text. A comment on a line of its own covers the entry or item that follows, above the first key
 * of a document the whole document; a comment behind a value covers its line. Comments inside a block scalar, as in
 * RamenConfig, count in that text the same way; where it is no YAML they cover the next line that is no comment. Documents
 * that do not parse have none.
 */
export function parseSuppressions(file: SourceFile): readonly Suppression[] {
  if (!file.text.includes(marker)) return [];
  const lines = buildLineIndex(file.text);
  const documents = splitDocuments(file.text).flatMap((document) => {
    if (isBroken(document)) return [];
    const { base, text, events, index } = document;
    return [{ index, ...spansOf(text, buildTree(text, events), base) }];
  });
  const texts = documents.flatMap((document) => document.texts);
  const nextContent = contentFinder(file.text);
  const found: Suppression[] = [];
  for (const match of file.text.matchAll(/(?<=^|[ \t])#[ \t]*ramen-sync-ignore\b[^\r\n]*/gm)) {
    const start = match.index;
    const end = start + match[0].trimEnd().length;
    const before = lastBefore(texts, start);
    const text = before !== undefined && start < before.end ? before : undefined;
    if (text !== undefined && !text.isBlock) continue;
    const isAlone = file.text.slice(lines.lineStart(start), start).trim() === '';
    const next = isAlone ? nextContent(end) : start;
    const owner = lastBefore(documents, next) ?? documents[0];
    const span = isAlone ? (text?.spanAt ?? owner?.spanAt)?.(lines, next) : undefined;
    found.push({
      ...parseComment(match[0]),
      location: lines.location(file.path, owner?.index ?? 0, start, end),
      appliesTo: span ?? { startLine: lines.position(next).line, endLine: lines.position(next).line },
    });
  }
  return found;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

interface Spans {
  readonly start: number;
  readonly spanAt: SpanAt;
  /** Scalars, in the order of the text: a `#` in them is no comment, but for block scalars that hold YAML. */
  readonly texts: readonly TextSpan[];
}

/** The outermost entry or item that starts on the line; the first entry of a document stands for all of it. */
type SpanAt = (lines: LineIndex, offset: number) => Suppression['appliesTo'] | undefined;

interface TextSpan extends Span {
  readonly isBlock: boolean;
  /** Of a block: within its own text. */
  readonly spanAt?: SpanAt;
}

function spansOf(source: string, root: YamlNode, base: number): Spans {
  const entries: Span[] = [];
  const texts: TextSpan[] = [];
  const add = (node: YamlNode): void => {
    if (node.type === 'scalar') {
      const isBlock = node.scalar.style === scalarStyle.literal || node.scalar.style === scalarStyle.folded;
      // The header's own line may end in a real comment.
      const start = isBlock ? node.scalar.valueStart : node.start;
      if (node.empty) return;
      const within = isBlock ? { spanAt: spansInBlock(source, node.scalar, base) } : {};
      texts.push({ start: base + start, end: base + node.end, isBlock, ...within });
    }
    if (node.type === 'map') {
      for (const entry of node.entries) {
        entries.push({
          start: base + entry.key.propertiesStart,
          end: base + Math.max(entry.value.end, entry.colonEnd),
        });
        add(entry.key);
        add(entry.value);
      }
    }
    if (node.type !== 'sequence') return;
    for (const item of node.items) {
      entries.push({ start: base + item.start, end: base + item.value.end });
      add(item.value);
    }
  };
  if (resolveAlias(root)?.type === 'map') entries.push({ start: base + root.start, end: base + root.end });
  add(root);
  let byLine: Map<number, Span> | undefined;
  const spanAt: SpanAt = (lines, offset) => {
    if (byLine === undefined) {
      byLine = new Map();
      for (const entry of entries) {
        const { line } = lines.position(entry.start);
        if (!byLine.has(line)) byLine.set(line, entry);
      }
    }
    const span = byLine.get(lines.position(offset).line);
    return span && { startLine: lines.position(span.start).line, endLine: lines.position(span.end).line };
  };
  return { start: base + root.propertiesStart, spanAt, texts };
}

/** A literal block has a line for each line of its text: what covers lines there covers the same lines here. */
function spansInBlock(source: string, scalar: YamlScalar, base: number): SpanAt {
  let inner: { readonly lines: LineIndex; readonly spans: readonly Spans[] } | undefined;
  return (lines, offset) => {
    if (scalar.style !== scalarStyle.literal) return undefined;
    if (inner === undefined) {
      const text = scalarText(source, scalar);
      const spans = splitDocuments(text).flatMap((document) =>
        isBroken(document)
          ? []
          : [spansOf(document.text, buildTree(document.text, document.events), document.base)],
      );
      inner = { lines: buildLineIndex(text), spans };
    }
    const first = lines.position(base + scalar.valueStart).line - 1;
    const start = inner.lines.startOf(lines.position(offset).line - first);
    const owner = start === undefined ? undefined : lastBefore(inner.spans, start);
    const span = start === undefined ? undefined : (owner ?? inner.spans[0])?.spanAt(inner.lines, start);
    return span && { startLine: span.startLine + first, endLine: span.endLine + first };
  };
}

/** The last of a sorted list that starts at or before an offset. */
function lastBefore<T extends { readonly start: number }>(
  items: readonly T[],
  offset: number,
): T | undefined {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return items[low - 1];
}

/**
 * Where the next line begins that is neither blank nor a comment nor a document marker, seen from the end of a comment;
 * where there is none, the comment itself. To be asked in the order of the text: a thousand comments in a row look for
 * the same line.
 */
function contentFinder(text: string): (from: number) => number {
  let known = { from: -1, next: -1 };
  return (from) => {
    if (from > known.next || from < known.from) known = { from, next: contentAfter(text, from) };
    return known.next >= text.length ? from : known.next;
  };
}

function contentAfter(text: string, from: number): number {
  const line = /([^\r\n]*)(\r\n?|\n|$)/y;
  line.lastIndex = from;
  let match = line.exec(text);
  for (let start = line.lastIndex; match?.[2] !== ''; start = line.lastIndex) {
    match = line.exec(text);
    const content = match?.[1] ?? '';
    if (!/^(?:---)?[ \t]*(?:#[\s\S]*)?$/.test(content))
      return start + content.length - content.trimStart().length;
  }
  return text.length;
}

function parseComment(comment: string): Pick<Suppression, 'ruleIds' | 'reason' | 'until' | 'problem'> {
  const body = comment.slice(comment.indexOf(marker) + marker.length);
  const parts = /^[ \t]+([a-z0-9-]+(?:[ \t]*,[ \t]*[a-z0-9-]+)*)[ \t]*:(.*)$/.exec(body);
  const form = `write it as: # ${marker} <rule>: why`;
  if (parts === null) return { ruleIds: [], reason: '', problem: form };
  const ruleIds = (parts[1] ?? '').split(',').map((id) => id.trim());
  const dated = /^(.*?)[ \t,;(]*\buntil[ \t]+(\S+?)\)?$/.exec((parts[2] ?? '').trim());
  const reason = (dated?.[1] ?? parts[2] ?? '').trim();
  const until = dated?.[2];
  if (until !== undefined && !isDay(until))
    return { ruleIds, reason, problem: `"${until}" is no day such as 2027-01-31` };
  const end = until === undefined ? {} : { until };
  return reason === ''
    ? { ruleIds, reason, ...end, problem: `it gives no reason; ${form}` }
    : { ruleIds, reason, ...end };
}

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}
