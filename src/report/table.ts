import { padEnd, textWidth } from './text-width.ts';

/** A cell, or a cell whose look adds characters that take no room. */
export type Cell = string | { readonly text: string; readonly painted: string };

/** Columns as wide as their widest cell, two blanks between, no blanks at the end of lines. */
export function renderTable(rows: readonly (readonly Cell[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, textWidth(plainText(cell)));
    }
  }
  return rows.map((row) => `${renderRow(row, widths)}\n`).join('');
}

function renderRow(row: readonly Cell[], widths: readonly number[]): string {
  return row
    .map((cell, column) => {
      const text = plainText(cell);
      const padding = padEnd(text, widths[column] ?? 0).slice(text.length);
      return `${typeof cell === 'string' ? cell : cell.painted}${padding}`;
    })
    .join('  ')
    .trimEnd();
}

function plainText(cell: Cell): string {
  return typeof cell === 'string' ? cell : cell.text;
}
