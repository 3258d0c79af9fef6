import type { Paint, Style } from '../../report/colour.ts';
import { fold } from '../../report/fold.ts';
import { padEnd, textWidth } from '../../report/text-width.ts';

/** What a side did, and how bad that was. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

/** Two tellings side by side, with a time before them; below each other where the terminal is narrow. */
export interface TwoColumns {
  /** Who is who; nothing where the sides stand below each other, each with its name. */
  heads(): string;
  /** What happens to both. */
  event(time: string, text: string): string;
  row(left: Cell, right: Cell): string;
}

/** `03:04  `. */
const MARGIN = 7;
const GAP = 3;
const NARROW = 64;

export function twoColumns(
  columns: number,
  paint: Paint,
  names: { readonly left: string; readonly right: string },
): TwoColumns {
  const isNarrow = columns < NARROW;
  const width = isNarrow ? columns - MARGIN : Math.floor((columns - MARGIN - GAP) / 2);
  const indent = ' '.repeat(MARGIN);
  const painted = ({ style }: Cell, text: string): string =>
    style === undefined ? text : paint(style, text);

  function sideBySide(left: Cell, right: Cell): string {
    const [lefts, rights] = [foldFlat(left.text, width), foldFlat(right.text, width)];
    const rows = Array.from({ length: Math.max(lefts.length, rights.length) }, (_, index) => {
      const [one = '', other = ''] = [lefts[index], rights[index]];
      const gap = other === '' ? '' : ' '.repeat(width - textWidth(one) + GAP);
      return `${indent}${painted(left, one)}${gap}${painted(right, other)}\n`;
    });
    return rows.join('');
  }

  function stacked(left: Cell, right: Cell): string {
    const side = (name: string, cell: Cell): readonly string[] =>
      foldFlat(`${name}: ${cell.text.trim()}`, width).map((line) => `${indent}${painted(cell, line)}\n`);
    return [...side(names.left, left), ...side(names.right, right)].join('');
  }

  return {
    heads: () =>
      isNarrow
        ? ''
        : `\n${sideBySide({ text: names.left, style: 'note' }, { text: names.right, style: 'note' })}`,
    event: (time, text) => {
      const lines = foldFlat(text, columns - MARGIN).map(
        (line, index) => `${index === 0 ? padEnd(time, MARGIN) : indent}${paint('strong', line)}\n`,
      );
      return `\n${lines.join('')}`;
    },
    row: isNarrow ? stacked : sideBySide,
  };
}

/** Continuations are not indented: the column is. */
function foldFlat(text: string, columns: number): readonly string[] {
  return fold(text, columns, '').map((line, index) => (index === 0 ? line : line.trimStart()));
}
