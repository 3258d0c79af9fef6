import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { loadAll } from 'js-yaml';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { type LoopProcess, startLoop } from '../support/loop-process.ts';
import { assetsFolder, type RealServer, startRealServer } from '../support/real-server.ts';
import { type RecordingProxy, startRecordingProxy } from '../support/recording-proxy.ts';
import { removalOf } from '../support/removal.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { askedRights, grantedRights, isUsed } from '../support/used-rights.ts';

const root = resolve(import.meta.dirname, '../..');
const execute = promisify(execFile);
const home = 'ramen-sync';
const folders = {
  hub: ['deploy', 'deploy/enforce', 'deploy/removals'],
  dr1: ['deploy/managed-cluster', 'deploy/managed-cluster/enforce'],
};

/** Rights that others ask about on our behalf, or that no scenario here can need; each with its reason. */
const usedElsewhere: readonly string[] = [
  // The admission webhook of Open Cluster Management asks for it when a binding is written; there is none here.
  'create managedclustersets/bind',
  // Where a server refuses a watch that begins with all there is (before Kubernetes 1.34, without WatchList).
  'list topologysyncs',
  'list configmaps',
  'list secrets',
  // Of a cluster that does not answer: what the hub has seen of it (src/operations/vrg-views.ts).
  'list managedclusterviews',
];

/** The loop and every command, with the ServiceAccounts and roles of deploy/ and nothing else, each request written down. */
describe.skipIf(assetsFolder() === undefined)('the roles of deploy/ on a real kube-apiserver', () => {
  let server: RealServer;
  let folder = '';
  let repo: GitCheckout;
  let loop: LoopProcess | undefined;
  const proxies = new Map<'hub' | 'dr1', RecordingProxy>();

  const kubectl = (context: string, args: readonly string[], input?: Json): string =>
    server.kubectl(args, { context, ...(input === undefined ? {} : { input: JSON.stringify(input) }) });
  const apply = (context: string, object: Json): string =>
    kubectl(context, ['apply', '--server-side', '--force-conflicts', '-f', '-'], object);
  const cli = (...args: readonly string[]): Promise<CliResult> =>
    runCli([...args, '--kubeconfig', join(folder, 'kubeconfig')], { cwd: repo.path });
  /** Requests from before the right to write was granted. */
  const forgiven = new Map<string, number>();
  const asked = (cluster: 'hub' | 'dr1', from = 0) =>
    (proxies.get(cluster)?.seen ?? []).slice(from).flatMap(askedRights);
  const refused = () =>
    (['hub', 'dr1'] as const).flatMap((cluster) =>
      asked(cluster, forgiven.get(cluster))
        .filter(({ status }) => status === 403)
        .map(({ verb, resource, namespace, isDryRun }) =>
          `${cluster}: ${isDryRun ? 'dry run of ' : ''}${verb} ${resource} ${namespace}`.trim(),
        ),
    );

  beforeAll(async () => {
    server = await startRealServer({ clusters: ['hub', 'dr1'], crds: [join(root, 'schemas/crds')] });
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-rights-'));
    repo = checkoutExample('regional');
    repo.git('rm', '--quiet', '-r', 'managed', 'apps/billing');
    writeRepository(repo);
    apply('hub', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ramen-system' } });
    install('hub', 'deploy');
    install('dr1', 'deploy/managed-cluster');
    for (const cluster of ['hub', 'dr1'] as const) {
      const certificate = server.certificates[cluster];
      const target = {
        url: server.urls[cluster] ?? '',
        ...(certificate === undefined ? {} : { certificate }),
      };
      proxies.set(cluster, await startRecordingProxy(target));
    }
    writeFileSync(join(folder, 'kubeconfig'), kubeconfig(['hub', 'dr1']));
    const value = kubeconfig(['dr1']);
    apply('hub', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'dr1-kubeconfig', namespace: home },
      stringData: { value },
    });
    const stringData = { token: 'key of the webhook' };
    apply('hub', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'hook', namespace: home },
      stringData,
    });
  });
  afterAll(async () => {
    loop?.kill();
    for (const proxy of proxies.values()) await proxy.close();
    repo?.remove();
    await server?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  function install(cluster: string, place: string): void {
    kubectl(cluster, ['apply', '--server-side', '--force-conflicts', '-k', join(root, place)]);
  }

  /** The account's own token, and the recorder in the place of the API server. */
  function kubeconfig(clusters: readonly ('hub' | 'dr1')[]): string {
    const token = (cluster: string) => kubectl(cluster, ['create', 'token', 'ramen-sync', '-n', home]).trim();
    return JSON.stringify({
      apiVersion: 'v1',
      kind: 'Config',
      clusters: clusters.map((name) => ({ name, cluster: { server: proxies.get(name)?.url } })),
      users: clusters.map((name) => ({ name, user: { token: token(name) } })),
      contexts: clusters.map((name) => ({ name, context: { cluster: name, user: name } })),
      'current-context': clusters[0],
    });
  }

  function sync(spec: JsonObject): void {
    apply('hub', {
      apiVersion: 'ramen-sync.io/v1alpha1',
      kind: 'TopologySync',
      metadata: { name: 'prod', namespace: home },
      spec: {
        source: { url: `file://${repo.path}`, ref: { branch: 'main' } },
        hub: { id: kubectl('hub', ['get', 'namespace', 'kube-system', '-o', 'jsonpath={.metadata.uid}']) },
        interval: '2s',
        maxRisk: 'narrows-protection',
        webhook: { secretRef: { name: 'hook' } },
        // One API server is both: a peer that nobody can ask would stop every application.
        managedClusters: ['dr1', 'dr2'].map((name) => ({
          name,
          kubeconfig: { secretRef: { name: 'dr1-kubeconfig' } },
        })),
        ...spec,
      },
    });
  }

  async function until(isSo: (status: JsonObject) => boolean): Promise<void> {
    const args = [
      '--kubeconfig',
      server.kubeconfig,
      '--context',
      'hub',
      'get',
      'topologysync',
      'prod',
      '-n',
      home,
      '-o',
      'json',
    ];
    for (const deadline = Date.now() + 60_000; ; ) {
      // The recorder works in this process: to wait for kubectl would hold it up.
      const { stdout } = await execute(join(assetsFolder() ?? '', 'kubectl'), args);
      const { status }: JsonObject = JSON.parse(stdout);
      if (isObject(status) && isSo(status)) return;
      if (Date.now() > deadline)
        throw new Error(`it did not come to that: ${JSON.stringify(status)}\n${loop?.output().slice(-4000)}`);
      await new Promise((done) => setTimeout(done, 300));
    }
  }

  const loopArgs = (): readonly string[] => {
    const where = ['--kubeconfig', join(folder, 'kubeconfig'), '--context', 'hub'];
    return [...where, '--namespace', home, '--leader-elect'];
  };
  const ready = (status: JsonObject): string => {
    const conditions = isArray(status.conditions) ? status.conditions : [];
    const found = conditions.find((each) => getString(each, ['type']) === 'Ready');
    return `${getString(found, ['status'])} ${getString(found, ['reason'])} ${getString(found, ['message'])}`;
  };

  it('let the loop look and report before anybody lets it write, and refuse it nothing but dry runs', async () => {
    sync({ mode: 'observe' });
    loop = startLoop(loopArgs(), { RAMEN_SYNC_DATA: join(folder, 'data') });
    await until((status) => ready(status).startsWith('True Observed'));
    const standby = startLoop(loopArgs(), { RAMEN_SYNC_DATA: join(folder, 'other') });
    const asksForLease = () =>
      asked('hub').filter(({ verb, resource }) => verb === 'watch' && resource === 'leases');
    for (const deadline = Date.now() + 30_000; asksForLease().length === 0 && Date.now() < deadline; )
      await new Promise((done) => setTimeout(done, 200));
    await standby.end('SIGTERM');
    const refusals = new Set(refused().map((each) => each.replace(/^(hub|dr1): /, '').replace(/ .*/, '')));
    expect([...refusals]).toEqual(['dry']);
    expect(kubectl('hub', ['get', 'drpc', '-A', '-o', 'name'])).toBe('');
  });

  it('let it write what Git wants, and what changes of it', async () => {
    for (const cluster of ['hub', 'dr1'] as const)
      for (const place of folders[cluster].slice(0, 2)) install(cluster, place);
    for (const [cluster, proxy] of proxies) forgiven.set(cluster, proxy.seen.length);
    sync({ mode: 'enforce' });
    const first = repo.git('rev-parse', 'HEAD');
    await until(({ lastAppliedRevision }) => String(lastAppliedRevision).endsWith(first));
    settle();
    for (const file of labelled) repo.write(file, repo.read(file).replaceAll('team: red', 'team: blue'));
    repo.edit('hub/ramen-config.yaml', 'maxConcurrentReconciles: 50', 'maxConcurrentReconciles: 51');
    repo.edit('hub/s3-secrets.yaml', 'example-key-of-dr1', 'another-key-of-dr1');
    const second = repo.commit('another team');
    await until(({ lastAppliedRevision }) => String(lastAppliedRevision).endsWith(second));
    expect(refused()).toEqual([]);
  });

  it('let the commands do their work, save snapshot, which lists whatever it may', async () => {
    for (const args of [['plan'], ['status'], ['apply', '--yes', '--no-wait']]) {
      const { status, stderr, stdout } = await cli(...args);
      expect(status, `${args.join(' ')}\n${stdout}${stderr}`).toBe(0);
    }
    const spec = { action: 'Failover', failoverCluster: 'dr2' };
    kubectl('hub', ['patch', 'drpc', 'cart', '-n', 'shop', '--type=merge', '-p', JSON.stringify({ spec })]);
    await until((status) => JSON.stringify(status.summary ?? {}).includes('held'));
    expect((await cli('adopt')).status).toBe(0);
    repo.git('checkout', '--quiet', '.');
    expect(refused()).toEqual([]);
  });

  it('let it delete what a Removal names', async () => {
    // A loop that has not fetched the Removal yet would make anew what it names.
    expect(await loop?.end('SIGTERM')).toBe(0);
    install('hub', 'deploy/removals');
    apply('hub', {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'spare', namespace: 'ramen-system' },
    });
    apply('hub', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'spare', namespace: 'ramen-system' },
    });
    const spec = { action: null, failoverCluster: null };
    kubectl('hub', ['patch', 'drpc', 'cart', '-n', 'shop', '--type=merge', '-p', JSON.stringify({ spec })]);
    settle();
    const uid = (kind: string, name: string, namespace?: string): string => {
      const place = namespace === undefined ? [] : ['-n', namespace];
      return kubectl('hub', ['get', kind, name, ...place, '-o', 'jsonpath={.metadata.uid}']);
    };
    const entry = (kind: string, name: string, namespace?: string): string => {
      const place = namespace === undefined ? '' : `namespace: ${namespace}, `;
      return `{ kind: ${kind}, ${place}name: ${name}, uid: ${uid(kind.toLowerCase(), name, namespace)} }`;
    };
    const entries = [
      entry('DRPlacementControl', 'cart', 'shop'),
      entry('Placement', 'cart', 'shop'),
      entry('PlacementRule', 'old', 'shop'),
      entry('DRPolicy', 'p5m'),
      entry('DRCluster', 'dr1'),
      entry('Secret', 'spare', 'ramen-system'),
      entry('ConfigMap', 'spare', 'ramen-system'),
    ];
    repo.git('rm', '--quiet', '-r', 'apps', 'hub');
    const sources = /^gates: .*\nsources: .*$/m;
    const settings = repo
      .read('ramen-sync.yaml')
      .replace(
        sources,
        'gates: { removals: { max: 20 } }\nsources: [{ path: removal.yaml }, { path: dr1-storage.yaml, clusters: [dr1] }]',
      );
    repo.write('ramen-sync.yaml', settings);
    repo.write('removal.yaml', removalOf(entries));
    repo.commit('retire it all');
    for (let count = 0; count < 3; count += 1) {
      const { status, stdout, stderr } = await cli(
        'apply',
        '--yes',
        '--max-risk',
        'ends-protection',
        '--wait',
        '30s',
      );
      if (status === 0) break;
      if (count === 2) throw new Error(`${stdout}${stderr}`);
    }
    expect(refused()).toEqual([]);
  });

  it('grant nothing that was not used', () => {
    const unused = (['hub', 'dr1'] as const).flatMap((cluster) => {
      const rights = asked(cluster);
      return grantedRights(folders[cluster].flatMap(objectsOf))
        .filter(({ verb, resource }) => !usedElsewhere.includes(`${verb} ${resource}`))
        .filter((right) => !isUsed(right, rights))
        .map(({ role, verb, group, resource }) => `${role}: ${verb} ${resource}.${group}`);
    });
    expect(unused).toEqual([]);
  });

  function objectsOf(place: string): readonly JsonObject[] {
    const kustomize = join(assetsFolder() ?? '', 'kubectl');
    return loadAll(execFileSync(kustomize, ['kustomize', join(root, place)], { encoding: 'utf8' })).filter(
      isObject,
    );
  }

  /** As Ramen would say of an application that is well. */
  function settle(): void {
    const live: JsonObject = JSON.parse(kubectl('hub', ['get', 'drpc', 'cart', '-n', 'shop', '-o', 'json']));
    const time = new Date().toISOString().replace(/\.\d+Z$/, 'Z');
    const condition = {
      type: 'Available',
      status: 'True',
      reason: 'Success',
      message: '',
      lastTransitionTime: time,
    };
    const conditions = [
      { ...condition, observedGeneration: Number(getAt(live, ['metadata', 'generation'])) },
    ];
    const status = { phase: 'Deployed', progression: 'Completed', lastUpdateTime: time, conditions };
    const patch = JSON.stringify({ status });
    kubectl('hub', [
      'patch',
      'drpc',
      'cart',
      '-n',
      'shop',
      '--subresource=status',
      '--type=merge',
      '-p',
      patch,
    ]);
  }
});

const labelled = [
  'apps/shop/cart.yaml',
  'apps/shop/old.yaml',
  'hub/dr-clusters.yaml',
  'hub/dr-policy.yaml',
  'dr1-storage.yaml',
];

/** One object at least of every kind that is applied, each with a label that can change. */
function writeRepository(repo: GitCheckout): void {
  const labels = 'labels: { team: red }';
  repo.write(
    'ramen-sync.yaml',
    `apiVersion: ramen-sync.io/v1alpha1
kind: Config
hub: { context: hub }
managedClusters: [{ name: dr1, context: dr1 }, { name: dr2, context: dr1 }]
gates: {}
sources: [{ path: hub/ }, { path: apps/ }, { path: dr1-storage.yaml, clusters: [dr1] }]
`,
  );
  for (const file of ['hub/dr-clusters.yaml', 'hub/dr-policy.yaml', 'apps/shop/cart.yaml'])
    repo.write(file, repo.read(file).replace(/^metadata:$/gm, `metadata:\n  ${labels}`));
  const storage = 'ramendr.openshift.io/storageid: one';
  const object = (apiVersion: string, kind: string, rest: string, own = storage) =>
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata: { name: one, labels: { team: red, ${own} } }\n${rest}\n`;
  const replication = `${storage}, ramendr.openshift.io/replicationid: both, ramendr.openshift.io/groupreplicationid: all`;
  repo.write(
    'dr1-storage.yaml',
    [
      object('storage.k8s.io/v1', 'StorageClass', 'provisioner: example.com/csi', replication),
      object(
        'snapshot.storage.k8s.io/v1',
        'VolumeSnapshotClass',
        'driver: example.com/csi\ndeletionPolicy: Delete',
      ),
      ...['groupsnapshot.storage.k8s.io/v1beta1', 'groupsnapshot.storage.openshift.io/v1beta1'].map(
        (version) =>
          object(version, 'VolumeGroupSnapshotClass', 'driver: example.com/csi\ndeletionPolicy: Delete'),
      ),
      ...['VolumeReplicationClass', 'VolumeGroupReplicationClass'].map((kind) =>
        object(
          'replication.storage.openshift.io/v1alpha1',
          kind,
          'spec: { provisioner: example.com/csi, parameters: { schedulingInterval: 5m } }',
          replication,
        ),
      ),
      `apiVersion: csiaddons.openshift.io/v1alpha1
kind: NetworkFenceClass
metadata: { name: one, ${labels}, annotations: { ${storage} } }
spec: { provisioner: example.com/csi }
`,
      `apiVersion: ramendr.openshift.io/v1alpha1
kind: Recipe
metadata: { name: one, namespace: default, ${labels} }
spec: { appType: cart, volumes: { name: all, type: volume }, groups: [{ name: all, type: resource }], workflows: [{ name: backup, sequence: [{ group: all }] }] }
`,
    ].join('---\n'),
  );
  repo.write(
    'apps/shop/old.yaml',
    `apiVersion: apps.open-cluster-management.io/v1
kind: PlacementRule
metadata: { name: old, namespace: shop, ${labels} }
spec: { schedulerName: ramen, clusterReplicas: 1 }
`,
  );
  repo.commit('one of every kind');
}
