import { STRIP_CHOMPING, scalarStyle, scalarText, type YamlScalar } from './yaml-library.ts';

/** Where character `offset` of a scalar's decoded text is written: an offset in `text`. */
export function offsetInScalar(text: string, scalar: YamlScalar, offset: number): number {
  if (scalar.style === scalarStyle.literal) return placeInLiteral(text, scalar, offset, false);
  if (scalar.fast) return Math.min(scalar.valueStart + offset, scalar.valueEnd);
  return offsetByDecoding(text, scalar, offset);
}

/**
 * Line by line: what is decoded is what is written, less the indentation; with `atMargin` the start of a line is where
 * its indentation starts.
 */
export function placeInLiteral(text: string, scalar: YamlScalar, offset: number, atMargin: boolean): number {
  const lines = linesOf(text, scalar);
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle]?.decoded ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const line = lines[low];
  if (line === undefined) return scalar.valueEnd;
  const rest = offset - line.decoded;
  if (atMargin && rest === 0) return line.start;
  return rest <= line.length ? line.start + line.indent + rest : scalar.valueEnd;
}

interface LiteralLine {
  /** Where it starts in the text, and in what is decoded. */
  readonly start: number;
  readonly decoded: number;
  readonly indent: number;
  /** Without indentation and line end. */
  readonly length: number;
}

/** Asked for every finding inside Ramen's configuration, which may be one scalar of thousands of lines. */
const knownLines = new WeakMap<YamlScalar, readonly LiteralLine[]>();

function linesOf(text: string, scalar: YamlScalar): readonly LiteralLine[] {
  const known = knownLines.get(scalar);
  if (known !== undefined) return known;
  const lines: LiteralLine[] = [];
  let start = scalar.valueStart;
  let decoded = 0;
  for (const { 0: line } of text
    .slice(scalar.valueStart, scalar.valueEnd)
    .matchAll(/[^\r\n]*(?:\r\n|\r|\n|$)/g)) {
    if (line === '') continue;
    const content = line.replace(/[\r\n]+$/, '');
    const indent = Math.min(Math.max(scalar.indent, 0), content.length);
    const length = content.length - indent;
    lines.push({ start, decoded, indent, length });
    decoded += length + 1;
    start += line.length;
  }
  knownLines.set(scalar, lines);
  return lines;
}

/** Decoding again and again costs the square of the length; nobody writes so much between quotes by hand. */
const MOST_DECODED = 64 * 1024;

/** Escapes and folds: the shortest written prefix that decodes to more than `offset` characters ends behind it. */
function offsetByDecoding(text: string, scalar: YamlScalar, offset: number): number {
  if (scalar.valueEnd - scalar.valueStart > MOST_DECODED) return scalar.valueStart;
  const decodedLength = (end: number): number =>
    scalarText(text, { ...scalar, valueEnd: end, chomping: STRIP_CHOMPING }).length;
  let low = scalar.valueStart;
  let high = scalar.valueEnd;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (decodedLength(middle) > offset) high = middle;
    else low = middle + 1;
  }
  return Math.max(scalar.valueStart, low - 1);
}
