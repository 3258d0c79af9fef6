import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectCluster } from '../../src/cluster/connect.ts';
import { getString } from '../../src/model/field-path.ts';
import type { Json } from '../../src/model/json.ts';
import { type LiveObject, resourceVersionOf } from '../../src/model/live-object.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { rewriteConfig } from '../../src/sandbox/ramen/config/rewrite-config.ts';
import { parseText } from '../../src/yaml/parse-text.ts';
import { type ApiUnderTest, asSomebody } from './as-somebody.ts';
import { type Synced, type SyncOptions, SyncStage } from './sync-stage.ts';

const name = 'ramen-hub-operator-config';
const key = 'ramen_manager_config.yaml';

const profile = (on: string): string => `- s3ProfileName: minio-on-${on}
  s3Bucket: ramen # of ${on}
  s3CompatibleEndpoint: https://minio.${on}.example.com
  s3Region: us-east-1
  s3SecretRef:
    name: s3-${on}
`;
const config = `# the whole of it
maxConcurrentReconciles: 50
health: { healthProbeBindAddress: ":8081" }
metrics: { bindAddress: 0.0.0.0:9289 }
leaderElection: { leaderElect: true, resourceName: hub.ramendr.openshift.io }
ramenOpsNamespace: ramen-ops
drClusterOperator:
  deploymentAutomationEnabled: false
  s3SecretDistributionEnabled: true
multiNamespace: { FeatureEnabled: true, volsyncSupported: true }
volumeUnprotectionEnabled: true
retainNamespaceSCCAcrossPeers: true
s3StoreProfiles:
${profile('dr1')}`;

/** What syncs do to Ramen's configuration while others write it too; the same on the sandbox and on a real kube-apiserver. */
export function configCases(start: () => Promise<ApiUnderTest>): void {
  let api: ApiUnderTest;
  let hub: Cluster;
  let stages = 0;
  beforeAll(async () => {
    api = await start();
    const access = { kubeconfig: api.kubeconfig, context: 'hub' };
    hub = await connectCluster({ name: 'hub', access, requestTimeoutMs: 20_000 });
  });
  afterAll(() => hub?.close());

  /** A namespace of its own, and the configuration applied there. */
  async function stage(text = config): Promise<Stage> {
    stages += 1;
    const namespace = `ramen-config-${stages}`;
    await hub.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { dryRun: false },
    );
    const made = new Stage(api, hub, namespace);
    made.commit(text);
    expect((await made.sync()).change.state).toBe('create');
    return made;
  }

  it('is created with its comments, and then not written again', async () => {
    const { sync, live } = await stage();
    expect(textOf(await live())).toBe(config);
    const before = resourceVersionOf(await live());
    for (let round = 0; round < 3; round += 1) expect((await sync()).change.state).toBe('unchanged');
    expect(resourceVersionOf(await live())).toBe(before);
  });

  it("ends the operator's loss of a false in a warning, not in a write at every sync", async () => {
    const { sync, live, operatorStarts, commit } = await stage();
    await operatorStarts();
    const rewritten = await live();
    expect(textOf(rewritten)).not.toMatch(/deploymentAutomationEnabled|#/);
    for (let round = 0; round < 5; round += 1) {
      const { change, written } = await sync();
      expect(change).toMatchObject({ state: 'unchanged', consequences: [{ code: 'not-durable' }] });
      expect(written).toEqual([]);
    }
    expect(resourceVersionOf(await live())).toBe(resourceVersionOf(rewritten));
    commit(config.replace('Reconciles: 50', 'Reconciles: 40'));
    expect((await sync()).change.consequences).toContainEqual({
      code: 'not-durable',
      text: expect.stringContaining('is written'),
    });
    expect(configOf(await live())).toMatchObject({
      maxConcurrentReconciles: 40,
      drClusterOperator: { deploymentAutomationEnabled: false },
    });
    // Twice started, the false has become true: that is drift, put back once.
    await operatorStarts();
    await operatorStarts();
    expect(configOf(await live())).toMatchObject({
      drClusterOperator: { deploymentAutomationEnabled: true },
    });
    expect((await sync()).written).toEqual([`data["${key}"]:drClusterOperator.deploymentAutomationEnabled`]);
    expect((await sync()).written).toEqual([]);
  });

  it('is written into the text that is there when the write arrives, and loses nobody a change', async () => {
    const { sync, live, commit, operatorStarts, kubectl } = await stage();
    commit(config + profile('dr2'));
    const { events } = await sync({
      meanwhile: [operatorStarts, () => kubectl((text) => `${text}volSync: { disabled: true } # by hand\n`)],
    });
    expect(events).toEqual(['started', 'retrying', 'retrying', 'applied', 'healthy']);
    expect(configOf(await live())).toMatchObject({
      volSync: { disabled: true },
      kubeObjectProtection: { veleroNamespaceName: 'velero' },
      s3StoreProfiles: [{ s3ProfileName: 'minio-on-dr1' }, { s3ProfileName: 'minio-on-dr2' }],
    });
    expect(textOf(await live())).toContain('# by hand');
  });

  it('gives up after five attempts, and leaves what others wrote', async () => {
    const { sync, live, commit, kubectl } = await stage();
    commit(config + profile('dr2'));
    let count = 0;
    const again = () => {
      count += 1;
      return kubectl((text) => `${text}# ${count}\n`);
    };
    const { events } = await sync({ meanwhile: Array.from({ length: 9 }, () => again) });
    expect(events.filter((event) => event === 'retrying')).toHaveLength(4);
    expect(events.at(-1)).toBe('failed');
    expect(textOf(await live())).toBe(`${config}# 1\n# 2\n# 3\n# 4\n# 5\n`);
  });

  it('judges again: what somebody set on purpose meanwhile is not overwritten', async () => {
    const { sync, live, commit, kubectl } = await stage();
    commit(config.replace('s3Bucket: ramen', 's3Bucket: new').replace('Reconciles: 50', 'Reconciles: 40'));
    const { events, change } = await sync({
      meanwhile: [() => kubectl((text) => text.replace('s3Bucket: ramen', 's3Bucket: theirs'))],
    });
    expect(change.blocks).toEqual([]);
    expect(events.at(-1)).toBe('healthy');
    expect(configOf(await live())).toMatchObject({
      maxConcurrentReconciles: 40,
      s3StoreProfiles: [{ s3Bucket: 'theirs' }],
    });
    const { change: blocked, written } = await sync();
    expect(blocked).toMatchObject({
      state: 'blocked',
      fields: [{ live: 'theirs', git: 'new', origin: 'both' }],
    });
    expect(written).toEqual([]);
  });

  it('never writes a part that the plan showed as blocked', async () => {
    const { sync, live, commit, kubectl } = await stage();
    commit(config.replace('s3Bucket: ramen', 's3Bucket: new').replace('Reconciles: 50', 'Reconciles: 40'));
    const { change, written, events } = await sync({
      maxRisk: 'reversible',
      // By the time of the second judgement nothing would stop it.
      laterMaxRisk: 'moves-data',
      meanwhile: [() => kubectl((text) => `${text}# late\n`)],
    });
    expect(change).toMatchObject({ state: 'update', blocks: [{ gate: 'max-risk' }] });
    expect(events.at(-1)).toBe('failed');
    expect(written).toHaveLength(1);
    expect(textOf(await live())).toBe(`${config}# late\n`);
    await sync({ maxRisk: 'reversible' });
    expect(textOf(await live())).toBe(`${config.replace('Reconciles: 50', 'Reconciles: 40')}# late\n`);
    expect((await sync({ maxRisk: 'reversible' })).change.state).toBe('blocked');
  });

  it('comes out the same where two sync at once', async () => {
    const { sync, live, commit } = await stage();
    const wanted = config.replace('Reconciles: 50', 'Reconciles: 40') + profile('dr2');
    commit(wanted);
    const both = await Promise.all([sync(), sync()]);
    for (const { events } of both) expect(['healthy', 'unchanged']).toContain(events.at(-1));
    expect(configOf(await live())).toEqual(parseText(wanted).value);
  });
}

class Stage extends SyncStage {
  readonly #api: ApiUnderTest;
  readonly #hub: Cluster;
  readonly #namespace: string;

  constructor(api: ApiUnderTest, hub: Cluster, namespace: string) {
    super(hub);
    this.#api = api;
    this.#hub = hub;
    this.#namespace = namespace;
  }

  readonly commit = (text: string): void => {
    const lines = text.split('\n').map((line) => (line === '' ? line : `    ${line}`));
    this.commitFile(
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name}, namespace: ${this.#namespace} }\ndata:\n  ${key}: |\n${lines.join('\n')}`,
    );
  };

  readonly live = async (): Promise<LiveObject> => {
    const object = await this.#hub.get({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      namespace: this.#namespace,
      name,
    });
    if (object === undefined) throw new Error('there is no configuration');
    return object;
  };

  /** As the operator at its start: the whole object, with the version that it read. */
  readonly operatorStarts = async (): Promise<void> => {
    const live = await this.live();
    const text = rewriteConfig(textOf(live), 'hub', this.#namespace) ?? '';
    await this.#write('manager', 'PUT', { ...live, data: { [key]: text } });
  };

  readonly kubectl = async (edit: (text: string) => string): Promise<void> => {
    await this.#write('kubectl-edit', 'PATCH', { data: { [key]: edit(textOf(await this.live())) } });
  };

  #write(manager: string, method: 'PUT' | 'PATCH', body: LiveObject): Promise<void> {
    const path = `/api/v1/namespaces/${this.#namespace}/configmaps/${name}`;
    return asSomebody(this.#api, manager, method, path, body);
  }

  readonly sync = (options: SyncOptions = {}): Promise<Synced> => this.syncObject('ConfigMap', name, options);
}

function textOf(live: LiveObject): string {
  return getString(live, ['data', key]) ?? '';
}

function configOf(live: LiveObject): Json | undefined {
  return parseText(textOf(live)).value;
}
