import { describe, expect, it } from 'vitest';
import { kinds } from '../kinds/registry.ts';
import type { Config } from '../model/config.ts';
import { formatRef } from '../model/object-ref.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { buildTopology } from './build-topology.ts';
import { sourceOf } from './targets.ts';
import { findManifest, unreadThatMayHold } from './topology.ts';

const config: Config = {
  hub: {},
  managedClusters: [{ name: 'dr1' }, { name: 'dr2' }],
  sources: [
    { path: 'hub/' },
    { path: './managed/all', clusters: ['*'] },
    { path: 'managed/', clusters: ['dr1'] },
    { path: 'managed/all/special/', clusters: ['hub'] },
  ],
  ramen: {
    flavour: 'kubernetes',
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-cluster',
    opsNamespace: 'ramen-ops',
    mode: 'hub',
  },
  rules: {},
  gates: { removals: { max: 1 } },
  takeOver: [],
};

function topologyOf(files: Readonly<Record<string, string>>, change: Partial<Config> = {}) {
  const manifests = Object.entries(files).flatMap(([path, text]) => parseFile({ path, text }).manifests);
  return buildTopology(manifests, { ...config, ...change });
}

function refs(files: Readonly<Record<string, string>>, change: Partial<Config> = {}): readonly string[] {
  return topologyOf(files, change).objects.map(({ ref }) => formatRef(ref));
}

function storageClass(annotation?: string): string {
  const annotations =
    annotation === undefined ? '' : `, annotations: { ramen-sync.io/cluster: "${annotation}" }`;
  return `apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: rbd${annotations} }\nprovisioner: x\n`;
}

const cluster = (name: string) =>
  `apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRCluster\nmetadata: { name: ${name} }\nspec: { s3ProfileName: s }\n`;

describe('where an object goes', () => {
  it.each([
    ['the default of its kind', { 'x/a.yaml': cluster('dr1') }, ['drcluster/dr1']],
    ['the clusters of its source', { 'managed/a.yaml': storageClass() }, ['storageclass/rbd@dr1']],
    [
      '* is every managed cluster',
      { 'managed/all/a.yaml': storageClass() },
      ['storageclass/rbd@dr1', 'storageclass/rbd@dr2'],
    ],
    ['the deepest source wins', { 'managed/all/special/a.yaml': storageClass() }, ['storageclass/rbd']],
    [
      'a name that only starts alike is no match',
      { 'managed/allx/a.yaml': storageClass() },
      ['storageclass/rbd@dr1'],
    ],
    [
      'the annotation wins over the source',
      { 'managed/a.yaml': storageClass('dr2') },
      ['storageclass/rbd@dr2'],
    ],
    [
      'the annotation may be a list',
      { 'a.yaml': storageClass('hub, dr2') },
      ['storageclass/rbd', 'storageclass/rbd@dr2'],
    ],
    [
      'a name twice counts once',
      { 'a.yaml': storageClass('dr1,*') },
      ['storageclass/rbd@dr1', 'storageclass/rbd@dr2'],
    ],
    ['nowhere, where nothing says which managed cluster', { 'a.yaml': storageClass() }, []],
  ])('%s', (_, files, expected) => {
    expect(refs(files)).toEqual(expected);
  });

  it('without a config the DRClusters name the managed clusters', () => {
    const files = { 'a.yaml': storageClass('*'), 'b.yaml': cluster('east'), 'c.yaml': cluster('west') };
    expect(refs(files, { managedClusters: [], sources: [] })).toContain('storageclass/rbd@west');
  });

  it('names what is placed nowhere', () => {
    expect(topologyOf({ 'a.yaml': storageClass() }).unplaced).toHaveLength(1);
  });

  it('knows the source of the whole repository', () => {
    expect(sourceOf('a/b.yaml', [{ path: '.' }])).toEqual({ path: '.' });
  });
});

describe('what is applied', () => {
  const documents = (...texts: readonly string[]) => ({ 'hub/a.yaml': texts.join('---\n') });
  const configMap = (name: string, text = '') =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ramen-system }\ndata:\n  ramen_manager_config.yaml: |\n    x: 1\n${text}`;
  const secret = (name: string, more = '') =>
    `apiVersion: v1\nkind: Secret\nmetadata: { name: ${name}, namespace: ramen-system }\n${more}`;

  it('of Secrets and ConfigMaps only those that Ramen reads', () => {
    const profile = '    s3StoreProfiles:\n    - s3ProfileName: p\n      s3SecretRef: { name: s3 }\n';
    const topology = topologyOf(
      documents(
        configMap('ramen-hub-operator-config', profile),
        configMap('app'),
        secret('s3'),
        secret('password'),
      ),
    );
    expect(topology.objects.map(({ ref }) => ref.name)).toEqual(['ramen-hub-operator-config', 's3']);
    expect(topology.ignored).toEqual([{ what: 'v1 ConfigMap', count: 1 }]);
  });

  it('never an encrypted Secret', () => {
    const profile = '    s3StoreProfiles:\n    - s3ProfileName: p\n      s3SecretRef: { name: s3 }\n';
    const topology = topologyOf(
      documents(configMap('ramen-hub-operator-config', profile), secret('s3', 'sops: { mac: x }\n')),
    );
    expect(topology.objects.map(({ ref }) => ref.kind)).toEqual(['ConfigMap']);
    expect(topology.secrets.map(({ plain }) => plain)).toEqual([false]);
  });

  it('a plain RamenConfig as its ConfigMap', () => {
    const plain =
      'apiVersion: ramendr.openshift.io/v1alpha1\nkind: RamenConfig\nmaxConcurrentReconciles: 1\n';
    expect(refs({ 'hub/a.yaml': plain })).toEqual(['configmap/ramen-system/ramen-hub-operator-config']);
    expect(refs({ 'managed/a.yaml': plain })).toEqual([
      'configmap/ramen-cluster/ramen-dr-cluster-operator-config@dr1',
    ]);
  });

  it('VolumeReplicationGroups only where there is no hub operator', () => {
    const vrg = `apiVersion: ramendr.openshift.io/v1alpha1\nkind: VolumeReplicationGroup\nmetadata: { name: a, namespace: b }\n`;
    expect(refs({ 'managed/a.yaml': vrg })).toEqual([]);
    expect(refs({ 'managed/a.yaml': vrg }, { ramen: { ...config.ramen, mode: 'manual' } })).toHaveLength(1);
  });

  it('once, though two manifests ask for it; a stray namespace makes no second object', () => {
    const stray = cluster('dr1').replace('name: dr1', 'name: dr1, namespace: x');
    const topology = topologyOf(documents(cluster('dr1'), stray));
    expect(topology.objects).toHaveLength(1);
    expect(topology.duplicates.map(({ second }) => second.manifest.document)).toEqual([1]);
  });
});

describe('a configuration that is not to be read, or stands twice', () => {
  const head =
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ramen-hub-operator-config, namespace: ramen-system }\n';
  const text = (value: string): string => `${head}data: { ramen_manager_config.yaml: ${value} }\n`;

  it.each([
    ['a list', '"- a"', 'no map'],
    ['a word', 'hello', 'no map'],
    ['nothing', '""', 'empty'],
    ['a comment', '"# later"', 'empty'],
  ])('%s is trouble', (_, value, words) => {
    const [document] = topologyOf({ 'a.yaml': text(value) }).ramenConfigs;
    expect(document?.trouble).toMatchObject([
      { rule: 'yaml-syntax', message: expect.stringContaining(words), location: { line: 4, column: 36 } },
    ]);
  });

  it('in its two spellings is one object twice', () => {
    const plain = 'apiVersion: ramendr.openshift.io/v1alpha1\nkind: RamenConfig\nramenOpsNamespace: x\n';
    const { objects, duplicates } = topologyOf({ 'a.yaml': text('"volSync: {}"'), 'b.yaml': plain });
    expect(objects).toHaveLength(1);
    expect(duplicates.map(({ first, second }) => [first.manifest.file, second.manifest.file])).toEqual([
      ['a.yaml', 'b.yaml'],
    ]);
  });
});

describe('both spellings of RamenConfig', () => {
  const body = ['s3StoreProfiles:', '- s3ProfileName: one', '- s3ProfileName: two'];
  const inConfigMap = `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
${body.map((line) => `    ${line}\n`).join('')}`;
  const asDocument = `apiVersion: ramendr.openshift.io/v1alpha1\nkind: RamenConfig\n${body.join('\n')}\n`;

  it.each([
    ['ConfigMap', inConfigMap, 8, 22, 'data["ramen_manager_config.yaml"]:s3StoreProfiles[1].s3ProfileName'],
    ['document', asDocument, 5, 18, 's3StoreProfiles[1].s3ProfileName'],
  ])('%s: places lead into the file', (_, text, line, column, path) => {
    const { ramenConfigs, s3Profiles } = topologyOf({ 'hub/a.yaml': text });
    expect(s3Profiles.map(({ name }) => name)).toEqual(['one', 'two']);
    const [document] = ramenConfigs;
    expect(document?.locate(['s3StoreProfiles', 1, 's3ProfileName'])).toMatchObject({ line, column });
    expect(document?.formatPath(['s3StoreProfiles', 1, 's3ProfileName'])).toBe(path);
  });

  it('text that does not parse is trouble with a place, and no profile', () => {
    const [document] = topologyOf({
      'hub/a.yaml': inConfigMap.replace('s3StoreProfiles:', 's3StoreProfiles: ['),
    }).ramenConfigs;
    expect(document).toMatchObject({ readable: false, value: {} });
    expect(document?.trouble.map(({ rule, location }) => [rule, location.file])).toEqual([
      ['yaml-syntax', 'hub/a.yaml'],
    ]);
    expect(document?.trouble[0]?.location.line).toBeGreaterThan(5);
  });

  it('a key twice inside the text is trouble with both places', () => {
    const twice = inConfigMap.replace('- s3ProfileName: two', '  s3ProfileName: two');
    const [trouble] = topologyOf({ 'hub/a.yaml': twice }).ramenConfigs.flatMap(
      (document) => document.trouble,
    );
    expect(trouble).toMatchObject({ rule: 'duplicate-key', location: { line: 8 }, first: { line: 7 } });
  });
});

describe('what could not be read', () => {
  it('may hold what it mentions, or anything where there is no text', () => {
    const known = buildTopology([], config, [{ file: 'a.yaml', text: 'name: p5m' }]);
    expect(unreadThatMayHold(known, 'p5m')?.file).toBe('a.yaml');
    expect(unreadThatMayHold(known, 'other')).toBeUndefined();
    expect(unreadThatMayHold(buildTopology([], config, [{ file: 'b.yaml' }]), 'x')?.file).toBe('b.yaml');
  });
});

describe('findManifest', () => {
  it('asks for the namespace only where the kind has one', () => {
    const topology = topologyOf({ 'a.yaml': cluster('dr1').replace('name: dr1', 'name: dr1, namespace: x') });
    const kind = kinds.find((candidate) => candidate.kind === 'DRCluster');
    if (kind === undefined) throw new Error('no such kind');
    expect(findManifest(topology, kind, 'dr1')?.key.name).toBe('dr1');
    expect(findManifest(topology, kind, 'dr2')).toBeUndefined();
  });
});
