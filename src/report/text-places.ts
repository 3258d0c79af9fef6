interface TextRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/** Lines and columns of one text, as locations count them. */
export interface TextPlaces {
  /** Of UTF-16 offsets, the end exclusive. */
  readonly range: (start: number, end: number) => TextRange;
}

export function textPlaces(text: string): TextPlaces {
  // A byte order mark has no column.
  const starts = [text.charCodeAt(0) === 0xfeff ? 1 : 0];
  for (const match of text.matchAll(/\r\n?|\n/g)) starts.push(match.index + match[0].length);
  const place = (offset: number): readonly [number, number] => {
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return [low + 1, Math.max(0, offset - (starts[low] ?? 0)) + 1];
  };
  return {
    range: (start, end) => {
      const [line, column] = place(start);
      const [endLine, endColumn] = place(end);
      return { line, column, endLine, endColumn };
    },
  };
}
