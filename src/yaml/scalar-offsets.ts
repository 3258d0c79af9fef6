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
  const written = text.slice(scalar.valueStart, scalar.valueEnd);
  let start = scalar.valueStart;
  let rest = offset;
  for (const line of written.split(/(?<=\r\n|\n|\r(?!\n))/)) {
    const content = line.replace(/[\r\n]+$/, '');
    const indent = Math.min(Math.max(scalar.indent, 0), content.length);
    const length = content.length - indent;
    if (atMargin && rest === 0) return start;
    if (rest <= length) return start + indent + rest;
    rest -= length + 1;
    start += line.length;
  }
  return scalar.valueEnd;
}

/** Escapes and folds: the shortest written prefix that decodes to more than `offset` characters ends behind it. */
function offsetByDecoding(text: string, scalar: YamlScalar, offset: number): number {
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
