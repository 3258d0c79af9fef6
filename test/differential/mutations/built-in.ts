import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Chance } from '../chance.ts';
import type { Mutation } from './mutation.ts';

/** What Kubernetes checks in Go, in the kinds that have no CRD. */
export const builtInMutations: readonly Mutation[] = [
  kind('ConfigMap', 'built-in: ConfigMap', (chance) => configMap(chance)),
  kind('Secret', 'built-in: Secret', (chance) => secret(chance)),
  kind(
    'Namespace',
    'built-in: Namespace',
    (chance) =>
      chance.pick<JsonObject>([
        { spec: { finalizers: ['kubernetes'] } },
        { spec: { finalizers: ['x'] } },
        { spec: { finalizers: ['example.com/x'] } },
        { spec: { finalizers: [''] } },
        { spec: null },
        { spec: {} },
        { spec: { zzz: 1 } },
        { status: { phase: 'Foo' } },
        { status: { conditions: [{}] } },
        { spec: { finalizers: null } },
        { spec: { finalizers: 'x' } },
        { status: { phase: 1 } },
        { status: { zzz: 1 } },
        { spec: { finalizers: [null] } },
        { spec: { finalizers: ['a b'] } },
      ]) ?? {},
  ),
  kind('StorageClass', 'built-in: StorageClass', (chance) => storageClass(chance)),
];

function kind(name: string, row: string, change: (chance: Chance) => JsonObject): Mutation {
  return {
    name: row,
    weight: 60,
    apply: (chance, object) => (object.kind === name ? { ...object, ...change(chance) } : undefined),
  };
}

const keys = [
  'a',
  'a.b',
  '.a',
  '..',
  '.',
  '..a',
  '...',
  'a_b-c',
  'A',
  'a/b',
  'a b',
  '',
  'ä',
  'x'.repeat(253),
  'x'.repeat(254),
  'a\n',
  '__proto__',
];

function entries(chance: Chance, values: readonly Json[]): Json {
  const count = 1 + chance.below(3);
  return Object.fromEntries(
    Array.from({ length: count }, () => [
      chance.often(50) ? (chance.pick(keys) ?? '') : `k${chance.below(9)}`,
      chance.pick(values) ?? null,
    ]),
  );
}

const texts: readonly Json[] = ['', 'x', 'ä\n', null, 1, true, {}, ['x'], 'x', 'x', 'x'];
const bytes: readonly Json[] = [
  '',
  'YQ==',
  'YQ',
  'YQ=',
  'Y Q==',
  'YQ==\n',
  'Y\nQ==',
  '_-8=',
  '+/8=',
  'ä',
  'YR==',
  '=',
  'YWJj',
  null,
  1,
  'YQ==',
  'YQ==',
];

function configMap(chance: Chance): JsonObject {
  const big = 'x'.repeat(1_048_570);
  return (
    chance.pick<JsonObject>([
      { data: entries(chance, texts) },
      { data: entries(chance, texts) },
      { binaryData: entries(chance, bytes) },
      { data: { a: 'x' }, binaryData: { a: 'YQ==' } },
      { immutable: chance.pick<Json>([true, false, null, 'true', 1]) ?? null },
      { data: chance.pick<Json>([null, [], 'x', {}, 1]) ?? null },
      ...(chance.often(5) ? [{ data: { a: `${big}${'x'.repeat(chance.below(12))}` }, binaryData: {} }] : []),
      { zzz: 1 },
    ]) ?? {}
  );
}

function secret(chance: Chance): JsonObject {
  const type = chance.pick<Json>(types) ?? null;
  const named = Object.fromEntries(
    chance
      .shuffle(knownKeys)
      .slice(0, chance.below(4))
      .map((key) => [key, chance.pick(knownValues) ?? 'YQ==']),
  );
  return (
    chance.pick<JsonObject>([
      { data: entries(chance, bytes) },
      { data: entries(chance, bytes) },
      { stringData: entries(chance, texts) },
      { type, data: named },
      { type, data: named },
      {
        type,
        stringData: Object.fromEntries(
          Object.keys(named).map((key) => [key, chance.pick(['x', '{}', '{"auths":{}}']) ?? '']),
        ),
      },
      { immutable: chance.pick<Json>([true, false, null, 'true', 1]) ?? null },
      {
        data: chance.pick<Json>([null, [], 'x', {}, 1]) ?? null,
        stringData: chance.pick<Json>([null, {}, { a: 'x' }, []]) ?? null,
      },
    ]) ?? {}
  );
}

const types: readonly Json[] = [
  'Opaque',
  '',
  'kubernetes.io/tls',
  'kubernetes.io/dockercfg',
  'kubernetes.io/dockerconfigjson',
  'kubernetes.io/basic-auth',
  'kubernetes.io/ssh-auth',
  'kubernetes.io/service-account-token',
  'bootstrap.kubernetes.io/token',
  'example.com/own',
  null,
  1,
  'x y',
];
const knownKeys = [
  'tls.crt',
  'tls.key',
  '.dockercfg',
  '.dockerconfigjson',
  'username',
  'password',
  'ssh-privatekey',
  'token-id',
];
const knownValues: readonly Json[] = ['YQ==', 'e30=', '', 'W10=', 'bnVsbA==', 'eA=='];

function storageClass(chance: Chance): JsonObject {
  const value = (list: readonly Json[]): Json => chance.pick(list) ?? null;
  return (
    chance.pick<JsonObject>([
      {
        provisioner: value([
          '',
          'a',
          'A.B/c',
          'a b',
          'a/b/c',
          'csi.example.com',
          '/a',
          'a/',
          'x'.repeat(64),
          'ä',
          null,
          1,
        ]),
      },
      {
        parameters: value([
          null,
          {},
          { '': 'x' },
          { a: '' },
          { a: 1 },
          { a: null },
          [],
          { a: 'x'.repeat(1000) },
          Object.fromEntries(Array.from({ length: 513 }, (_, i) => [`k${i}`, 'v'])),
        ]),
      },
      { reclaimPolicy: value(['Delete', 'Retain', 'Recycle', 'delete', '', null, 1]) },
      { volumeBindingMode: value(['Immediate', 'WaitForFirstConsumer', 'immediate', '', null, 'Foo', 1]) },
      { mountOptions: value([[], ['a'], [''], [1], null, 'x', [null]]) },
      { allowVolumeExpansion: value([true, false, null, 'true', 0]) },
      { allowedTopologies: value(topologies()) },
    ]) ?? {}
  );
}

function topologies(): readonly Json[] {
  const term = (expression: JsonObject): Json => [{ matchLabelExpressions: [expression] }];
  const good = { key: 'topology.kubernetes.io/zone', values: ['a'] };
  return [
    [],
    null,
    [{}],
    [null],
    [{ matchLabelExpressions: [] }],
    [{ matchLabelExpressions: null }],
    term(good),
    term({ ...good, values: [] }),
    term({ ...good, values: ['a', 'a'] }),
    term({ ...good, key: 'a b' }),
    term({ ...good, key: '' }),
    term({ key: 'a' }),
    term({ values: ['a'] }),
    term({ ...good, values: null }),
    term({ ...good, values: [1] }),
    term({ ...good, zzz: 1 }),
    [{ matchLabelExpressions: [good, good] }],
    [{ matchLabelExpressions: [good] }, { matchLabelExpressions: [good] }],
    [{ matchLabelExpressions: [good, { key: 'b', values: ['', 'b'] }] }],
    'x',
    {},
    term({ ...good, values: ['a b', 'ä'] }),
    [{ matchLabelExpressions: [null] }],
  ];
}
