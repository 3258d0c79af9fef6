import { isArray, isObject, type Json } from '../../../src/model/json.ts';
import type { Chance } from '../chance.ts';
import { keyAgain, rawNumber } from '../raw-text.ts';
import { drop, put, sitesOf } from '../tree.ts';
import { type Mutation, pickSite } from './mutation.ts';

/** What has the wrong shape: types, nulls, fields that are missing or unknown. */
export const structureMutations: readonly Mutation[] = [
  {
    name: 'wrong type',
    weight: 12,
    apply: (chance, object, subject) => {
      const site = pickSite(chance, object, subject, () => true);
      return site === undefined ? undefined : put(object, site.path, anyValue(chance));
    },
  },
  {
    name: 'null',
    weight: 7,
    apply: (chance, object, subject) => {
      const site = pickSite(chance, object, subject, () => true);
      return site === undefined ? undefined : put(object, site.path, null);
    },
  },
  {
    name: 'field missing',
    weight: 8,
    apply: (chance, object, subject) => {
      const required = pickSite(chance, object, subject, (site) => site.required);
      const site =
        required ?? pickSite(chance, object, subject, ({ path }) => typeof path.at(-1) === 'string');
      return site === undefined ? undefined : drop(object, site.path);
    },
  },
  {
    name: 'unknown field',
    weight: 7,
    apply: (chance, object, subject) => {
      const site = chance.pick(sitesOf(object, subject.schema).filter(({ value }) => isObject(value)));
      const key = chance.pick(unknownKeys) ?? 'zzz';
      return site === undefined ? undefined : put(object, [...site.path, key], anyValue(chance));
    },
  },
  {
    name: 'misspelt field',
    weight: 6,
    apply: (chance, object, subject) => {
      const site = pickSite(chance, object, subject, ({ path }) => typeof path.at(-1) === 'string');
      if (site === undefined) return undefined;
      const key = misspell(chance, String(site.path.at(-1)));
      return put(drop(object, site.path), [...site.path.slice(0, -1), key], site.value);
    },
  },
  {
    name: 'field twice',
    weight: 4,
    apply: (chance, object, subject) => {
      const site = pickSite(chance, object, subject, ({ path }) => typeof path.at(-1) === 'string');
      if (site === undefined) return undefined;
      const key = keyAgain(String(site.path.at(-1)));
      return put(object, [...site.path.slice(0, -1), key], chance.often(50) ? site.value : anyValue(chance));
    },
  },
  {
    name: 'empty value',
    weight: 5,
    apply: (chance, object, subject) => {
      const site = pickSite(chance, object, subject, () => true);
      const { value } = site ?? { value: null };
      const empty = isObject(value) ? {} : isArray(value) ? [] : '';
      return site === undefined ? undefined : put(object, site.path, empty);
    },
  },
  {
    name: 'deep or strange value',
    weight: 2,
    apply: (chance, object, subject) => {
      const site = pickSite(chance, object, subject, () => true);
      return site === undefined ? undefined : put(object, site.path, chance.pick(strange()) ?? null);
    },
  },
  {
    name: 'status',
    weight: 3,
    apply: (chance, object, subject) => {
      const value = chance.pick<Json>([
        {},
        null,
        [],
        'x',
        { conditions: [] },
        { zzz: 1 },
        { conditions: [{}] },
      ]);
      return subject.schema.properties?.status === undefined && chance.often(80)
        ? undefined
        : { ...object, status: value ?? null };
    },
  },
];

const unknownKeys = [
  'zzz',
  'spec',
  'name',
  'Name',
  '',
  'a.b',
  'a b',
  'ü',
  '__proto__',
  'constructor',
  'metadata',
  'x'.repeat(70),
];

function anyValue(chance: Chance): Json {
  const values: readonly Json[] = [
    'x',
    '',
    '5',
    0,
    7,
    -1,
    1.5,
    true,
    false,
    null,
    [],
    ['x'],
    [1],
    {},
    { a: 'b' },
    { a: 1 },
  ];
  return chance.pick(values) ?? null;
}

function misspell(chance: Chance, key: string): string {
  const at = chance.below(key.length);
  const spellings = [
    key.toUpperCase(),
    key.toLowerCase(),
    key.slice(0, 1).toUpperCase() + key.slice(1),
    key.slice(0, at) + key.slice(at + 1),
    `${key.slice(0, at)}${key.slice(at, at + 1)}${key.slice(at)}`,
    `${key}s`,
    ` ${key}`,
  ];
  return chance.pick(spellings) ?? key;
}

function strange(): readonly Json[] {
  return [
    nested(40, 'list'),
    nested(40, 'map'),
    '\u0000',
    '\u2028é漢字🚀',
    '\ud83d',
    'x'.repeat(5000),
    Array.from({ length: 300 }, () => 'a'),
    Object.fromEntries(Array.from({ length: 200 }, (_, index) => [`k${index}`, 'v'])),
    rawNumber('1e400'),
    rawNumber('-0'),
    rawNumber('1e-7'),
    rawNumber('12345678901234567890123'),
  ];
}

function nested(depth: number, shape: 'list' | 'map'): Json {
  return Array.from({ length: depth }).reduce<Json>(
    (inner) => (shape === 'list' ? [inner] : { a: inner }),
    'x',
  );
}
