import { compareText } from '../../model/finding.ts';
import type { MetricDefinition } from './definitions.ts';
import type { Family } from './exposition.ts';

/** Counts up, by label values. */
export class Counter {
  readonly #definition: MetricDefinition;
  readonly #values = new Map<string, { readonly labels: readonly string[]; value: number }>();

  constructor(definition: MetricDefinition) {
    this.#definition = definition;
  }

  add(labels: readonly string[]): void {
    const key = keyOf(labels);
    const known = this.#values.get(key);
    if (known === undefined) this.#values.set(key, { labels, value: 1 });
    else known.value += 1;
  }

  forget(isGone: (labels: readonly string[]) => boolean): void {
    for (const [key, { labels }] of this.#values) if (isGone(labels)) this.#values.delete(key);
  }

  family(): Family {
    return { definition: this.#definition, samples: sorted(this.#values) };
  }
}

/** Sorts values into buckets, by label values. */
export class Histogram {
  readonly #definition: MetricDefinition;
  readonly #buckets: readonly number[];
  readonly #values = new Map<
    string,
    { readonly labels: readonly string[]; readonly counts: number[]; sum: number }
  >();

  constructor(definition: MetricDefinition) {
    this.#definition = definition;
    this.#buckets = definition.buckets ?? [];
  }

  observe(labels: readonly string[], value: number): void {
    const key = keyOf(labels);
    let known = this.#values.get(key);
    if (known === undefined) {
      known = { labels, counts: Array.from({ length: this.#buckets.length + 1 }, () => 0), sum: 0 };
      this.#values.set(key, known);
    }
    const found = this.#buckets.findIndex((bound) => value <= bound);
    const index = found < 0 ? this.#buckets.length : found;
    known.counts[index] = (known.counts[index] ?? 0) + 1;
    known.sum += value;
  }

  forget(isGone: (labels: readonly string[]) => boolean): void {
    for (const [key, { labels }] of this.#values) if (isGone(labels)) this.#values.delete(key);
  }

  family(): Family {
    return { definition: this.#definition, histograms: sorted(this.#values) };
  }
}

function keyOf(labels: readonly string[]): string {
  return JSON.stringify(labels);
}

function sorted<T>(values: ReadonlyMap<string, T>): readonly T[] {
  return [...values].sort(([a], [b]) => compareText(a, b)).map(([, value]) => value);
}
