import type { Location } from '../model/source.ts';

/** Turns offsets of one file into lines and columns; made once a file, and only when a place is asked for. */
export interface LineIndex {
  /** Line and column from 1, columns in UTF-16 units; a byte order mark has no column. */
  readonly position: (offset: number) => { readonly line: number; readonly column: number };
  /** Offset of the first character of the line that holds `offset`. */
  readonly lineStart: (offset: number) => number;
  /** Offset of the first character of a line; undefined behind the last one. */
  readonly startOf: (line: number) => number | undefined;
  readonly location: (file: string, document: number, start: number, end: number) => Location;
}

export function buildLineIndex(text: string): LineIndex {
  const starts = lineStarts(text);
  const lineOf = (offset: number): number => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return low;
  };
  const position = (offset: number): { line: number; column: number } => {
    const line = lineOf(offset);
    return { line: line + 1, column: Math.max(0, offset - (starts[line] ?? 0)) + 1 };
  };
  return {
    position,
    lineStart: (offset) => starts[lineOf(offset)] ?? 0,
    startOf: (line) => starts[line - 1],
    location: (file, document, start, end) => {
      const from = position(start);
      const to = position(Math.max(start, end));
      return { file, document, line: from.line, column: from.column, endLine: to.line, endColumn: to.column };
    },
  };
}

function lineStarts(text: string): readonly number[] {
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  return starts;
}
