import type { Json, JsonObject } from '../../../src/model/json.ts';
import type { Chance } from '../../differential/chance.ts';

/** Labels, annotations, finalizers, owners: mostly none, seldom wrong. */
export function drawMetadata(chance: Chance): JsonObject {
  return {
    ...(chance.often(35) ? { labels: texts(chance, ['k1', 'k2', 'example.com/k3']) } : {}),
    ...(chance.often(25) ? { annotations: texts(chance, ['n1', 'example.com/n2']) } : {}),
    ...(chance.often(15) ? { finalizers: chance.shuffle(finalizers).slice(0, chance.below(3)) } : {}),
    ...(chance.often(8) ? { ownerReferences: chance.shuffle(owners).slice(0, 1 + chance.below(2)) } : {}),
    ...(chance.often(3) ? (chance.pick(mistakes) ?? {}) : {}),
  };
}

function texts(chance: Chance, keys: readonly string[]): JsonObject {
  const used = keys.filter(() => chance.often(60));
  return Object.fromEntries(used.map((key) => [key, chance.pick<Json>(['x', 'y', '']) ?? '']));
}

const finalizers = ['test.io/one', 'test.io/two', 'test.io/three'];

const owners: readonly JsonObject[] = ['1', '2'].map((digit) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  name: `owner-${digit}`,
  uid: `00000000-0000-0000-0000-00000000000${digit}`,
}));

const mistakes: readonly JsonObject[] = [
  { labels: { k1: 'not a label' } },
  { labels: { 'not a key': 'x' } },
  { labels: null },
  { annotations: { 'a b': 'x' } },
  { finalizers: ['no-domain'] },
  { nope: 1 },
  { labels: { k1: 5 } },
  { generation: 7 },
  { uid: '00000000-0000-0000-0000-000000000009' },
  { generateName: 'made-' },
  { namespace: 'kube-system' },
  { creationTimestamp: null },
  { creationTimestamp: '2026-01-01T00:00:00Z' },
  { labels: { k1: null } },
  { deletionTimestamp: '2026-01-01T00:00:00Z' },
  { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: 'x' }] },
];
