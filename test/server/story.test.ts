import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, type Json, type JsonObject } from '../../src/model/json.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { assetsFolder, crdFolders, type RealServer, startRealServer } from '../support/real-server.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';

const cart = 'apps/shop/cart.yaml';
const ledger = 'apps/billing/ledger.yaml';

/** The demo's story, and its dark turns, on real API servers: kubectl is the operator, status is set by hand as Ramen sets it. */
describe.skipIf(assetsFolder() === undefined)('plan and apply on real API servers', () => {
  let server: RealServer;
  let repo: GitCheckout;

  const cli = (...args: readonly string[]): Promise<CliResult> =>
    runCli(args, { cwd: repo.path, env: { KUBECONFIG: server.kubeconfig } });
  const ramenSync = async (...args: readonly string[]): Promise<CliResult> =>
    cli('--kubeconfig', server.kubeconfig, ...args);
  const plan = async (...args: readonly string[]): Promise<PlanView> =>
    planView(await ramenSync('plan', '-o', 'json', ...args));
  const apply = (...args: readonly string[]): Promise<CliResult> =>
    ramenSync('apply', '--yes', '--no-wait', ...args);
  const drpc = (namespace: string, name: string): JsonObject =>
    JSON.parse(
      server.kubectl(['get', 'drpc', name, '-n', namespace, '-o', 'json', '--show-managed-fields'], {
        context: 'hub',
      }),
    );
  const patch = (namespace: string, name: string, spec: JsonObject, ...more: readonly string[]) =>
    server.kubectl(
      ['patch', 'drpc', name, '-n', namespace, '--type=merge', '-p', JSON.stringify({ spec }), ...more],
      { context: 'hub' },
    );

  /** What Ramen would have written by now: DRPC status, the decision, and a VolumeReplicationGroup on each cluster. */
  const settle = (
    namespace: string,
    name: string,
    state: { phase: string; on: string; action?: string },
  ): void => {
    const generation = getAt(drpc(namespace, name), ['metadata', 'generation']) ?? 1;
    const conditions = (types: readonly string[], observed: Json): JsonObject[] =>
      types.map((type) => ({
        type,
        status: 'True',
        reason: 'Success',
        message: '',
        observedGeneration: observed,
        lastTransitionTime: '2026-11-21T10:00:00Z',
      }));
    setStatus('hub', ['drpc', name, '-n', namespace], {
      phase: state.phase,
      progression: 'Completed',
      observedGeneration: generation,
      lastUpdateTime: '2026-11-21T10:00:00Z',
      lastGroupSyncTime: new Date().toISOString().replace(/\.\d+/, ''),
      conditions: conditions(['Available', 'PeerReady', 'Protected'], generation),
    });
    applyAs('hub', {
      apiVersion: 'cluster.open-cluster-management.io/v1beta1',
      kind: 'PlacementDecision',
      metadata: {
        name: `${name}-decision-1`,
        namespace,
        labels: { 'cluster.open-cluster-management.io/placement': name },
      },
    });
    setStatus('hub', ['placementdecision', `${name}-decision-1`, '-n', namespace], {
      decisions: [{ clusterName: state.on, reason: state.on }],
    });
    for (const cluster of ['dr1', 'dr2']) {
      const primary = cluster === state.on;
      applyAs(cluster, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
      applyAs(cluster, {
        apiVersion: 'ramendr.openshift.io/v1alpha1',
        kind: 'VolumeReplicationGroup',
        metadata: { name, namespace },
        spec: {
          pvcSelector: {},
          replicationState: primary ? 'primary' : 'secondary',
          s3Profiles: ['minio-on-dr1'],
          ...(state.action === undefined ? {} : { action: state.action }),
        },
      });
      const vrg: JsonObject = JSON.parse(
        server.kubectl(['get', 'vrg', name, '-n', namespace, '-o', 'json'], { context: cluster }),
      );
      const seen = getAt(vrg, ['metadata', 'generation']) ?? 1;
      setStatus(cluster, ['vrg', name, '-n', namespace], {
        state: primary ? 'Primary' : 'Secondary',
        observedGeneration: seen,
        conditions: conditions(['DataReady', 'ClusterDataProtected'], seen),
      });
    }
    for (const cluster of ['dr1', 'dr2']) {
      setStatus('hub', ['drcluster', cluster], {
        phase: 'Available',
        conditions: conditions(['Validated'], 1),
      });
      applyAs('hub', {
        apiVersion: 'cluster.open-cluster-management.io/v1',
        kind: 'ManagedCluster',
        metadata: { name: cluster },
        spec: { hubAcceptsClient: true },
      });
      setStatus('hub', ['managedcluster', cluster], {
        conditions: conditions(['ManagedClusterConditionAvailable'], 1),
      });
    }
  };
  const applyAs = (context: string, object: JsonObject) =>
    server.kubectl(['apply', '--server-side', '--field-manager=manager', '--force-conflicts', '-f', '-'], {
      context,
      input: JSON.stringify(object),
    });
  const setStatus = (context: string, what: readonly string[], status: JsonObject) =>
    server.kubectl(
      [
        'patch',
        ...what,
        '--subresource=status',
        '--field-manager=manager',
        '--type=merge',
        '-p',
        JSON.stringify({ status }),
      ],
      { context },
    );

  beforeAll(async () => {
    server = await startRealServer({ clusters: ['hub', 'dr1', 'dr2'], crds: crdFolders() });
    repo = checkoutExample('regional');
  });
  afterAll(async () => {
    repo?.remove();
    await server?.stop();
  });

  it('plans creations, and shows as pending what no CRD serves', async () => {
    server.kubectl(['delete', 'crd', 'volumereplicationclasses.replication.storage.openshift.io'], {
      context: 'dr2',
    });
    const view = await plan();
    expect(view.status).toBe(0);
    const states = new Set(view.changes.map((change) => change.state));
    expect([...states].sort()).toEqual(['create', 'pending']);
    expect(
      view.changes.filter((change) => change.state === 'pending').map((change) => change.object),
    ).toEqual(['VolumeReplicationClass vrc-5m@dr2']);
    server.kubectl(['apply', '--server-side', '-f', ...crdFolders().slice(-1)], { context: 'dr2' });
  });

  it('creates everything as field manager ramen-sync, and then has nothing to do', async () => {
    const result = await apply();
    expect(result.stderr).not.toMatch(/error/);
    expect(result.status).toBe(0);
    expect(managersOf(drpc('shop', 'cart'))).toEqual(['ramen-sync']);
    const again = await plan();
    expect(again.changes.map((change) => change.state).filter((state) => state !== 'unchanged')).toEqual([]);
  });

  it('shows a change in one file as one update with its field, old and new value', async () => {
    repo.edit(
      cart,
      'numberOfClusters: 1',
      'numberOfClusters: 1\n  tolerations: [{ key: maintenance, operator: Exists }]',
    );
    repo.commit('tolerate maintenance');
    const view = await plan();
    expect(view.pending).toEqual([
      {
        object: 'Placement shop/cart',
        state: 'update',
        fields: [
          { path: 'spec.tolerations', git: [{ key: 'maintenance', operator: 'Exists' }], origin: 'git' },
        ],
      },
    ]);
    expect((await apply()).status).toBe(0);
    expect((await plan()).pending).toEqual([]);
  });

  it("holds an operator's failover, and leaves it", async () => {
    settle('shop', 'cart', { phase: 'Deployed', on: 'dr1' });
    patch('shop', 'cart', { action: 'Failover', failoverCluster: 'dr2' });
    const view = await plan();
    expect(view.status).toBe(0);
    expect(view.pending).toMatchObject([
      {
        object: 'DRPlacementControl shop/cart',
        state: 'held',
        fields: [
          { path: 'spec.action', live: 'Failover', manager: 'kubectl-patch', held: true },
          { path: 'spec.failoverCluster', live: 'dr2', manager: 'kubectl-patch', held: true },
        ],
      },
    ]);
    expect((await apply()).status).toBe(0);
    expect((await apply('--fail-on', 'held')).status).toBe(3);
    expect(getAt(drpc('shop', 'cart'), ['spec'])).toMatchObject({
      action: 'Failover',
      failoverCluster: 'dr2',
    });
  });

  it('adopts it as a minimal edit, and then has nothing to do', async () => {
    const before = repo.read(cart);
    const adopted = await ramenSync('adopt');
    expect(adopted.status).toBe(0);
    const after = repo.read(cart);
    expect(after.split('\n').filter((line) => !before.split('\n').includes(line))).toEqual([
      '  action: Failover',
      '  failoverCluster: dr2',
    ]);
    repo.commit('cart was failed over to dr2');
    expect((await apply()).status).toBe(0);
    expect((await plan()).pending).toEqual([]);
  });

  it('relocates home and clears the action from Git, although kubectl owns it too', async () => {
    settle('shop', 'cart', { phase: 'FailedOver', on: 'dr2', action: 'Failover' });
    repo.edit(cart, 'action: Failover', 'action: Relocate');
    repo.commit('bring cart home');
    const relocation = await plan();
    expect(relocation.pending).toMatchObject([
      {
        state: 'update',
        risk: 'moves-data',
        fields: [
          {
            path: 'spec.action',
            live: 'Failover',
            git: 'Relocate',
            takesOver: true,
            manager: 'kubectl-patch',
          },
        ],
      },
    ]);
    expect((await apply()).status, 'above the ceiling of --yes').toBe(3);
    expect((await apply('--max-risk', 'moves-data')).status).toBe(0);
    expect(getAt(drpc('shop', 'cart'), ['spec', 'action'])).toBe('Relocate');
    patch('shop', 'cart', { action: 'Relocate', failoverCluster: 'dr2' }, '--field-manager=kubectl-edit');
    settle('shop', 'cart', { phase: 'Relocated', on: 'dr1', action: 'Relocate' });
    repo.edit(cart, '  action: Relocate\n  failoverCluster: dr2\n', '');
    repo.commit('cart is home');
    const result = await apply('--max-risk', 'moves-data');
    expect(result.stdout).not.toMatch(/blocked/);
    expect(result.status).toBe(0);
    expect(getAt(drpc('shop', 'cart'), ['spec'])).not.toHaveProperty('action');
    expect(getAt(drpc('shop', 'cart'), ['spec'])).not.toHaveProperty('failoverCluster');
    expect((await plan()).pending).toEqual([]);
  });

  it('does not clear an action on a status that is older than the spec', async () => {
    settle('shop', 'cart', { phase: 'Deployed', on: 'dr1' });
    repo.edit(
      cart,
      '  preferredCluster: dr1\n',
      '  preferredCluster: dr1\n  action: Failover\n  failoverCluster: dr2\n',
    );
    repo.commit('fail over from Git');
    expect((await apply('--max-risk', 'moves-data')).status).toBe(0);
    repo.edit(cart, '  action: Failover\n  failoverCluster: dr2\n', '');
    repo.commit('and clear too early');
    const early = await plan();
    expect(early.status).toBe(3);
    expect(early.pending).toMatchObject([{ state: 'blocked', gates: ['busy', 'clear-too-early'] }]);
    expect((await apply('--max-risk', 'moves-data')).status).toBe(3);
    expect(getAt(drpc('shop', 'cart'), ['spec', 'action'])).toBe('Failover');
  });

  it('holds an action that somebody cleared by hand, and does not fire it again', async () => {
    settle('billing', 'ledger', { phase: 'Deployed', on: 'dr2' });
    repo.edit(
      ledger,
      '  preferredCluster: dr2\n',
      '  preferredCluster: dr2\n  action: Failover\n  failoverCluster: dr1\n',
    );
    repo.commit('fail ledger over');
    expect((await apply('--max-risk', 'moves-data', '--only', 'drpc/billing/ledger')).status).toBe(0);
    patch('billing', 'ledger', { action: null });
    const view = await plan('--only', 'drpc/billing/ledger');
    expect(view.pending).toMatchObject([
      { state: 'held', fields: [{ path: 'spec.action', git: 'Failover', held: true }] },
    ]);
    expect((await apply('--max-risk', 'moves-data', '--only', 'drpc/billing/ledger')).status).toBe(0);
    expect(getAt(drpc('billing', 'ledger'), ['spec'])).not.toHaveProperty('action');
    patch('billing', 'ledger', { action: 'Failover' });
  });

  it('holds for an older checkout, and for the same commit without an uncommitted failover', async () => {
    const only = ['--only', 'drpc/billing/ledger'];
    repo.git('checkout', '--quiet', 'HEAD~1');
    expect((await plan(...only)).pending).toMatchObject([{ state: 'held' }]);
    repo.git('checkout', '--quiet', 'main');
    settle('billing', 'ledger', { phase: 'FailedOver', on: 'dr1', action: 'Failover' });
    repo.edit(ledger, 'failoverCluster: dr1', 'failoverCluster: dr2');
    expect((await apply('--max-risk', 'moves-data', ...only)).status).toBe(0);
    expect(getAt(drpc('billing', 'ledger'), ['spec', 'failoverCluster'])).toBe('dr2');
    repo.git('checkout', '--quiet', '--', ledger);
    expect((await plan(...only)).pending).toMatchObject([{ state: 'held' }]);
    expect((await apply('--max-risk', 'moves-data', ...only)).status).toBe(0);
    expect(getAt(drpc('billing', 'ledger'), ['spec', 'failoverCluster'])).toBe('dr2');
    const generation = getAt(drpc('billing', 'ledger'), ['metadata', 'generation']);
    const wrong = await plan(...only, '--allow', 'override-live=drpc/billing/ledger@1');
    expect(wrong.pending, 'a permission for another generation').toMatchObject([{ state: 'held' }]);
    const overridden = await plan(
      ...only,
      '--allow',
      `override-live=drpc/billing/ledger@${String(generation)}`,
    );
    expect(overridden.pending, 'past the comparison, not past the gates').toMatchObject([
      { state: 'blocked' },
    ]);
  });

  it("takes over a field of kubectl apply, and never one of an operator's", async () => {
    const placement = (clusters: number) =>
      JSON.stringify({
        apiVersion: 'cluster.open-cluster-management.io/v1beta1',
        kind: 'Placement',
        metadata: {
          name: 'ledger',
          namespace: 'billing',
          annotations: { 'cluster.open-cluster-management.io/experimental-scheduling-disable': 'true' },
        },
        spec: { clusterSets: ['default'], numberOfClusters: clusters },
      });
    const only = ['--only', 'placement/billing/ledger'];
    server.kubectl(['apply', '-f', '-'], { context: 'hub', input: placement(2) });
    const drift = await plan(...only);
    expect(drift.pending).toMatchObject([
      {
        state: 'update',
        fields: [
          {
            path: 'spec.numberOfClusters',
            live: 2,
            git: 1,
            origin: 'live',
            manager: 'kubectl-client-side-apply',
            takesOver: true,
          },
        ],
      },
    ]);
    expect((await apply(...only)).status).toBe(0);
    expect((await plan(...only)).pending).toEqual([]);
    server.kubectl(
      [
        'patch',
        'placement',
        'ledger',
        '-n',
        'billing',
        '--type=merge',
        '--field-manager=manager',
        '-p',
        '{"spec":{"numberOfClusters":3}}',
      ],
      { context: 'hub' },
    );
    const blocked = await plan(...only);
    expect(blocked.status).toBe(3);
    expect(blocked.pending).toMatchObject([{ state: 'blocked', gates: ['manager'] }]);
    expect((await apply(...only)).status).toBe(3);
    expect(
      server.kubectl(
        ['get', 'placement', 'ledger', '-n', 'billing', '-o', 'jsonpath={.spec.numberOfClusters}'],
        { context: 'hub' },
      ),
    ).toBe('3');
  });

  it('deletes nothing when a file is deleted from Git', async () => {
    repo.git('rm', '--quiet', cart);
    repo.commit('cart has left the repository');
    const view = await plan();
    expect(view.changes.filter((change) => change.state === 'remove')).toEqual([]);
    expect(
      view.changes.filter((change) => change.state === 'not-in-git').map((change) => change.object),
    ).toEqual(['DRPlacementControl shop/cart']);
    await apply('--max-risk', 'moves-data');
    expect(getString(drpc('shop', 'cart'), ['metadata', 'name'])).toBe('cart');
  });

  it('finishes for the others when one managed cluster accepts and never answers', async () => {
    const silent = await listenSilently();
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-silent-'));
    try {
      const kubeconfig = JSON.parse(readFileSync(server.kubeconfig, 'utf8'));
      for (const cluster of kubeconfig.clusters) {
        if (cluster.name === 'dr2') cluster.cluster.server = `https://127.0.0.1:${silent.port}`;
      }
      const path = join(folder, 'kubeconfig');
      writeFileSync(path, JSON.stringify(kubeconfig));
      repo.edit('managed/dr1/storage.yaml', 'metadata:\n', 'metadata:\n  annotations: { team: storage }\n');
      repo.commit('annotate storage');
      const args = ['--kubeconfig', path, '--request-timeout', '2s'];
      const view = planView(await cli(...args, 'plan', '-o', 'json'));
      expect(view.clusters).toMatchObject([
        { name: 'hub', state: 'reachable' },
        { name: 'dr1', state: 'reachable' },
        { name: 'dr2', state: 'unreachable' },
      ]);
      expect(
        view.changes.filter((change) => change.object.endsWith('@dr2')).map((change) => change.state),
      ).toEqual(['unreachable', 'unreachable', 'unreachable']);
      const applied = await cli(...args, 'apply', '--yes', '--no-wait');
      expect(applied.stdout).toMatch(/dr2 is unreachable/);
      const live = server.kubectl(
        ['get', 'storageclass', '-o', 'jsonpath={.items[*].metadata.annotations.team}'],
        { context: 'dr1' },
      );
      expect(live).toBe('storage');
    } finally {
      rmSync(folder, { recursive: true, force: true });
      silent.server.close();
      for (const socket of silent.sockets) socket.destroy();
    }
  });
});

interface ChangeView {
  readonly object: string;
  readonly state: string;
}

interface PlanView {
  readonly status: number;
  readonly clusters: readonly JsonObject[];
  readonly changes: readonly ChangeView[];
  /** Those that are neither unchanged nor left alone, with their fields and gates. */
  readonly pending: readonly (ChangeView & { readonly fields: readonly JsonObject[] })[];
}

function planView(result: CliResult): PlanView {
  if (!result.stdout.startsWith('{')) throw new Error(`no plan: ${result.stderr}`);
  const report: JsonObject = JSON.parse(result.stdout);
  const changes = objects(report.changes).map((change) => {
    const ref = [getString(change, ['object', 'namespace']), getString(change, ['object', 'name'])].filter(
      (part) => part !== undefined,
    );
    const cluster = getString(change, ['object', 'cluster']);
    const gates = objects(change.blocks).map((block) => getString(block, ['gate']) ?? '');
    return {
      object: `${getString(change, ['object', 'kind'])} ${ref.join('/')}${cluster === 'hub' ? '' : `@${cluster}`}`,
      state: getString(change, ['state']) ?? '',
      ...(getString(change, ['risk']) === 'moves-data' ? { risk: 'moves-data' } : {}),
      fields: objects(change.fields),
      ...(gates.length === 0 ? {} : { gates }),
    };
  });
  return {
    status: result.status,
    clusters: objects(report.clusters),
    changes,
    pending: changes.filter((change) => change.state !== 'unchanged' && change.state !== 'not-in-git'),
  };
}

function objects(value: Json | undefined): readonly JsonObject[] {
  return isArray(value)
    ? value.filter((item): item is JsonObject => typeof item === 'object' && item !== null && !isArray(item))
    : [];
}

function managersOf(object: JsonObject): readonly string[] {
  return objects(getAt(object, ['metadata', 'managedFields'])).map(
    (entry) => getString(entry, ['manager']) ?? '',
  );
}

/** Accepts connections and says nothing: a host that hangs behind a load balancer. */
function listenSilently(): Promise<{
  readonly server: Server;
  readonly port: number;
  readonly sockets: ReadonlySet<import('node:net').Socket>;
}> {
  const sockets = new Set<import('node:net').Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve({ server, port: typeof address === 'object' && address !== null ? address.port : 0, sockets });
    });
  });
}
