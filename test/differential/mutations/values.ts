import { isArray, isObject, type Json } from '../../../src/model/json.ts';
import { listMapKeys } from '../../../src/schema/structural.ts';
import type { Chance } from '../chance.ts';
import { rawNumber } from '../raw-text.ts';
import { put, type Site } from '../tree.ts';
import { formatTexts } from './format-texts.ts';
import { type Mutation, pickSite } from './mutation.ts';

/** What has the right shape and a wrong value: enums, patterns, numbers, formats, lengths, keys of lists. */
export const valueMutations: readonly Mutation[] = [
  at(
    'enum',
    9,
    ({ schema }) => schema.enum !== undefined,
    (chance, { value, schema }) => {
      const word = String(chance.pick(schema.enum ?? []) ?? value);
      return (
        chance.pick<Json>([
          word.toLowerCase(),
          word.toUpperCase(),
          `${word}s`,
          '',
          ` ${word}`,
          'Foo',
          1,
          null,
          word,
        ]) ?? null
      );
    },
  ),
  at(
    'pattern',
    18,
    ({ schema }) => schema.pattern !== undefined,
    (chance, { value }) => {
      const text = String(value);
      return (
        chance.pick<Json>([
          ...patternTexts,
          `${text}\n`,
          ` ${text}`,
          `${text}${text}`,
          text.toUpperCase(),
          `-${text}`,
        ]) ?? ''
      );
    },
  ),
  at(
    'number',
    18,
    ({ schema }) => ['integer', 'number'].includes(schema.type ?? ''),
    (chance, { schema }) => {
      const edges = [schema.minimum, schema.maximum].flatMap((limit) =>
        limit === undefined ? [] : [limit - 1, limit, limit + 1],
      );
      return chance.pick<Json>([...edges, ...numbers, ...numbers]) ?? 0;
    },
  ),
  at(
    'integer at the edge of 64 bits',
    0.3,
    ({ schema }) => schema.type === 'integer',
    (chance) =>
      rawNumber(
        chance.pick([
          '9223372036854775807',
          '9223372036854775808',
          '-9223372036854775808',
          '-9223372036854775809',
        ]) ?? '',
      ),
  ),
  at(
    'format',
    16,
    ({ schema }) => schema.format !== undefined && schema.type === 'string',
    (chance, { schema }) => chance.pick<Json>(formatTexts[schema.format ?? ''] ?? ['x', '']) ?? '',
  ),
  at(
    'int or string',
    40,
    ({ schema }) => schema['x-kubernetes-int-or-string'] === true,
    (chance) =>
      chance.pick<Json>([
        1,
        '1',
        '1.5Gi',
        '',
        1.5,
        rawNumber('1.0'),
        true,
        null,
        '1gi',
        '-5m',
        '.5',
        '1e3',
        '1E',
        {},
        [],
        'abc',
        1e18,
        '+1',
      ]) ?? 1,
  ),
  at('length', 12, hasLength, (chance, site) => resized(chance, site)),
  at(
    'keys of a list',
    30,
    ({ value, schema }) =>
      isArray(value) &&
      value.length > 0 &&
      schema['x-kubernetes-list-type'] !== undefined &&
      schema['x-kubernetes-list-type'] !== 'atomic',
    (chance, { value, schema }) => repeated(chance, isArray(value) ? value : [], listMapKeys(schema)),
  ),
  at(
    'entries of a map',
    6,
    ({ value, schema }) => isObject(value) && isObject(schema.additionalProperties),
    (chance, { value }) => {
      const key = chance.pick(['', 'a/b/c', 'ü', 'a b', 'x'.repeat(300), '__proto__', '.', 'A']) ?? '';
      const child = chance.pick<Json>(['x', '', 1, null, true, {}, [], '1Gi']) ?? null;
      return { ...(isObject(value) ? value : {}), [key]: child };
    },
  ),
  at(
    'rule in CEL',
    18,
    ({ schema }) => schema['x-kubernetes-validations'] !== undefined,
    (chance, { value }) => {
      if (isObject(value)) {
        const key = chance.pick(Object.keys(value));
        return Object.fromEntries(Object.entries(value).filter(([name]) => name !== key || chance.often(20)));
      }
      if (isArray(value)) {
        const first = value[0] ?? 'x';
        return (
          chance.pick<Json>([
            [],
            [first],
            [first, first],
            [...value, first],
            value.slice(1),
            [first, 'other', 'third'],
          ]) ?? []
        );
      }
      return (
        chance.pick<Json>([
          '',
          'x',
          'http://x',
          '10.0.0.0/8',
          '10.0.0.1',
          '1Gi',
          '2',
          0,
          5,
          -5,
          50,
          true,
          false,
        ]) ?? ''
      );
    },
  ),
];

function at(
  name: string,
  weight: number,
  fits: (site: Site) => boolean,
  change: (chance: Chance, site: Site) => Json,
): Mutation {
  return {
    name,
    weight,
    apply: (chance, object, subject) => {
      const site = pickSite(chance, object, subject, fits);
      return site === undefined ? undefined : put(object, site.path, change(chance, site));
    },
  };
}

const patternTexts = [
  '',
  ' ',
  '\n',
  'a',
  'A',
  '5m',
  '5M',
  '05m',
  '٣m',
  '5m\n',
  '0',
  '-',
  'a-',
  'a.b',
  'a/b',
  '/b',
  'a/',
  'ä',
  'ſ',
  'K',
  '1Gi',
  '1.5',
  '1e3',
  '+1',
  '.5Mi',
  '* * * * *',
  '@daily',
  'a\u00a0b',
  'x'.repeat(64),
  '\u2028',
  '🚀',
];

const numbers: readonly Json[] = [
  0,
  1,
  -1,
  7,
  10,
  11,
  -11,
  100,
  2147483647,
  2147483648,
  -2147483648,
  -2147483649,
  9007199254740991,
  1.5,
  -0.5,
  1e-3,
  1e20,
  1e21,
  -1e20,
  rawNumber('1.0'),
  rawNumber('1e3'),
  rawNumber('1.5e1'),
  rawNumber('1e-1'),
  rawNumber('-0'),
  rawNumber('-0.0'),
  rawNumber('4611686018427387904'),
  '1',
  true,
  null,
];

function hasLength({ value, schema }: Site): boolean {
  return typeof value === 'string' || isArray(value)
    ? [schema.minLength, schema.maxLength, schema.minItems, schema.maxItems].some(
        (limit) => limit !== undefined,
      )
    : isObject(value) && ('minProperties' in schema || 'maxProperties' in schema);
}

function resized(chance: Chance, { value, schema }: Site): Json {
  if (typeof value === 'string') {
    const limit =
      chance.pick([schema.minLength, schema.maxLength].filter((length) => length !== undefined)) ?? 0;
    const character = chance.pick(['x', 'a', '5', 'é', '🚀', '漢']) ?? 'x';
    return character.repeat(Math.max(0, limit + chance.below(3) - 1));
  }
  if (isArray(value)) {
    const limit =
      chance.pick([schema.minItems, schema.maxItems].filter((length) => length !== undefined)) ?? 0;
    return Array.from({ length: Math.max(0, limit + chance.below(3) - 1) }, () => value[0] ?? 'x');
  }
  return isObject(value) ? Object.fromEntries(Object.entries(value).slice(0, chance.below(4))) : value;
}

function repeated(chance: Chance, list: readonly Json[], keys: readonly string[] | undefined): Json {
  const first = list[0] ?? null;
  const key = chance.pick(keys ?? []) ?? 'name';
  const without = isObject(first)
    ? Object.fromEntries(Object.entries(first).filter(([name]) => name !== key))
    : first;
  const emptied = isObject(first) ? { ...first, [key]: '' } : '';
  const nulled = isObject(first) ? { ...first, [key]: null } : null;
  return (
    chance.pick<Json>([
      [...list, first],
      [first, ...list, first],
      [...list, without],
      [without, without],
      [emptied, emptied],
      [...list, nulled, nulled],
      [...list, null],
      [...list, 'x'],
      [...list, 1, 1],
      [...list, {}],
      [...list].reverse(),
    ]) ?? []
  );
}
