import type { Location } from '../model/source.ts';
import type { Paint, Style } from './colour.ts';
import { printable } from './printable.ts';
import { clip, textWidth } from './text-width.ts';

export interface Frame {
  readonly location: Location;
  readonly text: string;
  /** Stands behind the carets. */
  readonly label: string;
  readonly mark: '^' | '-';
  readonly style: Style;
  /** Lines shown before the marked one. */
  readonly before: number;
}

/** Columns of source that are shown; a longer line is cut. */
const MAX_COLUMNS = 160;

/** Width of the line numbers that all frames of one finding share. */
export function gutterOf(frames: readonly Frame[]): number {
  return Math.max(1, ...frames.map(({ location }) => String(location.line).length));
}

/** The lines under `--> file:line:column`, rustc's shape. */
export function renderFrame(frame: Frame, gutter: number, paint: Paint): readonly string[] {
  const lines = frame.text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/);
  const bar = paint('dim', `${' '.repeat(gutter)} |`);
  const { line } = frame.location;
  const rows: string[] = [bar];
  for (let number = Math.max(1, line - frame.before); number <= line; number++) {
    const source = clip(visible(lines[number - 1] ?? ''), MAX_COLUMNS);
    rows.push(`${paint('dim', `${String(number).padStart(gutter)} |`)} ${source}`.trimEnd());
  }
  const { indent, length } = extent(frame.location, lines[line - 1] ?? '');
  const label = frame.label === '' ? '' : ` ${printable(frame.label)}`;
  rows.push(`${bar} ${' '.repeat(indent)}${paint(frame.style, `${frame.mark.repeat(length)}${label}`)}`);
  return rows;
}

/** Where the carets stand, in columns of the terminal; a place of several lines is marked to the end of its first. */
function extent(location: Location, line: string): { readonly indent: number; readonly length: number } {
  const start = location.column - 1;
  const end = location.endLine > location.line ? line.trimEnd().length : location.endColumn - 1;
  const indent = textWidth(visible(line.slice(0, start)));
  if (indent >= MAX_COLUMNS) return { indent: MAX_COLUMNS, length: 1 };
  const length = textWidth(visible(line.slice(0, end))) - indent;
  return { indent, length: Math.max(1, Math.min(length, MAX_COLUMNS - indent)) };
}

/** Tabs become two blanks each, wherever they stand: the same for the line and for the caret under it. */
function visible(text: string): string {
  return printable(text.replaceAll('\t', '  '));
}
