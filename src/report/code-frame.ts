import type { Location } from '../model/source.ts';
import type { Paint, Style } from './colour.ts';
import { fold } from './fold.ts';
import { printable } from './printable.ts';
import { clip, sliceColumns, textWidth } from './text-width.ts';

export interface Frame {
  readonly location: Location;
  /** Of the file, from `sourceLines`. */
  readonly lines: readonly string[];
  /** Stands behind the carets. */
  readonly label: string;
  readonly mark: '^' | '-';
  readonly style: Style;
  /** Lines shown before the marked one. */
  readonly before: number;
}

/** Columns of source that are shown where there is room for more. */
const MOST_COLUMNS = 160;
const FEWEST_COLUMNS = 20;

/** The lines of a text, as places count them. */
export function sourceLines(text: string): readonly string[] {
  return text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
}

/** Width of the line numbers that all frames of one finding share. */
export function gutterOf(locations: readonly Location[]): number {
  return Math.max(1, ...locations.map(({ line }) => String(line).length));
}

/** The lines under `--> file:line:column`, rustc's shape. A line that is too long is shown around its mark. */
export function renderFrame(
  frame: Frame,
  gutter: number,
  options: { readonly paint: Paint; readonly columns?: number },
): readonly string[] {
  const { paint, columns } = options;
  const room = Math.max(FEWEST_COLUMNS, Math.min(MOST_COLUMNS, (columns ?? MOST_COLUMNS) - gutter - 3));
  const { lines, location } = frame;
  const bar = paint('dim', `${' '.repeat(gutter)} |`);
  const numbered = (number: number, source: string): string =>
    `${paint('dim', `${String(number).padStart(gutter)} |`)} ${source}`.trimEnd();
  const rows: string[] = [bar];
  for (let number = Math.max(1, location.line - frame.before); number < location.line; number++) {
    rows.push(numbered(number, clip(visible(lines[number - 1] ?? ''), room)));
  }
  const line = lines[location.line - 1] ?? '';
  const { source, indent, length } = crop(visible(line), extent(location, line), room);
  rows.push(numbered(location.line, source));
  for (const row of marks(frame, indent, length, room)) rows.push(`${bar} ${row(paint)}`);
  return rows;
}

/** The carets, with the label behind them, or below where there is no room. */
function marks(
  { mark, label, style }: Frame,
  indent: number,
  length: number,
  room: number,
): readonly ((paint: Paint) => string)[] {
  const row =
    (start: number, text: string) =>
    (paint: Paint): string =>
      `${' '.repeat(start)}${paint(style, text)}`;
  const carets = mark.repeat(length);
  const text = printable(label);
  if (text === '') return [row(indent, carets)];
  const width = textWidth(text);
  if (indent + length + 1 + width <= room) return [row(indent, `${carets} ${text}`)];
  const start = Math.max(0, Math.min(indent, room - width));
  return [row(indent, carets), ...fold(text, room - start, '').map((part) => row(start, part))];
}

interface Extent {
  readonly indent: number;
  readonly length: number;
}

/** Where the carets stand, in columns of the terminal; a place of several lines is marked to the end of its first. */
function extent(location: Location, line: string): Extent {
  const start = location.column - 1;
  const end = location.endLine > location.line ? line.trimEnd().length : location.endColumn - 1;
  const indent = textWidth(visible(line.slice(0, start)));
  return { indent, length: Math.max(1, textWidth(visible(line.slice(0, end))) - indent) };
}

/** As much of the line as there is room for, with the marked place in it. */
function crop(
  source: string,
  { indent, length }: Extent,
  room: number,
): Extent & { readonly source: string } {
  const width = textWidth(source);
  const end = Math.min(indent + length, Math.max(width, indent + 1));
  if (width <= room) return { source, indent, length: Math.min(length, Math.max(1, room - indent)) };
  if (end < room) return { source: clip(source, room), indent, length };
  // What is left of the place says what it is: a key, its indentation.
  const fits = end - indent + 6 <= room;
  const before = fits ? Math.min(Math.floor(room / 2), room - (end - indent) - 2) : Math.floor(room / 2);
  const from = Math.max(0, Math.min(indent - before, width + 1 - room));
  if (from === 0) return { source: clip(source, room), indent, length: Math.min(length, room - indent) };
  const isCutBehind = from + room < width;
  const shown = sliceColumns(source, from + 1, from + room - (isCutBehind ? 1 : 0));
  const start = indent - from;
  return {
    source: `…${shown}${isCutBehind ? '…' : ''}`,
    indent: start,
    length: Math.max(1, Math.min(length, room - start)),
  };
}

/** Tabs become two blanks each, wherever they stand: the same for the line and for the caret under it. */
function visible(text: string): string {
  return printable(text.replaceAll('\t', '  '));
}
