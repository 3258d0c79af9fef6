/** A piece of a story on a terminal. */
export interface Beat {
  readonly kind: 'scene' | 'words' | 'command' | 'output';
  readonly text: string;
}

/**
 * A recording in asciicast v2 (https://docs.asciinema.org/manual/asciicast/v2/). Its time is the pace of somebody who
 * types and reads, not that of the machine: the same story is the same recording.
 */
export function renderAsciicast(
  title: string,
  size: { readonly columns: number; readonly rows: number },
  beats: readonly Beat[],
): string {
  const header = {
    version: 2,
    width: size.columns,
    height: size.rows,
    title,
    env: { TERM: 'xterm-256color' },
  };
  const lines = [JSON.stringify(header)];
  let milliseconds = 0;
  for (const { kind, text } of beats) {
    const { before, each, after } = paces[kind];
    milliseconds += before;
    const pieces = piecesOf(kind, text);
    for (const piece of pieces) {
      lines.push(JSON.stringify([milliseconds / 1000, 'o', piece.replaceAll('\n', '\r\n')]));
      milliseconds += each;
    }
    milliseconds += Math.min(LONGEST, after * pieces.length);
  }
  return `${lines.join('\n')}\n`;
}

interface Pace {
  readonly before: number;
  /** Between two pieces. */
  readonly each: number;
  /** To read a piece. */
  readonly after: number;
}

const LONGEST = 4000;

const paces: Readonly<Record<Beat['kind'], Pace>> = {
  scene: { before: 1200, each: 0, after: 600 },
  words: { before: 300, each: 0, after: 900 },
  command: { before: 600, each: 120, after: 0 },
  output: { before: 200, each: 30, after: 130 },
};

/** Commands are typed word by word; the rest comes line by line. */
function piecesOf(kind: Beat['kind'], text: string): readonly string[] {
  return (
    text.match(kind === 'command' ? /\S*\s*/g : /[^\n]*\n|[^\n]+/g)?.filter((piece) => piece !== '') ?? []
  );
}
