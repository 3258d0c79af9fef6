import { describe, expect, it } from 'vitest';
import { formatPath } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import { validateObject, validateUpdate } from './validate.ts';

const ramen = 'ramendr.openshift.io/v1alpha1';

function policy(spec: JsonObject): JsonObject {
  return { apiVersion: ramen, kind: 'DRPolicy', metadata: { name: 'p5m' }, spec };
}

function protection(spec: JsonObject): JsonObject {
  return {
    apiVersion: ramen,
    kind: 'DRPlacementControl',
    metadata: { name: 'cart', namespace: 'shop' },
    spec: { placementRef: { name: 'cart' }, drPolicyRef: { name: 'p5m' }, pvcSelector: {}, ...spec },
  };
}

function recipe(spec: JsonObject): JsonObject {
  return {
    apiVersion: ramen,
    kind: 'Recipe',
    metadata: { name: 'r', namespace: 'shop' },
    spec: { appType: 'x', ...spec },
  };
}

function words(object: JsonObject): readonly string[] {
  return validateObject(object)
    .problems.map(({ path, message }) => `${formatPath(path)}: ${message}`)
    .sort();
}

const good = policy({ drClusters: ['dr1', 'dr2'], schedulingInterval: '5m' });

// Every expected text was answered by kube-apiserver 1.35.4 for the same object.
describe('an object as the API server judges it', () => {
  it('passes what the server takes', () => {
    expect(validateObject(good)).toEqual({ checked: true, origin: 'shipped', problems: [], notChecked: [] });
    expect(words(protection({ action: 'Failover', failoverCluster: 'dr2', dryRun: true }))).toEqual([]);
    expect(words({ apiVersion: ramen, kind: 'DRCluster', metadata: { name: 'a' } })).toEqual([]);
  });

  it('types', () => {
    const spec = {
      drClusters: [1, true],
      schedulingInterval: 5,
      volumeSnapshotClassSelector: { matchLabels: { a: 1 } },
    };
    expect(words(policy(spec))).toEqual([
      'spec.drClusters[0]: Invalid value: "integer": spec.drClusters[0] in body must be of type string: "integer"',
      'spec.drClusters[1]: Invalid value: "boolean": spec.drClusters[1] in body must be of type string: "boolean"',
      'spec.schedulingInterval: Invalid value: "integer": spec.schedulingInterval in body must be of type string: "integer"',
      'spec.volumeSnapshotClassSelector.matchLabels.a: Invalid value: "integer": spec.volumeSnapshotClassSelector.matchLabels.a in body must be of type string: "integer"',
    ]);
    expect(words({ ...good, spec: ['a'] })).toEqual([
      'spec: Invalid value: "array": spec in body must be of type object: "array"',
    ]);
  });

  it('unknown fields, nested ones and near misses', () => {
    const { problems } = validateObject(
      protection({
        foo: { bar: 1 },
        volSyncSpec: { moverConfig: [{ pvcName: 'a', pvcNamespace: 'b', x: 1 }] },
      }),
    );
    expect(problems).toEqual([
      { path: ['spec', 'foo'], part: 'key', message: 'unknown field "spec.foo"' },
      {
        path: ['spec', 'volSyncSpec', 'moverConfig', 0, 'x'],
        part: 'key',
        message: 'unknown field "spec.volSyncSpec.moverConfig[0].x"',
      },
    ]);
    expect(validateObject(protection({ failovercluster: 'dr2' })).problems).toEqual([
      {
        path: ['spec', 'failovercluster'],
        part: 'key',
        message: 'unknown field "spec.failovercluster"',
        suggestion: 'failoverCluster',
      },
    ]);
    expect(words({ ...good, spce: {}, metadata: { name: 'a', labelz: {} } })).toEqual([
      'metadata.labelz: unknown field "metadata.labelz"',
      'spce: unknown field "spce"',
    ]);
  });

  it('enums, with what was probably meant', () => {
    expect(validateObject(protection({ action: 'FailOver' })).problems).toEqual([
      {
        path: ['spec', 'action'],
        part: 'value',
        message: 'Unsupported value: "FailOver": supported values: "Failover", "Relocate"',
        suggestion: 'Failover',
      },
    ]);
    expect(words(protection({ action: '' }))).toEqual([
      'spec.action: Unsupported value: "": supported values: "Failover", "Relocate"',
    ]);
  });

  it('required fields, patterns and lengths', () => {
    expect(words({ apiVersion: ramen, kind: 'DRCluster', metadata: { name: 'a' }, spec: {} })).toEqual([
      'spec.s3ProfileName: Required value',
    ]);
    expect(words(policy({ drClusters: ['a', 'b'], schedulingInterval: '5s' }))).toEqual([
      'spec.schedulingInterval: Invalid value: "5s": spec.schedulingInterval in body should match \'^(|\\d+[mhd])$\'',
    ]);
    expect(words(protection({ volSyncSpec: { moverConfig: [{ pvcName: '' }] } }))).toEqual([
      'spec.volSyncSpec.moverConfig[0].pvcName: Invalid value: "": spec.volSyncSpec.moverConfig[0].pvcName in body should be at least 1 chars long',
      'spec.volSyncSpec.moverConfig[0].pvcNamespace: Required value',
    ]);
  });

  it('a null where the field is not nullable, unless a default takes its place', () => {
    expect(words(protection({ dryRun: null }))).toEqual([
      'spec.dryRun: Invalid value: "null": spec.dryRun in body must be of type boolean: "null"',
    ]);
    expect(
      words(policy({ drClusters: ['a', 'b'], schedulingInterval: '1h', replicationClassSelector: null })),
    ).toEqual([]);
  });

  it('a null in metadata and in built-in kinds, where Go takes it for the empty value', () => {
    expect(words({ ...good, metadata: { name: 'a', labels: null, creationTimestamp: null } })).toEqual([]);
    const metadata = { name: 'a', namespace: 'b', annotations: { x: null } };
    expect(words({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { a: null } })).toEqual([]);
    expect(words({ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: null })).toEqual([]);
  });

  it.each([
    ['5m', true],
    ['1h30m', true],
    ['1d', true],
    ['1 hour', true],
    ['P1D', true],
    ['-5m', true],
    ['5x', false],
    ['5', false],
    ['', false],
  ])('duration %j: %s', (captureInterval, valid) => {
    const message = `spec.kubeObjectProtection.captureInterval: Invalid value: ${JSON.stringify(captureInterval)}: spec.kubeObjectProtection.captureInterval in body must be of type duration: ${JSON.stringify(captureInterval)}`;
    expect(words(protection({ kubeObjectProtection: { captureInterval } }))).toEqual(valid ? [] : [message]);
  });

  it('int-or-string', () => {
    const limits = { good: '1Gi', also: 2, bad: true };
    expect(
      words(protection({ volSyncSpec: { rdSpec: [{ protectedPVC: { resources: { limits } } }] } })),
    ).toEqual([
      'spec.volSyncSpec.rdSpec[0].protectedPVC.resources.limits.bad: Invalid value: "boolean": spec.volSyncSpec.rdSpec[0].protectedPVC.resources.limits.bad in body must be of type integer,string: "boolean"',
    ]);
  });

  it('items of a list that share their key', () => {
    const group = { name: 'a', type: 'volume' };
    expect(words(recipe({ groups: [group, group] }))).toEqual([
      'spec.groups[1]: Duplicate value: {"name":"a"}',
    ]);
  });

  it('numbers out of bounds, and beyond 64 bits', () => {
    const placement = (spec: JsonObject) => ({
      apiVersion: 'cluster.open-cluster-management.io/v1beta1',
      kind: 'Placement',
      metadata: { name: 'a', namespace: 'shop' },
      spec,
    });
    expect(words(placement({ numberOfClusters: 1.5, tolerations: [{ tolerationSeconds: 1e20 }] }))).toEqual([
      'spec.numberOfClusters: Invalid value: "number": spec.numberOfClusters in body must be of type integer: "number"',
      'spec.tolerations[0].tolerationSeconds: Invalid value: "number": spec.tolerations[0].tolerationSeconds in body must be of type integer: "number"',
    ]);
    expect(
      words(placement({ prioritizerPolicy: { configurations: [{ scoreCoordinate: {}, weight: 11 }] } })),
    ).toEqual([
      'spec.prioritizerPolicy.configurations[0].weight: Invalid value: 11: spec.prioritizerPolicy.configurations[0].weight in body should be less than or equal to 10',
    ]);
  });

  it('CEL on create, not where the value has other faults', () => {
    expect(words(policy({ drClusters: ['a'], schedulingInterval: '5m' }))).toEqual([
      'spec.drClusters: Invalid value: drClusters requires a list of 2 clusters',
    ]);
    expect(words(policy({ drClusters: [1], schedulingInterval: '5m' }))).toHaveLength(1);
  });

  it('metadata', () => {
    const metadata = { name: 'A_b', labels: { 'a b': 'x y', long: 'x'.repeat(70) }, annotations: { n: 1 } };
    const { problems } = validateObject({ ...good, metadata });
    expect(
      problems.map(({ path, part, message }) => `${path.join('/')} ${part} ${message.slice(0, 60)}`).sort(),
    ).toEqual([
      'metadata/annotations/n value json: cannot unmarshal number into Go struct field ObjectMet',
      'metadata/labels/a b key Invalid value: "a b": name part must consist of alphanumeric',
      'metadata/labels/a b value Invalid value: "x y": a valid label must be an empty string ',
      `metadata/labels/long value Invalid value: "${'x'.repeat(44)}`,
      'metadata/name value Invalid value: "A_b": a lowercase RFC 1123 subdomain must co',
    ]);
    expect(words({ ...good, metadata: {} })).toEqual([
      'metadata.name: Required value: name or generateName is required',
    ]);
  });

  it('built-in kinds', () => {
    const storageClass = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', metadata: { name: 'a' } };
    expect(words({ ...storageClass, reclaimPolicy: 'Foo' })).toEqual([
      'provisioner: Required value',
      'reclaimPolicy: Unsupported value: "Foo": supported values: "Delete", "Retain"',
    ]);
    expect(words({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a.b' } })).toEqual([
      'metadata.name: Invalid value: "a.b": must not contain dots',
    ]);
    expect(
      words({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'a', namespace: 'b' },
        data: { a: true },
      }),
    ).toHaveLength(1);
  });

  it('a wrong version of a group that is known whole, and kinds without a schema', () => {
    expect(validateObject({ ...good, apiVersion: 'ramendr.openshift.io/v1' }).problems).toEqual([
      {
        path: ['apiVersion'],
        part: 'value',
        message: 'no matches for kind "DRPolicy" in version "ramendr.openshift.io/v1"',
        suggestion: 'ramendr.openshift.io/v1alpha1',
        help: 'write a version that is served: ramendr.openshift.io/v1alpha1',
      },
    ]);
    expect(validateObject({ apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } })).toEqual(
      {
        checked: false,
        problems: [],
        notChecked: [],
      },
    );
  });
});

describe('a change as the API server judges it', () => {
  it('immutable fields, scalars with their value', () => {
    const changed = policy({
      drClusters: ['dr2', 'dr1'],
      schedulingInterval: '6m',
      replicationClassSelector: { matchLabels: { a: 'b' } },
    });
    expect(
      validateUpdate(good, changed).problems.map(({ path, message }) => `${formatPath(path)}: ${message}`),
    ).toEqual([
      'spec.drClusters: Invalid value: drClusters is immutable',
      'spec.schedulingInterval: Invalid value: "6m": schedulingInterval is immutable',
      'spec.replicationClassSelector: Invalid value: replicationClassSelector is immutable',
    ]);
    expect(validateUpdate(good, good).problems).toEqual([]);
  });

  it('an optional field may come and go where only its value is fixed', () => {
    const cluster = (spec: JsonObject) => ({
      apiVersion: ramen,
      kind: 'DRCluster',
      metadata: { name: 'a' },
      spec,
    });
    const [without, east, west] = [
      cluster({ s3ProfileName: 's3' }),
      cluster({ s3ProfileName: 's3', region: 'east' }),
      cluster({ s3ProfileName: 's3', region: 'west' }),
    ];
    expect(validateUpdate(without, east).problems).toEqual([]);
    expect(validateUpdate(east, without).problems).toEqual([]);
    expect(validateUpdate(east, west).problems).toHaveLength(1);
  });
});
