import type { Json, JsonObject } from '../../src/model/json.ts';
import { isObject } from '../../src/model/json.ts';
import { type Chance, sample } from './chance.ts';
import { builtInMutations } from './mutations/built-in.ts';
import { metadataMutations } from './mutations/metadata.ts';
import type { Mutation } from './mutations/mutation.ts';
import { structureMutations } from './mutations/structure.ts';
import { valueMutations } from './mutations/values.ts';
import { toText } from './raw-text.ts';
import { grow, type Subject, validObject } from './subject.ts';

/** An object that both judges are asked about. */
export interface Mutant {
  readonly subject: Subject;
  /** The class of its mistake. */
  readonly row: string;
  /** JSON: the server's reading of a number is not JavaScript's. */
  readonly text: string;
}

export interface WeightedSubject {
  readonly subject: Subject;
  readonly weight: number;
}

const mutations = [...structureMutations, ...valueMutations, ...metadataMutations, ...builtInMutations];

/** Rows of the table, in its order. */
export const rows: readonly string[] = [
  'no mistake',
  'whatever the schema allows',
  ...mutations.map(({ name }) => name),
  'two mistakes',
];

export function mutants(
  subjects: readonly WeightedSubject[],
  seed: number,
  count: number,
): readonly Mutant[] {
  return sample((chance) => mutant(chance, subjects), seed, count);
}

function mutant(chance: Chance, subjects: readonly WeightedSubject[]): Mutant {
  const { subject } = weighted(chance, subjects);
  if (chance.often(3))
    return { subject, row: 'whatever the schema allows', text: toText(grow(chance, subject)) };
  const object = validObject(chance, subject);
  if (chance.often(3)) return { subject, row: 'no mistake', text: toText(object) };
  const first = mutate(chance, object, subject);
  if (!chance.often(15) || !isObject(first.value))
    return { subject, row: first.row, text: toText(first.value) };
  return { subject, row: 'two mistakes', text: toText(mutate(chance, first.value, subject).value) };
}

function mutate(
  chance: Chance,
  object: JsonObject,
  subject: Subject,
): { readonly row: string; readonly value: Json } {
  for (;;) {
    const mutation = weighted(chance, fitting(subject));
    const value = mutation.apply(chance, object, subject);
    if (value !== undefined) return { row: mutation.name, value };
  }
}

/** Those of built-in kinds only where they fit: most draws would be for nothing. */
function fitting(subject: Subject): readonly Mutation[] {
  const general = mutations.slice(0, -builtInMutations.length);
  const own = builtInMutations.filter(({ name }) => name === `built-in: ${subject.kind}`);
  return [...general, ...own];
}

function weighted<T extends { readonly weight: number }>(chance: Chance, list: readonly T[]): T {
  const total = list.reduce((sum, { weight }) => sum + weight, 0);
  let left = (chance.below(1_000_000) / 1_000_000) * total;
  const found = list.find(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  const last = found ?? list.at(-1);
  if (last === undefined) throw new Error('nothing to choose from');
  return last;
}
