import { isObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import type { Chance } from '../chance.ts';
import { rawNumber } from '../raw-text.ts';
import { apiVersionOf } from '../subject.ts';
import type { Mutation } from './mutation.ts';

/** Names, labels, annotations and whatever else every kind has. */
export const metadataMutations: readonly Mutation[] = [
  field('name', 6, (chance) => chance.pick<Json>(names) ?? ''),
  field('generateName', 2, (chance) => chance.pick<Json>([...names, 'a-', 'a.', '-']) ?? ''),
  {
    name: 'metadata: neither name',
    weight: 1,
    apply: (chance, object) => {
      const { name: _, ...rest } = metadataOf(object);
      return {
        ...object,
        metadata: chance.often(50) ? rest : { ...rest, generateName: chance.pick(['a-', '', 'A']) ?? '' },
      };
    },
  },
  field(
    'namespace',
    3,
    (chance, subject) =>
      chance.pick<Json>(
        subject.namespaced
          ? ['', 'A', 'a.b', 'a_b', '-', 'default ', 'x'.repeat(64), null, 1, {}]
          : ['', 'default', 'A', 'a.b', null, 1],
      ) ?? '',
  ),
  field('labels', 8, (chance) => keyValues(chance, labelValues)),
  field('annotations', 5, (chance) => keyValues(chance, annotationValues)),
  field(
    'finalizers',
    3,
    (chance) =>
      chance.pick<Json>([
        [],
        null,
        ['example.com/a'],
        ['a'],
        ['kubernetes'],
        ['foregroundDeletion'],
        ['orphan', 'foregroundDeletion'],
        ['a b'],
        [''],
        ['example.com/a', 'example.com/a'],
        [1],
        [null],
        'x',
        {},
        ['/a'],
        ['a/'],
        ['a/b/c'],
        ['x'.repeat(64)],
        ['a.example.com'],
      ]) ?? null,
  ),
  field('ownerReferences', 3, (chance) => chance.pick<Json>(owners()) ?? null),
  {
    name: 'metadata: what the server sets',
    weight: 5,
    apply: (chance, object) => {
      const [key, values] = chance.pick(Object.entries(serverFields)) ?? ['uid', ['']];
      return { ...object, metadata: { ...metadataOf(object), [key]: chance.pick(values) ?? null } };
    },
  },
  {
    name: 'metadata: unknown field',
    weight: 3,
    apply: (chance, object) => {
      const key =
        chance.pick([
          'label',
          'Labels',
          'annotation',
          'nameSpace',
          'clusterName',
          'Name',
          '',
          'zzz',
          'namespaces',
        ]) ?? '';
      return {
        ...object,
        metadata: { ...metadataOf(object), [key]: chance.pick<Json>(['x', {}, null, 1]) ?? null },
      };
    },
  },
  {
    name: 'metadata: wrong type',
    weight: 1,
    apply: (chance, object) => ({
      ...object,
      metadata: chance.pick<Json>([null, 'x', 1, [], [metadataOf(object)], {}, true]) ?? null,
    }),
  },
  {
    name: 'apiVersion',
    weight: 0.5,
    apply: (chance, object, subject) => {
      const good = apiVersionOf(subject);
      return {
        ...object,
        apiVersion:
          chance.pick<Json>([
            // Of other projects' kinds we know some versions only, and judge no other.
            ...(subject.schemas.isComplete(subject.group, subject.kind) ? [`${subject.group}/v9`] : []),
            '',
            null,
            1,
            [],
            ...(subject.group === '' ? [] : [`${good}/x`]),
          ]) ?? '',
      };
    },
  },
];

function field(
  name: string,
  weight: number,
  value: (chance: Chance, subject: Parameters<Mutation['apply']>[2]) => Json,
): Mutation {
  return {
    name: `metadata: ${name}`,
    weight,
    apply: (chance, object, subject) => ({
      ...object,
      metadata: { ...metadataOf(object), [name]: value(chance, subject) },
    }),
  };
}

function metadataOf(object: JsonObject): JsonObject {
  return isObject(object.metadata) ? object.metadata : {};
}

const names: readonly Json[] = [
  'a',
  'a.b',
  'A',
  'a_b',
  '-a',
  'a-',
  'a..b',
  '.a',
  'a.',
  '',
  ' ',
  'a b',
  'ä',
  'a/b',
  '..',
  '%41',
  'x'.repeat(63),
  'x'.repeat(64),
  'x'.repeat(253),
  'x'.repeat(254),
  null,
  1,
  true,
  [],
  {},
  '1',
  '0.0',
  'a\n',
  '1a',
  'kube-system2',
  'a.-b',
  'a-.b',
];

const keys = [
  'a',
  'A',
  'app.kubernetes.io/name',
  'a/b/c',
  '/a',
  'a/',
  '',
  'a b',
  '-a',
  'a-',
  'a_b.c',
  'ä',
  'Example.com/a',
  'EXAMPLE.COM/A',
  'a_b/c',
  '-a/b',
  'x'.repeat(63),
  'x'.repeat(64),
  `${'x'.repeat(253)}/a`,
  `${'x'.repeat(254)}/a`,
  'a..b/c',
  'a\n',
  '.a',
  'kubernetes.io/metadata.name',
  '__proto__',
  'é'.repeat(40),
];

const labelValues: readonly Json[] = [
  '',
  'a',
  'A',
  'a b',
  '-a',
  'a-',
  'a_b.c',
  'ä',
  'a/b',
  'x'.repeat(63),
  'x'.repeat(64),
  null,
  1,
  true,
  {},
  ['a'],
  'a\n',
  '.',
  'true',
  'é'.repeat(40),
];

const annotationValues: readonly Json[] = [
  '',
  'any',
  'ä b/c\n',
  'x'.repeat(9000),
  'x'.repeat(262143),
  'é'.repeat(131072),
  null,
  1,
  1.5,
  true,
  false,
  {},
  [],
  ['a'],
];

function keyValues(chance: Chance, values: readonly Json[]): Json {
  if (chance.often(8)) return chance.pick<Json>([null, [], 'a=b', 1, true, {}, [{ a: 'b' }]]) ?? null;
  const count = 1 + chance.below(3);
  return Object.fromEntries(
    Array.from({ length: count }, () => [
      chance.often(50) ? (chance.pick(keys) ?? '') : `k${chance.below(9)}`,
      chance.often(50) ? (chance.pick(values) ?? null) : 'ok',
    ]),
  );
}

function owners(): readonly Json[] {
  const owner = { apiVersion: 'v1', kind: 'ConfigMap', name: 'a', uid: 'u1' };
  const variants: readonly JsonObject[] = [
    { apiVersion: '' },
    { apiVersion: 'a/b/c' },
    { kind: '' },
    { name: '' },
    { uid: '' },
    { controller: true },
    { controller: 'true' },
    { controller: null },
    { blockOwnerDeletion: false },
    { zzz: 1 },
    { apiVersion: 1 },
    { uid: null },
    { apiVersion: 'v1', kind: 'Event' },
    { apiVersion: 'apps' },
    { apiVersion: '/v1' },
    { name: 'A b' },
  ];
  const { uid: _, ...withoutUid } = owner;
  return [
    [],
    null,
    [owner],
    [owner, owner],
    [{}],
    [null],
    ['x'],
    'x',
    {},
    [withoutUid],
    [
      { ...owner, controller: true },
      { ...owner, uid: 'u2', controller: true },
    ],
    [
      { ...owner, controller: true },
      { ...owner, uid: 'u2', controller: false },
    ],
    ...variants.map((variant) => [{ ...owner, ...variant }]),
  ];
}

const times: readonly Json[] = [
  null,
  '',
  '2026-01-02T03:04:05Z',
  '2026-01-02',
  'yesterday',
  1,
  {},
  '2026-01-02T03:04:05.5Z',
];
const wholes: readonly Json[] = [
  0,
  1,
  -1,
  null,
  '1',
  1.5,
  true,
  {},
  rawNumber('12345678901234567890'),
  9007199254740991,
];

const serverFields: Readonly<Record<string, readonly Json[]>> = {
  uid: ['u1', '', null, 1, {}],
  resourceVersion: ['1', '', 'x', null, 1, '0'],
  selfLink: ['/a', '', null, 1],
  generation: wholes,
  creationTimestamp: times,
  deletionTimestamp: times,
  deletionGracePeriodSeconds: wholes,
  managedFields: [
    null,
    [],
    {},
    'x',
    [{}],
    [null],
    ['x'],
    [{ manager: 'm', operation: 'Update', apiVersion: 'v1', fieldsType: 'FieldsV1', fieldsV1: {} }],
    [{ manager: 'm', operation: 'Foo' }],
    [{ manager: 1 }],
    [{ zzz: 1 }],
    [{ operation: 'Apply', fieldsType: 'FieldsV2' }],
    [{ operation: 'Apply', time: 'x' }],
    [{ manager: 'x'.repeat(129), operation: 'Apply', fieldsType: 'FieldsV1' }],
  ],
};
