import { describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import { runLint } from '../lint/run-lint.ts';
import type { Finding } from '../model/finding.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { buildTopology } from '../topology/build-topology.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { changeRules } from './registry.ts';

const config = parseConfig(undefined, 'ramen-sync.yaml');

function read(objects: readonly JsonObject[]) {
  const file = { path: 'a.yaml', text: objects.map((object) => JSON.stringify(object)).join('\n---\n') };
  const parsed = [parseFile(file)];
  const manifests = parsed.flatMap((each) => each.manifests);
  return { files: [file], parsed, topology: buildTopology(manifests, config) };
}

/** What change rules say. */
function judge(before: readonly JsonObject[], after: readonly JsonObject[]): readonly Finding[] {
  const levels = { levels: {}, only: changeRules.map(({ id }) => id), off: [], against: true } as const;
  const earlier = { topology: read(before).topology, commit: '1a2b3c4' };
  const input = { ...read(after), before: earlier, levels, reportOn: () => true, notChecked: [], now: 0 };
  return runLint(input).findings;
}

function rulesOf(before: readonly JsonObject[], after: readonly JsonObject[]): readonly string[] {
  return judge(before, after).map(({ rule }) => rule);
}

function control(spec: JsonObject, name = 'cart', namespace = 'shop'): JsonObject {
  const fixed = { drPolicyRef: { name: 'p5m' }, placementRef: { name: 'cart' }, pvcSelector: {} };
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRPlacementControl',
    metadata: { name, namespace },
    spec: { preferredCluster: 'dr1', ...fixed, ...spec },
  };
}

const failover = { action: 'Failover', failoverCluster: 'dr2' };
const test = { ...failover, dryRun: true };
const relocate = { action: 'Relocate' };

describe('runtime fields of a DRPlacementControl', () => {
  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['a failover begins', {}, failover, []],
    ['a test begins', {}, test, []],
    ['a test ends', test, {}, []],
    ['a test ends where it was prepared', test, { failoverCluster: 'dr2' }, []],
    ['a test becomes real', test, failover, ['dry-run-dropped']],
    ['a test becomes real in so many words', test, { ...failover, dryRun: false }, ['dry-run-dropped']],
    // The failover that stood there before the test.
    ['a test on the old home ends', { ...test, failoverCluster: 'dr1' }, failover, []],
    ['a test after a failover', failover, { ...test, failoverCluster: 'dr1' }, []],
    ['a test on another cluster', test, { ...test, failoverCluster: 'dr1' }, []],
    ['a test ends and home moves', test, { preferredCluster: 'dr2' }, ['preferred-cluster-changed']],
    ['home by a relocation', failover, { ...failover, ...relocate }, []],
    ['a failover in the middle of a relocation', relocate, failover, []],
    ['a second failover', failover, { ...failover, failoverCluster: 'dr1' }, ['failover-cluster-changed']],
    ['a failover is forgotten', failover, {}, ['action-removed']],
    ['a failover is cleared where it ended', failover, { preferredCluster: 'dr2' }, ['action-removed']],
    ['a relocation is cleared', relocate, {}, ['action-removed']],
    ['a relocation is turned round', relocate, { preferredCluster: 'dr2' }, ['action-removed']],
    ['the next relocation', relocate, { ...relocate, preferredCluster: 'dr2' }, []],
    ['preferredCluster alone', {}, { preferredCluster: 'dr2' }, ['preferred-cluster-changed']],
    ['a failover says where it runs', failover, { ...failover, preferredCluster: 'dr2' }, []],
    [
      'a failover to a place and home to another',
      failover,
      { ...failover, preferredCluster: 'dr3' },
      ['preferred-cluster-changed'],
    ],
  ])('%s', (_, before, after, rules) => {
    expect(rulesOf([control(before)], [control(after)])).toEqual(rules);
  });

  it('tells a removal that is right in the end from one that is wrong', () => {
    const [wrong] = judge([control(failover)], [control({})]);
    expect(wrong?.message).toContain('would deploy it on dr1');
    expect(wrong?.help).toContain('preferredCluster: dr2');
    const [early] = judge([control(failover)], [control({ preferredCluster: 'dr2' })]);
    expect(early?.message).toContain('safe only when that is really over');
  });
});

describe('what is protected', () => {
  const protects = (kubeObjectProtection: Json): JsonObject => ({ kubeObjectProtection });
  const selecting = (kubeObjectSelector: JsonObject): JsonObject => protects({ kubeObjectSelector });
  const machines = (...names: readonly string[]): JsonObject =>
    protects({
      recipeParameters: { PROTECTED_VMS: names },
      recipeRef: { name: 'vm-recipe', namespace: 'ramen-ops' },
    });
  const app = (...values: readonly string[]): JsonObject => ({
    matchExpressions: [{ key: 'app', operator: 'In', values }],
  });

  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ['a namespace more', { protectedNamespaces: ['a'] }, { protectedNamespaces: ['b', 'a'] }, []],
    ['another order', { protectedNamespaces: ['a', 'b'] }, { protectedNamespaces: ['b', 'a'] }, []],
    [
      'another namespace',
      { protectedNamespaces: ['a'] },
      { protectedNamespaces: ['b'] },
      ['protected-namespaces-narrowed'],
    ],
    ['no list any more', { protectedNamespaces: ['a'] }, {}, ['protected-namespaces-narrowed']],
    ['objects too', {}, protects({}), []],
    ['another interval', protects({}), protects({ captureInterval: '10m' }), []],
    ['no objects', protects({}), {}, ['kube-objects-narrowed']],
    ['a first selector', protects({}), selecting(app('a')), ['kube-objects-narrowed']],
    ['no selector any more', selecting(app('a')), protects({}), []],
    ['a wider selector', selecting(app('a')), selecting(app('a', 'b')), []],
    ['a narrower one', selecting(app('a', 'b')), selecting(app('a')), ['kube-objects-narrowed']],
    ['the same, spelled otherwise', selecting({ matchLabels: { app: 'a' } }), selecting(app('a')), []],
    [
      'a requirement less',
      selecting({ matchLabels: { a: 'b', c: 'd' } }),
      selecting({ matchLabels: { c: 'd' } }),
      [],
    ],
    ['a virtual machine more', machines('a'), machines('a', 'b'), []],
    ['a virtual machine less', machines('a', 'b'), machines('a'), ['kube-objects-narrowed']],
  ])('%s', (_, before, after, rules) => {
    expect(rulesOf([control(before)], [control(after)])).toEqual(rules);
  });
});

describe('objects that come and go', () => {
  const removal = (kind: string): JsonObject => ({
    apiVersion: 'ramen-sync.io/v1alpha1',
    kind: 'Removal',
    metadata: { name: 'r' },
    spec: { objects: [{ kind, namespace: 'shop', name: 'cart' }] },
  });

  it.each<[string, readonly JsonObject[], readonly JsonObject[], readonly string[]]>([
    ['renamed', [control({})], [control({}, 'cart-drpc')], ['drpc-renamed']],
    ['moved', [control({})], [control({}, 'cart', 'shop2')], ['drpc-moved']],
    [
      'moved and renamed: one goes, one comes',
      [control({})],
      [control({}, 'basket', 'shop2')],
      ['object-removed'],
    ],
    ['another Placement', [control({})], [control({ placementRef: { name: 'b' } }, 'b')], ['object-removed']],
    ['removed as it should be', [control({})], [removal('DRPlacementControl')], []],
    ['removed by its short name', [control({})], [removal('drpc')], []],
    ['the Removal is for something else', [control({})], [removal('Placement')], ['object-removed']],
    [
      'replaced after a Removal',
      [control({}), removal('drpc')],
      [control({}, 'cart-drpc'), removal('drpc')],
      [],
    ],
    ['two of a Placement, one goes', [control({}), control({}, 'b')], [control({}, 'b')], ['object-removed']],
  ])('%s', (_, before, after, rules) => {
    expect(rulesOf(before, after)).toEqual(rules);
  });
});

describe('clusters and configuration', () => {
  const cluster = (spec: JsonObject): JsonObject => ({
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRCluster',
    metadata: { name: 'dr1' },
    spec: { s3ProfileName: 'minio', ...spec },
  });

  it.each<[string, string | undefined, string | undefined, readonly string[]]>([
    ['fenced', undefined, 'Fenced', []],
    ['lifted', 'Fenced', 'Unfenced', []],
    ['taken away', 'Fenced', undefined, ['fence-removed']],
    ['only said to be lifted', 'Fenced', 'ManuallyUnfenced', ['fence-removed']],
    ['lifted before', 'Unfenced', undefined, []],
    ['by hand all along', 'ManuallyFenced', undefined, []],
  ])('a fence is %s', (_, then, now, rules) => {
    const fenced = (clusterFence: string | undefined): JsonObject =>
      cluster(clusterFence === undefined ? {} : { clusterFence });
    expect(rulesOf([fenced(then)], [fenced(now)])).toEqual(rules);
  });

  const profile = {
    s3ProfileName: 'minio',
    s3Bucket: 'ramen',
    s3CompatibleEndpoint: 'https://minio.example.com',
    s3Region: 'east',
    s3SecretRef: { name: 's3' },
  };
  const document = (value: JsonObject): JsonObject => ({
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'RamenConfig',
    ...value,
  });
  /** The other spelling of the same. */
  const configMap = (value: JsonObject): JsonObject => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'ramen-hub-operator-config', namespace: 'ramen-system' },
    data: { 'ramen_manager_config.yaml': JSON.stringify(value) },
  });

  it.each<[string, JsonObject, readonly string[]]>([
    ['nothing', {}, []],
    ['the bucket', { s3Bucket: 'b' }, ['s3Bucket']],
    ['the endpoint', { s3CompatibleEndpoint: 'https://other.example.com' }, ['s3CompatibleEndpoint']],
    ['the spelling of the endpoint', { s3CompatibleEndpoint: 'https://minio.example.com/' }, []],
    [
      'region and Secret',
      { s3Region: 'west', s3SecretRef: { name: 's4' } },
      ['s3Region', 's3SecretRef.name'],
    ],
    ['the namespace of the Secret', { s3SecretRef: { name: 's3', namespace: 'ramen-system' } }, []],
    ['a CA', { caCertificates: 'aGk=' }, []],
    ['the name', { s3ProfileName: 'other' }, []],
  ])('of a used profile changes %s', (_, difference, fields) => {
    const [then, now] = [profile, { ...profile, ...difference }].map((each) => ({ s3StoreProfiles: [each] }));
    const spellings = [document, configMap];
    for (const before of spellings) {
      for (const after of spellings) {
        const found = judge([cluster({}), before(then ?? {})], [cluster({}), after(now ?? {})]);
        expect(
          found.map(({ rule, path }) => `${rule} ${path?.replace(/^.*s3StoreProfiles\[0\]\./, '')}`),
        ).toEqual(fields.map((field) => `used-profile-changed ${field}`));
      }
    }
    expect(rulesOf([document(then ?? {})], [cluster({}), document(now ?? {})])).toEqual([]);
  });

  it.each<[string, JsonObject, JsonObject, readonly string[]]>([
    [
      'automation off',
      {},
      { drClusterOperator: { deploymentAutomationEnabled: false } },
      ['automation-turned-off'],
    ],
    [
      'automation off as before',
      { drClusterOperator: { deploymentAutomationEnabled: false } },
      { drClusterOperator: { deploymentAutomationEnabled: false }, maxConcurrentReconciles: 2 },
      [],
    ],
    ['the default ops namespace', {}, { ramenOpsNamespace: 'ramen-ops' }, []],
    ['another ops namespace', {}, { ramenOpsNamespace: 'dr-ops' }, ['ops-namespace-changed']],
    ['no longer another one', { ramenOpsNamespace: 'dr-ops' }, {}, ['ops-namespace-changed']],
  ])('configuration: %s', (_, then, now, rules) => {
    expect(rulesOf([document(then)], [document(now)])).toEqual(rules);
    expect(rulesOf([document(then)], [configMap(now)])).toEqual(rules);
  });
});
