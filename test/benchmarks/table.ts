import { type Measurement, median } from './measure.ts';

/** Medians of one command's runs. */
export interface Row {
  readonly name: string;
  readonly runs: readonly Measurement[];
  readonly more?: readonly string[];
}

/** Markdown. Every row is compared with the first one. */
export function renderTable(rows: readonly Row[], more: readonly string[] = []): string {
  const [first] = rows;
  const base = first === undefined ? Number.NaN : wallOf(first);
  const head = ['', 'wall', 'fastest', 'ratio', 'CPU', 'peak memory', ...more];
  const lines = rows.map((row) => [
    row.name,
    seconds(wallOf(row)),
    seconds(Math.min(...row.runs.map(({ wallMs }) => wallMs))),
    `${(wallOf(row) / base).toFixed(1)}×`,
    optional(row, 'cpuMs', seconds),
    optional(row, 'peakMib', (mib) => `${mib.toFixed(0)} MiB`),
    ...(row.more ?? more.map(() => '')),
  ]);
  const separator = head.map((_, column) => (column === 0 ? '---' : '---:'));
  return [head, separator, ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function wallOf(row: Row): number {
  return median(row.runs.map(({ wallMs }) => wallMs));
}

function optional(row: Row, field: 'cpuMs' | 'peakMib', render: (value: number) => string): string {
  const values = row.runs.flatMap((run) => run[field] ?? []);
  return values.length === 0 ? '–' : render(median(values));
}

function seconds(ms: number): string {
  return ms < 1000 ? `${ms.toFixed(0)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
