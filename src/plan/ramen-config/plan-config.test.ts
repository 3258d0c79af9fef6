import { describe, expect, it } from 'vitest';
import type { Config } from '../../model/config.ts';
import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import type { Risk } from '../../model/plan.ts';
import { rewriteConfig } from '../../sandbox/ramen/config/rewrite-config.ts';
import { buildTopology } from '../../topology/build-topology.ts';
import { parseFile } from '../../yaml/parse-file.ts';
import { parseText } from '../../yaml/parse-text.ts';
import { readBase } from '../base.ts';
import { declaredObject } from '../desired-object.ts';
import { secretMask } from '../secret-mask.ts';
import type { PlannedConfig } from './config-input.ts';
import { planConfig } from './plan-config.ts';

const config: Config = {
  hub: {},
  managedClusters: [{ name: 'dr1' }],
  sources: [],
  ramen: {
    flavour: 'kubernetes',
    operatorNamespace: 'ramen-system',
    clusterOperatorNamespace: 'ramen-system',
    opsNamespace: 'ramen-ops',
    mode: 'hub',
  },
  rules: {},
  gates: { removals: { max: 1 } },
  takeOver: [],
};

const complete = `# the whole of it
maxConcurrentReconciles: 50
health: { healthProbeBindAddress: ":8081" }
metrics: { bindAddress: 0.0.0.0:9289 }
leaderElection: { leaderElect: true, resourceName: hub.ramendr.openshift.io }
ramenOpsNamespace: ramen-ops
drClusterOperator:
  deploymentAutomationEnabled: true # the hub does it
  s3SecretDistributionEnabled: true
multiNamespace: { FeatureEnabled: true, volsyncSupported: true }
volumeUnprotectionEnabled: true
retainNamespaceSCCAcrossPeers: true
s3StoreProfiles:
  # the store of dr1
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
`;
const secondProfile = `  - s3ProfileName: minio-on-dr2
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr2.example.com
    s3Region: us-east-1
    s3SecretRef:
      name: s3-dr2
`;

function inConfigMap(text: string, more = ''): string {
  const lines = text.split('\n').map((line) => (line === '' ? line : `    ${line}`));
  return `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system${more} }
data:
  ramen_manager_config.yaml: |
${lines.join('\n')}`;
}

interface Around {
  /** The manifest at the base's revision. */
  readonly before?: string;
  readonly maxRisk?: Risk;
  readonly allowed?: readonly string[];
  readonly drClusters?: readonly LiveObject[];
}

/** Plans the only object of a manifest against what is live. */
function plan(manifest: string, live: LiveObject | undefined, around: Around = {}): PlannedConfig {
  const object = objectOf(manifest);
  const base = live === undefined ? undefined : readBase(live);
  return planConfig({
    desired: {
      ref: object.ref,
      kind: object.kind,
      manifest: object.manifest,
      declared: declaredObject(object.manifest.object, object.ref.namespace),
      ours: { commit: 'c1', dirty: false },
    },
    document: object.ramenConfig,
    live,
    before:
      base === undefined || around.before === undefined ? undefined : objectOf(around.before).manifest.object,
    context: {
      lineage: { kind: 'ancestor' },
      askedOtherwiseSince: false,
      overrideLive: false,
      now: 0,
      digest: (text) => text,
    },
    judging: {
      situation: undefined,
      maxRisk: around.maxRisk,
      neighbours: { applications: [], drClusters: around.drClusters ?? [] },
      configuredClusters: [],
      allowed: new Set(around.allowed),
    },
    secrets: secretMask(),
  });
}

function objectOf(manifest: string) {
  const { manifests } = parseFile({ path: 'hub/config.yaml', text: manifest });
  const [object] = buildTopology(manifests, config).objects;
  if (object?.ramenConfig === undefined) throw new Error('no configuration');
  return { ...object, ramenConfig: object.ramenConfig };
}

function configMap(text: string | undefined, more: JsonObject = {}): LiveObject {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: 'ramen-hub-operator-config',
      namespace: 'ramen-system',
      uid: 'u',
      resourceVersion: '7',
    },
    ...(text === undefined ? {} : { data: { 'ramen_manager_config.yaml': text } }),
    ...more,
  };
}

/** The object after the planned write, as JSON patch makes it. */
function written(live: LiveObject, { write }: PlannedConfig): LiveObject {
  if (write === undefined) return live;
  if (write.type !== 'patch') throw new Error('no patch');
  const copy = structuredClone(live) as Record<string, unknown>;
  for (const { op, path, value } of write.operations) {
    if (op !== 'add') continue;
    const steps = path
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    let holder = copy;
    for (const step of steps.slice(0, -1)) holder = holder[step] as Record<string, unknown>;
    holder[steps.at(-1) ?? ''] = value;
  }
  return copy as LiveObject;
}

function textOf(live: LiveObject): string {
  return getString(live, ['data', 'ramen_manager_config.yaml']) ?? '';
}

/** In step, with a base, as after an apply and a second look. */
function applied(manifest: string, text = complete): LiveObject {
  const live = configMap(text);
  return written(live, plan(manifest, live, { allowed: ['max-risk'] }));
}

const set = (text: string, from: string, to: string): string => {
  expect(text).toContain(from);
  return text.replace(from, to);
};
const paths = ({ change }: PlannedConfig) => change.fields.map(({ path }) => path.split(':').at(-1));

describe('a change of the configuration', () => {
  const manifest = inConfigMap(complete);
  const live = applied(manifest);

  it('writes its values into the text and nothing else', () => {
    const wanted = inConfigMap(set(complete, 's3Bucket: ramen', 's3Bucket: other'));
    const planned = plan(wanted, live, { before: manifest });
    expect(planned.change).toMatchObject({ state: 'update', risk: 'narrows-protection', blocks: [] });
    expect(planned.change.fields).toEqual([
      {
        path: 'data["ramen_manager_config.yaml"]:s3StoreProfiles.minio-on-dr1.s3Bucket',
        live: 'ramen',
        git: 'other',
        origin: 'git',
      },
    ]);
    const result = written(live, planned);
    expect(textOf(result)).toBe(complete.replace('s3Bucket: ramen', 's3Bucket: other'));
    expect(plan(wanted, result, { before: wanted }).change.state).toBe('unchanged');
    expect(planned.write).toMatchObject({
      operations: [
        { op: 'test', path: '/metadata/uid', value: 'u' },
        { op: 'test', path: '/metadata/resourceVersion', value: '7' },
        { op: 'add', path: '/data/ramen_manager_config.yaml' },
        { op: 'add', path: '/metadata/annotations/ramen-sync.io~1applied' },
      ],
    });
  });

  it('writes the parts that pass, and names the one that a gate stops', () => {
    const text = set(set(complete, 's3Bucket: ramen', 's3Bucket: other'), 'Reconciles: 50', 'Reconciles: 40');
    const wanted = inConfigMap(text + secondProfile);
    const planned = plan(wanted, live, { before: manifest, maxRisk: 'reversible' });
    expect(planned.change.state).toBe('update');
    expect(planned.change.blocks).toMatchObject([
      {
        gate: 'max-risk',
        message: expect.stringContaining('S3 profile minio-on-dr1 of ramen-system/ramen-hub-operator-config'),
      },
    ]);
    expect(planned.change.fields.filter(({ blocked }) => blocked).map(({ path }) => path)).toEqual([
      'data["ramen_manager_config.yaml"]:s3StoreProfiles.minio-on-dr1.s3Bucket',
    ]);
    const result = written(live, planned);
    expect(textOf(result)).toBe(set(complete, 'Reconciles: 50', 'Reconciles: 40') + secondProfile);
    // Git's wish for the profile must not look like somebody else's drift afterwards.
    expect(readBase(result)).toEqual(readBase(live));
    const again = plan(wanted, result, { before: manifest, maxRisk: 'reversible' });
    expect(again.change).toMatchObject({ state: 'blocked', fields: [{ origin: 'git' }] });
    expect(again.write).toBeUndefined();
    const allowed = plan(wanted, result, { before: manifest });
    expect(parseText(textOf(written(result, allowed))).value).toEqual(parseText(text + secondProfile).value);
  });

  it('tells drift from what Git asks, and both', () => {
    const drifted = configMap(set(complete, 's3Region: us-east-1', 's3Region: eu'), {
      metadata: live.metadata ?? {},
    });
    expect(plan(manifest, drifted, { before: manifest }).change.fields).toMatchObject([{ origin: 'live' }]);
    const asked = inConfigMap(set(complete, 's3Region: us-east-1', 's3Region: us'));
    const both = plan(asked, drifted, { before: manifest });
    expect(both.change).toMatchObject({ state: 'blocked', fields: [{ origin: 'both' }] });
    expect(both.write).toBeUndefined();
  });

  it('leaves a profile that Git has lost, and what Git never declared', () => {
    const both = configMap(`${complete}${secondProfile}unknown: { to: us }\n`, {
      metadata: live.metadata ?? {},
    });
    const planned = plan(manifest, both, { before: inConfigMap(complete + secondProfile) });
    expect(planned.write).toBeUndefined();
    expect(planned.change.state).toBe('unchanged');
  });
});

describe("after the operator's rewrite", () => {
  const off = set(complete, 'deploymentAutomationEnabled: true', 'deploymentAutomationEnabled: false');
  const manifest = inConfigMap(`${off}webhook: { port: 9443 }\n`);
  const first = applied(manifest);
  const restart = (live: LiveObject): LiveObject =>
    configMap(rewriteConfig(textOf(live), 'hub', 'ramen-system'), { metadata: live.metadata ?? {} });

  it('a lost false is one warning and no write', () => {
    const live = restart(restart(first));
    const rewritten = restart(first);
    expect(textOf(rewritten)).not.toContain('deploymentAutomationEnabled');
    const planned = plan(manifest, rewritten, { before: manifest });
    expect(planned.write).toBeUndefined();
    expect(planned.change).toMatchObject({ state: 'unchanged', fields: [] });
    expect(planned.change.consequences).toMatchObject([
      {
        code: 'not-durable',
        text: expect.stringContaining('drClusterOperator.deploymentAutomationEnabled: false'),
      },
      { code: 'dropped', text: expect.stringContaining('webhook.port') },
    ]);
    // After the start that follows it counts as true, and is put back once.
    const back = plan(manifest, live, { before: manifest });
    expect(paths(back)).toEqual(['drClusterOperator.deploymentAutomationEnabled']);
    const drClusters = [{ metadata: { name: 'dr1' }, spec: {} }];
    expect(plan(manifest, live, { before: manifest, drClusters }).change).toMatchObject({
      state: 'update',
      blocks: [],
    });
    // Asked for the first time, it takes the operator from the clusters.
    const asked = plan(manifest, configMap(complete), { allowed: ['max-risk'], drClusters });
    expect(asked.change.blocks).toMatchObject([{ gate: 'config-used' }]);
    expect(back.change.fields).toMatchObject([{ live: true, git: false, origin: 'live' }]);
    expect(back.change.consequences).toMatchObject([{ code: 'not-durable' }, { code: 'dropped' }]);
  });

  it('the next real write states the false again, and says that it does not last', () => {
    const wanted = set(manifest, 'Reconciles: 50', 'Reconciles: 40');
    const planned = plan(wanted, restart(first), { before: manifest });
    expect(paths(planned)).toEqual(['maxConcurrentReconciles']);
    expect(planned.change.consequences[0]?.text).toContain('is written, but is not durable');
    const text = textOf(written(restart(first), planned));
    expect(parseText(text).value).toMatchObject({
      maxConcurrentReconciles: 40,
      drClusterOperator: { deploymentAutomationEnabled: false },
    });
  });

  it('names that the hub sets itself stay as it set them, until Git asks for others', () => {
    const named = set(complete, 'drClusterOperator:\n', 'drClusterOperator:\n  channelName: stable\n');
    const wanted = inConfigMap(named);
    const rewritten = restart(applied(wanted, named));
    const planned = plan(wanted, rewritten, { before: wanted });
    expect(planned.write).toBeUndefined();
    expect(planned.change.consequences).toMatchObject([{ code: 'overruled' }]);
    const asked = set(wanted, 'channelName: stable', 'channelName: newer');
    expect(plan(asked, rewritten, { before: wanted }).change.fields).toMatchObject([
      { live: 'alpha', git: 'newer', origin: 'both' },
    ]);
  });

  it('spelling is no difference: numbers as text, base64 over lines, durations, case', () => {
    const odd = `${complete
      .replace('0.0.0.0:9289', '0')
      .replace('FeatureEnabled', 'featureEnabled')
      .replace('leaderElect: true', 'leaderElect: true, leaseDuration: 60s')}    caCertificates: |
      aGVs
      bG8=
`;
    const wanted = inConfigMap(odd);
    expect(plan(wanted, restart(applied(wanted, odd)), { before: wanted }).change).toMatchObject({
      state: 'unchanged',
      consequences: [],
    });
  });
});

describe('whichever way it is spelled', () => {
  const asDocument = `apiVersion: ramendr.openshift.io/v1alpha1\nkind: RamenConfig\n${complete}`;
  const spellings = {
    'a ConfigMap': inConfigMap(complete),
    'a ConfigMap with the type inside': inConfigMap(asDocument),
    'a ConfigMap as the operator writes it': inConfigMap(
      rewriteConfig(complete, 'hub', 'ramen-system') ?? '',
    ),
    'a plain document': asDocument,
  };

  it.each(Object.entries(spellings))('%s plans the same', (_, manifest) => {
    const live = configMap(set(complete, 's3Region: us-east-1', 's3Region: eu') + secondProfile);
    const { change } = plan(manifest, live, { allowed: ['max-risk'] });
    expect(change.object).toEqual(plan(inConfigMap(complete), live).change.object);
    const ofProfile = change.fields.filter(({ path }) => path.includes('minio'));
    expect(ofProfile).toMatchObject([{ live: 'eu', git: 'us-east-1' }]);
    expect(change).toMatchObject({ state: 'update', risk: 'narrows-protection' });
    const settled = applied(manifest, complete);
    expect(plan(inConfigMap(complete), settled, { before: manifest }).change.fields).toEqual([]);
  });
});

describe('the configuration of a managed cluster', () => {
  const ofCluster = (text: string): string =>
    inConfigMap(text, ', annotations: { ramen-sync.io/cluster: dr1 }').replace(
      'hub-operator',
      'dr-cluster-operator',
    );
  const withoutOperator = complete.replace(/drClusterOperator:\n(?: .*\n)+/, '');

  it('is planned there, and needs no section for the operator of clusters to be whole', () => {
    const planned = plan(ofCluster(withoutOperator), undefined);
    expect(planned.change).toMatchObject({
      state: 'create',
      object: { cluster: 'dr1', name: 'ramen-dr-cluster-operator-config' },
    });
    expect(plan(inConfigMap(withoutOperator), undefined).change.blocks).toMatchObject([
      { gate: 'config-incomplete', message: expect.stringContaining('drClusterOperator') },
    ]);
  });

  it('has names that nobody sets there', () => {
    const named = set(complete, 'drClusterOperator:\n', 'drClusterOperator:\n  channelName: stable\n');
    const manifest = ofCluster(named);
    const live = applied(manifest, named);
    const rewritten = configMap(rewriteConfig(textOf(live), 'cluster', 'x'), {
      metadata: live.metadata ?? {},
    });
    expect(plan(manifest, rewritten, { before: manifest }).change).toMatchObject({
      state: 'unchanged',
      consequences: [],
    });
    const moved = configMap(set(textOf(live), 'stable', 'alpha'), { metadata: live.metadata ?? {} });
    expect(paths(plan(manifest, moved, { before: manifest }))).toEqual(['drClusterOperator.channelName']);
  });
});

describe('what stands on the cluster', () => {
  const manifest = inConfigMap(complete);

  it.each<[string, LiveObject | undefined, string]>([
    ['a text that does not parse', configMap('a: [\n'), 'live-unreadable'],
    ['a list', configMap('- a\n'), 'live-unreadable'],
    ['a scalar', configMap('nothing\n'), 'live-unreadable'],
    ['an immutable ConfigMap', configMap(complete, { immutable: true }), 'live-unreadable'],
  ])('%s blocks, with a way on', (_, live, gate) => {
    const planned = plan(manifest, live);
    expect(planned.change).toMatchObject({ state: 'blocked', blocks: [{ gate, help: expect.any(String) }] });
    expect(planned.write).toBeUndefined();
  });

  it.each<[string, LiveObject]>([
    ['no data', configMap(undefined)],
    ['another key', configMap(undefined, { data: { other: 'x' } })],
    ['an empty text', configMap('')],
    ['comments alone', configMap('# to be filled\n---\n')],
  ])('%s takes a whole text, and no other', (_, live) => {
    const planned = plan(manifest, live);
    expect(planned.change).toMatchObject({ state: 'update', blocks: [] });
    expect(textOf(written(live, planned))).toBe(complete);
    const part = plan(inConfigMap('ramenOpsNamespace: x\n'), live);
    expect(part.change).toMatchObject({ state: 'blocked', blocks: [{ gate: 'config-incomplete' }] });
  });

  it('no ConfigMap takes a whole text, comments and labels included, and no other', () => {
    const planned = plan(inConfigMap(complete, ', labels: { team: dr }'), undefined);
    expect(planned.change.state).toBe('create');
    expect(planned.write).toMatchObject({
      type: 'create',
      body: {
        kind: 'ConfigMap',
        metadata: { labels: { team: 'dr' }, resourceVersion: '1' },
        data: { 'ramen_manager_config.yaml': complete },
      },
    });
    expect(plan(inConfigMap('ramenOpsNamespace: x\n'), undefined).change.blocks).toMatchObject([
      { gate: 'config-incomplete', help: expect.any(String) },
    ]);
  });

  it('of two profiles of one name the first counts, and one without a name is left alone', () => {
    const twins = `${complete}${secondProfile.replace('minio-on-dr2', 'minio-on-dr1')}  - s3Bucket: nameless\n`;
    const planned = plan(
      inConfigMap(set(complete, 's3Region: us-east-1', 's3Region: eu')),
      configMap(twins),
      {
        allowed: ['max-risk'],
      },
    );
    expect(textOf(written(configMap(twins), planned))).toBe(twins.replace('us-east-1', 'eu'));
  });

  it('keys that stand twice: the last one counts, and is the one that is set', () => {
    const twice = `${complete}ramenOpsNamespace: second\n`;
    const planned = plan(inConfigMap(set(complete, ': ramen-ops', ': third')), configMap(twice), {
      allowed: ['max-risk'],
    });
    expect(planned.change.fields).toMatchObject([{ live: 'second', git: 'third' }]);
    expect(parseText(textOf(written(configMap(twice), planned))).value).toMatchObject({
      ramenOpsNamespace: 'third',
    });
  });

  it('labels and other keys of the ConfigMap are compared too, save those of Ramen', () => {
    const backup = '"cluster.open-cluster-management.io/backup": resource';
    const wanted = `${inConfigMap(complete, `, labels: { team: dr, ${backup} }`)}  other: "1"\n`;
    const live = configMap(complete);
    const planned = plan(wanted, live);
    expect(planned.change.fields.map(({ path }) => path)).toEqual(['metadata.labels.team', 'data.other']);
    const result = written(live, planned);
    expect(result).toMatchObject({ metadata: { labels: { team: 'dr' } }, data: { other: '1' } });
    expect(plan(wanted, result, { before: wanted }).change.state).toBe('unchanged');
  });

  it('anchors that stand in the way cost the comments, which is said, and no value', () => {
    const anchored = `x: &same { name: s3-dr1 }\n${complete.replace('{ name: s3-dr1 }', '*same')}`;
    const wanted = inConfigMap(set(complete, 'name: s3-dr1', 'name: s3-new'));
    const planned = plan(wanted, configMap(anchored), { allowed: ['max-risk'] });
    const value = parseText(textOf(written(configMap(anchored), planned))).value;
    expect(value).toMatchObject({
      x: { name: 's3-dr1' },
      s3StoreProfiles: [{ s3SecretRef: { name: 's3-new' } }],
    });
    if (!textOf(written(configMap(anchored), planned)).includes('# the whole of it')) {
      expect(planned.change.consequences).toMatchObject([{ code: 'comments-lost' }]);
    }
  });
});

it('secrets that somebody put into the configuration are masked', () => {
  const text = `${complete
    .replace('https://', 'https://admin:hunter2@')
    .replace('s3Region', 'secretAccessKey: hunter3\n    s3Region')}`;
  const planned = plan(inConfigMap(text), configMap(complete), { allowed: ['max-risk'] });
  expect(JSON.stringify(planned.change)).not.toMatch(/hunter|admin/);
  expect(planned.change.fields).toMatchObject([
    { git: 'https://(sensitive #1)@minio.dr1.example.com' },
    { git: '(sensitive #2)' },
  ]);
  const fresh = plan(inConfigMap(text), configMap('ramenOpsNamespace: x\n'), { allowed: ['max-risk'] });
  expect(JSON.stringify(fresh.change)).not.toMatch(/hunter|admin/);
});
