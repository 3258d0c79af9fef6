import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../src/model/json.ts';
import { renderKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import type { SandboxCluster } from '../../src/sandbox/world.ts';
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts';
import { checkoutExample, type GitCheckout } from './git-checkout.ts';
import { type CliOptions, type CliResult, runCli } from './run-cli.ts';
import { startWatchedClusters, type WatchedClusters } from './watched-clusters.ts';

/**
 * A repository that asks for one of each: creations in several waves, updates, a failover, a take-over from kubectl, a
 * change inside Ramen's configuration, and an application that an operator holds; and the clusters for it, each behind
 * a proxy.
 */
export interface FaultStage {
  readonly watched: WatchedClusters;
  readonly proxies: readonly FaultProxy[];
  readonly repo: GitCheckout;
  readonly kubeconfig: string;
  /** Through the proxies, unless another kubeconfig is named. */
  cli(args: readonly string[], options?: Partial<CliOptions>, kubeconfig?: string): Promise<CliResult>;
  close(): Promise<void>;
}

export async function openFaultStage(): Promise<FaultStage> {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-faults-'));
  const watched = await startWatchedClusters();
  const proxies = await Promise.all([...watched.urls].map(([name, url]) => startFaultProxy(name, { url })));
  const names = [...watched.urls.keys()];
  const urls = new Map(names.map((name, index) => [name, proxies[index]?.url ?? '']));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, renderKubeconfig(urls, watched.token));
  const repo = checkoutExample('regional');
  const cli: FaultStage['cli'] = (args, options, other = kubeconfig) =>
    runCli([...args, '--kubeconfig', other], { cwd: repo.path, ...options });
  const stage: FaultStage = {
    watched,
    proxies,
    repo,
    kubeconfig,
    cli,
    close: async () => {
      await Promise.all(proxies.map((proxy) => proxy.stop()));
      await watched.close();
      repo.remove();
      rmSync(folder, { recursive: true });
    },
  };
  const { status, stdout, stderr } = await cli(['apply', '--yes', '--no-wait']);
  if (status !== 0) throw new Error(`the stage cannot be set: ${stdout}${stderr}`);
  await liveOn(stage);
  ask(repo);
  watched.keep();
  for (const proxy of proxies) proxy.seen.length = 0;
  watched.mutations.length = 0;
  return stage;
}

/** What Ramen, an operator and a colleague with kubectl do after the first apply. */
async function liveOn({ watched }: FaultStage): Promise<void> {
  const hub = clusterOf(watched, 'hub');
  settle(watched, 'shop', 'cart', 'dr1');
  settle(watched, 'billing', 'ledger', 'dr2');
  for (const name of ['dr1', 'dr2']) {
    hub.updateStatus(
      'DRCluster',
      undefined,
      name,
      { phase: 'Available', conditions: conditions(['Validated']) },
      'manager',
    );
  }
  await patch(watched, 'hub', drpcPath('billing', 'ledger'), {
    spec: { action: 'Failover', failoverCluster: 'dr1' },
  });
  await patch(
    watched,
    'hub',
    '/apis/cluster.open-cluster-management.io/v1beta1/namespaces/shop/placements/cart',
    {
      metadata: { labels: { theirs: 'kept' } },
      spec: { numberOfClusters: 2 },
    },
  );
  await patch(watched, 'dr1', '/apis/storage.k8s.io/v1/storageclasses/rook-ceph-block', {
    metadata: { annotations: { theirs: 'kept' } },
  });
}

/** What Git asks for now. */
function ask(repo: GitCheckout): void {
  const cart = 'apps/shop/cart.yaml';
  repo.edit(
    cart,
    '  preferredCluster: dr1\n',
    '  preferredCluster: dr1\n  action: Failover\n  failoverCluster: dr2\n',
  );
  repo.edit('hub/ramen-config.yaml', 'maxConcurrentReconciles: 50', 'maxConcurrentReconciles: 60');
  for (const name of ['dr1', 'dr2'])
    repo.edit(`managed/${name}/storage.yaml`, 'metadata:\n', 'metadata:\n  annotations: { team: storage }\n');
  repo.edit('hub/dr-clusters.yaml', '  name: dr2\n', '  name: dr2\n  labels: { site: b }\n');
  const [, , , ...rest] = repo.read(cart).split(/^---$/m);
  const placement = repo.read(cart).split(/^---$/m)[2] ?? '';
  const drpc = (rest[0] ?? '').replace('  action: Failover\n  failoverCluster: dr2\n', '');
  const binding = repo.read(cart).split(/^---$/m)[1] ?? '';
  const depot = ['apiVersion: v1\nkind: Namespace\nmetadata:\n  name: depot\n', binding, placement, drpc];
  repo.write(
    'apps/till.yaml',
    depot.join('---').replaceAll('namespace: shop', 'namespace: depot').replaceAll('cart', 'till'),
  );
  repo.commit('fail cart over, and protect till');
}

function settle(watched: WatchedClusters, namespace: string, name: string, on: string): void {
  const hub = clusterOf(watched, 'hub');
  const label = 'cluster.open-cluster-management.io/placement';
  hub.updateStatus(
    'DRPlacementControl',
    namespace,
    name,
    {
      phase: 'Deployed',
      progression: 'Completed',
      observedGeneration: 1,
      lastUpdateTime: '2026-11-21T10:00:00Z',
      lastGroupSyncTime: '2026-11-21T10:42:03Z',
      conditions: conditions(['Available', 'PeerReady', 'Protected']),
    },
    'manager',
  );
  hub.create(
    {
      apiVersion: 'cluster.open-cluster-management.io/v1beta1',
      kind: 'PlacementDecision',
      metadata: { name: `${name}-decision-1`, namespace, labels: { [label]: name } },
    },
    'manager',
  );
  const decisions = { decisions: [{ clusterName: on, reason: on }] };
  hub.updateStatus('PlacementDecision', namespace, `${name}-decision-1`, decisions, 'manager');
  for (const cluster of ['dr1', 'dr2']) {
    const managed = clusterOf(watched, cluster);
    const isHome = cluster === on;
    managed.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } }, 'manager');
    managed.create(
      {
        apiVersion: 'ramendr.openshift.io/v1alpha1',
        kind: 'VolumeReplicationGroup',
        metadata: { name, namespace },
        spec: {
          pvcSelector: {},
          replicationState: isHome ? 'primary' : 'secondary',
          s3Profiles: ['minio-on-dr1'],
        },
      },
      'manager',
    );
    const status = {
      state: isHome ? 'Primary' : 'Secondary',
      observedGeneration: 1,
      conditions: conditions(['DataReady', 'ClusterDataProtected']),
    };
    managed.updateStatus('VolumeReplicationGroup', namespace, name, status, 'manager');
  }
}

function conditions(types: readonly string[]): JsonObject[] {
  return types.map((type) => ({
    type,
    status: 'True',
    reason: 'Success',
    message: '',
    observedGeneration: 1,
    lastTransitionTime: '2026-11-21T10:00:00Z',
  }));
}

function clusterOf(watched: WatchedClusters, name: string): SandboxCluster {
  const cluster = watched.clusters.get(name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  return cluster;
}

function drpcPath(namespace: string, name: string): string {
  return `/apis/ramendr.openshift.io/v1alpha1/namespaces/${namespace}/drplacementcontrols/${name}`;
}

/** As an operator's kubectl patch. */
async function patch(
  watched: WatchedClusters,
  cluster: string,
  path: string,
  body: JsonObject,
): Promise<void> {
  const response = await fetch(`${watched.urls.get(cluster) ?? ''}${path}?fieldManager=kubectl-patch`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json', authorization: `Bearer ${watched.token}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`PATCH ${path}: ${response.status} ${await response.text()}`);
}
