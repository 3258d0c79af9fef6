import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import { serverPath } from '../../src/schema/problem.ts';
import { validateObject, validateUpdate } from '../../src/schema/validate.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();
const apiVersion = 'ramendr.openshift.io/v1alpha1';
const namespace = 'default';

function policy(name: string, spec: JsonObject): JsonObject {
  return { apiVersion, kind: 'DRPolicy', metadata: { name }, spec };
}

function protection(spec: JsonObject): JsonObject {
  const base = { placementRef: { name: 'a' }, drPolicyRef: { name: 'a' }, pvcSelector: {} };
  return {
    apiVersion,
    kind: 'DRPlacementControl',
    metadata: { name: 'a', namespace },
    spec: { ...base, ...spec },
  };
}

function recipe(spec: JsonObject): JsonObject {
  return { apiVersion, kind: 'Recipe', metadata: { name: 'a', namespace }, spec: { appType: 'a', ...spec } };
}

function placement(spec: JsonObject): JsonObject {
  const metadata = { name: 'a', namespace };
  return { apiVersion: 'cluster.open-cluster-management.io/v1beta1', kind: 'Placement', metadata, spec };
}

const pair = ['dr1', 'dr2'];
const group = { name: 'a', type: 'volume' };

const objects: readonly (readonly [string, JsonObject])[] = [
  ['a good policy', policy('a', { drClusters: pair, schedulingInterval: '5m' })],
  [
    'types',
    policy('a', {
      drClusters: [1, true],
      schedulingInterval: 5,
      volumeSnapshotClassSelector: { matchLabels: { a: 1 } },
    }),
  ],
  ['a list for a map', { ...policy('a', {}), spec: ['a'] }],
  ['pattern and CEL together', policy('a', { drClusters: ['dr1'], schedulingInterval: '5s' })],
  ['a missing field', policy('a', { drClusters: pair })],
  ['enum', protection({ action: 'FailOver' })],
  ['empty enum', protection({ action: '' })],
  [
    'unknown fields',
    protection({
      foo: { bar: 1 },
      volSyncSpec: { moverConfig: [{ pvcName: 'a', pvcNamespace: 'b', x: 1 }] },
    }),
  ],
  ['lengths and missing fields in lists', protection({ volSyncSpec: { moverConfig: [{ pvcName: '' }] } })],
  [
    'a wrong operator and map',
    protection({
      pvcSelector: { matchExpressions: [{ key: 'a' }] },
      kubeObjectProtection: { recipeParameters: { A: 'b' } },
    }),
  ],
  ...[
    '5m',
    '1h30m',
    '1d',
    '1w',
    '1 hour',
    'P1D',
    '1.5h',
    '-5m',
    '5 m',
    '5x',
    '5',
    '',
    'm',
    '1hr',
    '1foo',
    '3 minutes',
    '2Days',
  ].map(
    (captureInterval) =>
      [`duration ${captureInterval}`, protection({ kubeObjectProtection: { captureInterval } })] as const,
  ),
  ...[
    'yesterday',
    '2026-01-01',
    '2026-01-01T00:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-01-01T25:00:00Z',
    '2026-01-01t00:00:00.5+01:00',
  ].map((lastTransitionTime) => {
    const condition = { type: 'a', status: 'True', reason: 'r', message: '', lastTransitionTime };
    return [
      `time ${lastTransitionTime}`,
      protection({ volSyncSpec: { rdSpec: [{ protectedPVC: { conditions: [condition] } }] } }),
    ] as const;
  }),
  ['duplicate keys in a list', recipe({ groups: [group, group] })],
  [
    'a list for a string',
    recipe({ hooks: [{ name: 'h', type: 'exec', namespace: 'n', ops: [{ name: 'o', command: ['a'] }] }] }),
  ],
  ['numbers', placement({ numberOfClusters: 1.5, tolerations: [{ tolerationSeconds: 1e20 }] })],
  ['bounds', placement({ prioritizerPolicy: { configurations: [{ scoreCoordinate: {}, weight: 11 }] } })],
  ['a bad name', { ...policy('A_b', { drClusters: pair, schedulingInterval: '5m' }) }],
  [
    'a storage class',
    { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'a' }, reclaimPolicy: 'Foo' },
  ],
  [
    'nulls in metadata',
    { ...protection({}), metadata: { name: 'a', namespace, labels: null, annotations: { x: null } } },
  ],
  [
    'nulls in a built-in kind',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace }, data: { a: null } },
  ],
  [
    'a null map in a built-in kind',
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'a', namespace }, data: null },
  ],
  ['a namespace', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } }],
];

describe.skipIf(server === undefined)('our words and those of a real kube-apiserver', () => {
  it.each(objects)('%s', (_, object) => {
    expect(ours(validateObject(object).problems)).toEqual(
      theirs(['create', '--dry-run=server', '-f', '-'], object),
    );
  });

  it('a change of what cannot change', () => {
    const old = policy('schema-words', { drClusters: pair, schedulingInterval: '5m' });
    const object = policy('schema-words', {
      drClusters: ['dr2', 'dr1'],
      schedulingInterval: '6m',
      replicationClassSelector: { matchLabels: { a: 'b' } },
    });
    server?.kubectl(['create', '-f', '-'], { input: JSON.stringify(old) });
    const answer = theirs(['replace', '--dry-run=server', '-f', '-'], object);
    expect(ours(validateUpdate(old, object).problems)).toEqual(answer);
    expect(answer).toHaveLength(3);
  });

  it('it accepts every CRD that ships', () => {
    const written = server?.kubectl([
      'apply',
      '--server-side',
      '--force-conflicts',
      '--dry-run=server',
      '-f',
      'schemas/crds',
    ]);
    expect(written?.trim().split('\n')).toHaveLength(readdirSync('schemas/crds').length);
  });
});

function ours(problems: ReturnType<typeof validateObject>['problems']): readonly string[] {
  return problems
    .map(({ path, message }) =>
      message.startsWith('unknown field') ? message : `${serverPath(path)}: ${message}`,
    )
    .sort();
}

/** What kubectl passes on, one problem a line. */
function theirs(args: readonly string[], object: JsonObject): readonly string[] {
  try {
    server?.kubectl([...args, '--validate=strict'], { input: JSON.stringify(object) });
    return [];
  } catch (error) {
    return problemsOf(error instanceof Error ? error.message : '');
  }
}

function problemsOf(text: string): readonly string[] {
  const strict = /strict decoding error: (.*)/.exec(text);
  if (strict !== null) return (strict[1] ?? '').split(/, (?=unknown field)/).sort();
  const listed = /is invalid: ([\s\S]*)/.exec(text)?.[1] ?? text;
  return listed
    .split('\n')
    .map((line) => line.replace(/^\* /, '').trim())
    .filter((line) => line !== '' && !line.startsWith('<nil>'))
    .sort();
}
