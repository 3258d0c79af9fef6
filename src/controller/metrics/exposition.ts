import type { MetricDefinition } from './definitions.ts';

/** One series of a family: label values in the definition's order. */
export interface Sample {
  readonly labels: readonly string[];
  readonly value: number;
}

export interface HistogramSample {
  readonly labels: readonly string[];
  /** How many values each bucket of the definition took, none of them twice; the last is what no bucket took. */
  readonly counts: readonly number[];
  readonly sum: number;
}

export type Family =
  | { readonly definition: MetricDefinition; readonly samples: readonly Sample[] }
  | { readonly definition: MetricDefinition; readonly histograms: readonly HistogramSample[] };

export const OPENMETRICS_TYPE = 'application/openmetrics-text; version=1.0.0; charset=utf-8';

/** OpenMetrics 1.0 text. Families without a series are left out. */
export function renderOpenMetrics(families: readonly Family[]): string {
  return `${families.map(renderFamily).join('')}# EOF\n`;
}

function renderFamily(family: Family): string {
  const { definition } = family;
  const { name, type, unit, help } = definition;
  const lines =
    'samples' in family
      ? family.samples.map(({ labels, value }) =>
          line(`${name}${suffixes[type]}`, labelsOf(definition, labels), value),
        )
      : family.histograms.flatMap((sample) => histogramLines(definition, sample));
  if (lines.length === 0) return '';
  const unitLine = unit === undefined ? '' : `# UNIT ${name} ${unit}\n`;
  return `# TYPE ${name} ${type}\n${unitLine}# HELP ${name} ${escaped(help)}\n${lines.join('')}`;
}

const suffixes = { gauge: '', counter: '_total', info: '_info', histogram: '' } as const;

function histogramLines(
  definition: MetricDefinition,
  { labels, counts, sum }: HistogramSample,
): readonly string[] {
  const { name, buckets = [] } = definition;
  const own = labelsOf(definition, labels);
  let total = 0;
  const lines = counts.map((count, index) => {
    total += count;
    const bound = buckets[index];
    const le = bound === undefined ? '+Inf' : canonical(bound);
    return line(`${name}_bucket`, [...own, ['le', le]], total);
  });
  return [...lines, line(`${name}_count`, own, total), line(`${name}_sum`, own, sum)];
}

type Label = readonly [name: string, value: string];

function labelsOf({ labels }: MetricDefinition, values: readonly string[]): readonly Label[] {
  return labels.map((label, index) => [label, values[index] ?? '']);
}

function line(name: string, labels: readonly Label[], value: number): string {
  const inner = labels.map(([label, text]) => `${label}="${escaped(text)}"`).join(',');
  return `${name}${inner === '' ? '' : `{${inner}}`} ${value}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll('"', '\\"');
}

/** As the standard writes bounds, so that they are the same label everywhere: 1.0, not 1. */
function canonical(bound: number): string {
  return Number.isInteger(bound) ? `${bound}.0` : String(bound);
}
