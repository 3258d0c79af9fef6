import type { Paint, Style } from '../../report/colour.ts';
import { fold } from '../../report/fold.ts';
import { padEnd } from '../../report/text-width.ts';

/** What a side did, and how bad that was. */
export interface Cell {
  readonly text: string;
  readonly style?: Style;
}

/** Two tellings side by side, with a time before them; below each other where the terminal is narrow. */
export interface TwoColumns {
  heads(left: string, right: string): string;
  /** What happens to both. */
  event(time: string, text: string): string;
  row(left: Cell, right: Cell): string;
}

/** `03:04  `. */
const MARGIN = 7;
const GAP = 3;
const NARROW = 64;

export function twoColumns(columns: number, paint: Paint): TwoColumns {
  const isNarrow = columns < NARROW;
  const width = isNarrow ? columns - MARGIN : Math.floor((columns - MARGIN - GAP) / 2);
  const names = { left: '', right: '' };
  const painted = ({ text, style }: Cell): string => (style === undefined ? text : paint(style, text));
  const lines = (cell: Cell): readonly Cell[] =>
    fold(cell.text, width, '').map((text, index) => ({
      ...cell,
      text: index === 0 ? text : text.trimStart(),
    }));

  function sideBySide(left: Cell, right: Cell): string {
    const [lefts, rights] = [lines(left), lines(right)];
    const rows = Array.from({ length: Math.max(lefts.length, rights.length) }, (_, index) => {
      const one = lefts[index] ?? { text: '' };
      const other = rights[index];
      const padding = ' '.repeat(width - one.text.length + GAP);
      return `${' '.repeat(MARGIN)}${painted(one)}${other === undefined ? '' : `${padding}${painted(other)}`}`;
    });
    return `${rows.map((row) => row.trimEnd()).join('\n')}\n`;
  }

  function stacked(left: Cell, right: Cell): string {
    return [
      [names.left, left],
      [names.right, right],
    ]
      .flatMap(([name, cell]) => {
        const all = lines({ ...(cell as Cell), text: `${name}: ${(cell as Cell).text.trim()}` });
        return all.map((line) => `${' '.repeat(MARGIN)}${painted(line)}\n`);
      })
      .join('');
  }

  return {
    heads: (left, right) => {
      Object.assign(names, { left, right });
      return isNarrow ? '' : `\n${sideBySide({ text: left, style: 'note' }, { text: right, style: 'note' })}`;
    },
    event: (time, text) => {
      const [first = '', ...more] = fold(text, columns - MARGIN, '').map((line) => line.trimStart());
      const rest = more.map((line) => `${' '.repeat(MARGIN)}${paint('strong', line)}\n`);
      return `\n${padEnd(time, MARGIN)}${paint('strong', first)}\n${rest.join('')}`;
    },
    row: isNarrow ? stacked : sideBySide,
  };
}
