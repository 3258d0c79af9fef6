import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../model/json.ts';
import { isArray, isObject } from '../model/json.ts';
import { acceptorFor, buildAcceptor } from './accepts.ts';
import { shippedSchemas } from './shipped.ts';
import type { StructuralSchema } from './structural.ts';
import { validateObject } from './validate.ts';

const api = 'ramendr.openshift.io/v1alpha1';
const good: readonly JsonObject[] = [
  {
    apiVersion: api,
    kind: 'DRPlacementControl',
    metadata: { name: 'cart', namespace: 'shop', labels: { team: 'red' }, annotations: { 'a.b/c': 'x y' } },
    spec: {
      preferredCluster: 'dr1',
      action: 'Failover',
      failoverCluster: 'dr2',
      drPolicyRef: { name: 'p5m' },
      placementRef: { kind: 'Placement', name: 'cart' },
      pvcSelector: { matchExpressions: [{ key: 'app', operator: 'In', values: ['cart'] }] },
      kubeObjectProtection: { captureInterval: '5m', recipeParameters: { A: ['x'] } },
    },
  },
  { apiVersion: api, kind: 'DRCluster', metadata: { name: 'dr1' }, spec: { s3ProfileName: 'minio' } },
  { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
  {
    apiVersion: 'cluster.open-cluster-management.io/v1beta1',
    kind: 'Placement',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { clusterSets: ['default'], numberOfClusters: 1 },
  },
  {
    apiVersion: api,
    kind: 'Recipe',
    metadata: { name: 'r', namespace: 'shop' },
    spec: { appType: 'x', groups: [{ name: 'g', type: 'volume' }] },
  },
];

function accepts(object: JsonObject): boolean {
  const { apiVersion, kind } = object;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return false;
  return acceptorFor(shippedSchemas, apiVersion, kind)?.(object) ?? false;
}

const value = fc.oneof(
  fc.constantFrom<Json>(
    null,
    '',
    'x',
    'Failover',
    'dr1',
    0,
    1.5,
    2 ** 60,
    true,
    [],
    {},
    ['x', 'x'],
    'A_b',
    '5m',
  ),
  fc.string(),
  fc.jsonValue() as fc.Arbitrary<Json>,
);
const key = fc.constantFrom(
  'name',
  'spec',
  'metadata',
  'labels',
  'action',
  'groups',
  'x',
  'namespace',
  'status',
);

/** One change somewhere in a value: a child replaced, removed, added or repeated. */
function mutated(target: Json): fc.Arbitrary<Json> {
  if (isObject(target)) {
    const keys = Object.keys(target);
    const below = keys.map((name) =>
      mutated(target[name] ?? null).map((child): Json => ({ ...target, [name]: child })),
    );
    const added = fc.tuple(key, value).map(([name, child]): Json => ({ ...target, [name]: child }));
    const removed = fc
      .constantFrom(...keys, 'x')
      .map((name): Json => Object.fromEntries(Object.entries(target).filter(([other]) => other !== name)));
    return fc.oneof(value, added, removed, ...below);
  }
  if (isArray(target)) {
    const below = target.map((item, index) =>
      mutated(item).map((child): Json => target.map((other, at) => (at === index ? child : other))),
    );
    return fc.oneof(value, fc.constant<Json>([...target, ...target]), ...below);
  }
  return value;
}

describe('a quick yes', () => {
  it.each(good.map((object) => [String(object.kind), object] as const))(
    'is given to a good %s',
    (_, object) => {
      expect(validateObject(object).problems).toEqual([]);
      expect(accepts(object)).toBe(true);
    },
  );

  it('is never given to an object with a fault', () => {
    const objects = fc.oneof(...good.map((object) => mutated(object)));
    fc.assert(
      fc.property(objects, (object) => {
        if (!isObject(object) || !accepts(object)) return;
        const { problems, notChecked, checked } = validateObject(object);
        expect({ problems, notChecked, checked }).toEqual({ problems: [], notChecked: [], checked: true });
      }),
      { numRuns: 3000 },
    );
  });

  const pairOfTexts: StructuralSchema = {
    type: 'array',
    items: { type: 'string' },
    'x-kubernetes-validations': [{ rule: 'size(self) == 2' }],
  };
  const named: StructuralSchema = {
    type: 'array',
    'x-kubernetes-list-type': 'map',
    'x-kubernetes-list-map-keys': ['name'],
    items: { type: 'object', properties: { name: { type: 'string' } } },
  };
  const alsoSorted: StructuralSchema = {
    ...pairOfTexts,
    'x-kubernetes-validations': [{ rule: 'size(self) == 2' }, { rule: 'self.isSorted()' }],
  };

  it.each<[string, StructuralSchema, Json, boolean]>([
    [
      'a rule on create',
      { type: 'object', 'x-kubernetes-validations': [{ rule: 'size(self) == 2' }] },
      {},
      false,
    ],
    ['a list of the size that its rule asks for', pairOfTexts, ['a', 'b'], true],
    ['a list of another size', pairOfTexts, ['a'], false],
    ['another rule beside', alsoSorted, ['a', 'b'], false],
    [
      'a transition rule',
      { type: 'object', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
      {},
      true,
    ],
    [
      'a rule that judges a default',
      {
        type: 'object',
        properties: {
          a: {
            type: 'array',
            default: [],
            items: { type: 'string' },
            'x-kubernetes-validations': [{ rule: 'false' }],
          },
        },
      },
      {},
      false,
    ],
    ['a pattern that JavaScript cannot read', { type: 'string', pattern: '(?i)x\\Cy' }, 'x', false],
    [
      'two items told apart by a key that is not named',
      { type: 'array', 'x-kubernetes-list-type': 'map', items: { type: 'string' } },
      ['a', 'b'],
      false,
    ],
    ['two items told apart by a key', named, [{ name: 'a' }, { name: 'b' }], true],
    ['two items with the same key', named, [{ name: 'a' }, { name: 'a' }], false],
    ['two items of which one has no key', named, [{ name: 'a' }, {}], false],
    ['a short text of wide characters', { type: 'string', minLength: 2 }, '🙂', false],
  ])('%s', (_, schema, value, expected) => {
    const root: StructuralSchema = { type: 'object', properties: { value: schema } };
    expect(buildAcceptor(root)({ metadata: { name: 'a' }, value })).toBe(expected);
  });
});
