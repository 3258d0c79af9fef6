import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCluster } from '../../src/cluster/connect.ts';
import { ClusterPool } from '../../src/controller/cluster-pool.ts';
import { lead } from '../../src/controller/leadership/lead.ts';
import { jsonLog } from '../../src/controller/log.ts';
import { runLoop } from '../../src/controller/run-loop.ts';
import { SyncSession } from '../../src/controller/sync-session.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { getString } from '../../src/model/field-path.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { conditionOf } from '../../src/model/live-object.ts';
import type { Leave } from '../../src/ports/leave.ts';
import { renderKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { startWatchedClusters, type WatchedClusters } from '../support/watched-clusters.ts';

const MINUTES = 10;

/** One holds hub and Git together, and others look on. */
const syncs = ['prod', 'audit-1', 'audit-2', 'audit-3', 'audit-4'];

/** Two replicas, of which one works, before a hub and two managed clusters where nothing happens. */
describe('the loop when nothing happens', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-quiet-'));
  const stop = new AbortController();
  const clock = new ManualClock();
  const log: string[] = [];
  const proxies = new Map<string, FaultProxy>();
  const replicas: Promise<void>[] = [];
  let watched: WatchedClusters;
  let repo: GitCheckout;

  const explain = () => log.slice(-20).join('');
  const linesOf = (sync: string, words: string): number =>
    log.filter((line) => line.includes(`"sync":"default/${sync}"`) && line.includes(words)).length;
  const leaseAge = (): number => {
    const lease = watched.content().get('hub/Lease/default/ramen-sync');
    return clock.now() - Date.parse(getString(lease, ['spec', 'renewTime']) ?? '');
  };
  const access = (names: readonly string[]) => {
    const urls = new Map(names.map((name) => [name, proxies.get(name)?.url ?? '']));
    return renderKubeconfig(urls, watched.token);
  };

  async function replica(identity: string): Promise<void> {
    const kubeconfig = join(folder, 'kubeconfig');
    const hub = { kubeconfig, context: 'hub' };
    const requestTimeoutMs = 20_000;
    const own = jsonLog({ write: (line) => log.push(line), now: clock.now, quiet: false });
    const time = { clock, random: () => 0.5 };
    const election = await connectCluster({ name: 'hub', access: hub, requestTimeoutMs });
    const work = async (leave: Leave): Promise<void> => {
      const listing = await connectCluster({ name: 'hub', access: hub, requestTimeoutMs, leave });
      const deps = {
        hub,
        pool: new ClusterPool({ ...time, digest: sha256, isHubAskedAnyway: true }),
        dataFolder: join(folder, identity),
        requestTimeoutMs,
        strict: false,
        leave,
        ...time,
      };
      const signal = AbortSignal.any([stop.signal, leave.ended]);
      await runLoop(
        { signal },
        {
          hub: listing,
          begin: (_, of, woken) => new SyncSession(deps, of, woken),
          log: own,
          leave,
          ...time,
        },
      );
      listing.close();
    };
    const now = () => ({ steady: clock.now(), wall: clock.now() });
    const of = { namespace: 'default', name: 'ramen-sync', identity, signal: stop.signal };
    replicas.push(lead(of, { hub: election, clock, now, log: own }, work).finally(() => election.close()));
  }

  /** Time goes on when what was begun is done, so that nobody is late only because the machine is busy. */
  async function pass(seconds: number): Promise<void> {
    await clock.pass(seconds, async () => {
      for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
      await until(() => leaseAge() <= 11_000, explain);
    });
  }

  beforeAll(async () => {
    watched = await startWatchedClusters();
    for (const [name, url] of watched.urls) proxies.set(name, await startFaultProxy(name, { url }));
    writeFileSync(join(folder, 'kubeconfig'), access(['hub']));
    repo = checkoutExample('regional');
    const hub = await connectCluster({
      name: 'hub',
      access: { kubeconfig: join(folder, 'kubeconfig'), context: 'hub' },
      requestTimeoutMs: 20_000,
    });
    const create = (object: JsonObject) => hub.create(object, { dryRun: false });
    for (const name of ['dr1', 'dr2']) {
      const metadata = { name, namespace: 'default' };
      await create({ apiVersion: 'v1', kind: 'Secret', metadata, stringData: { value: access([name]) } });
    }
    for (const name of syncs) {
      await create({
        apiVersion: 'ramen-sync.io/v1alpha1',
        kind: 'TopologySync',
        metadata: { name, namespace: 'default' },
        spec: {
          source: { url: `file://${repo.path}` },
          hub: { id: (await hub.identity()).uid },
          mode: name === 'prod' ? 'enforce' : 'observe',
          interval: '1h',
          managedClusters: ['dr1', 'dr2'].map((cluster) => ({
            name: cluster,
            kubeconfig: { secretRef: { name: cluster } },
          })),
        },
      });
    }
    hub.close();
    for (const identity of ['a', 'b']) await replica(identity);
    await until(() => log.some((line) => line.includes('standing by')), explain);
    await until(() => syncs.every((sync) => linesOf(sync, '"pass finished"') > 0), explain);
    // What it has written it looks at once more.
    await pass(31);
    await until(() => linesOf('prod', '"pass finished"') > 1, explain);
    await pass(30);
  });
  afterAll(async () => {
    stop.abort('SIGTERM');
    await Promise.all(replicas);
    await Promise.all([...proxies.values()].map((proxy) => proxy.stop()));
    await watched?.close();
    repo?.remove();
    rmSync(folder, { recursive: true });
  });

  it('asks no cluster more than ten times a minute, and for nothing but watches and its Lease', async () => {
    for (const { seen } of proxies.values()) seen.length = 0;
    await pass(MINUTES * 60);
    const counted = [...proxies].map(([name, { seen }]) => {
      const watches = seen.filter(({ kind }) => kind === 'watch').length;
      const renewals = seen.filter(({ kind, path }) => kind === 'patch' && path.includes('/leases/')).length;
      expect(seen.length, `${name}: ${seen.map(({ path }) => path).join('\n')}`).toBe(watches + renewals);
      return [name, { watches, renewals }] as const;
    });
    console.log(`in ${MINUTES} minutes: ${JSON.stringify(Object.fromEntries(counted))}`);
    for (const [name, { watches, renewals }] of counted) {
      expect((watches + renewals) / MINUTES, name).toBeLessThanOrEqual(10);
      expect(watches, name).toBeGreaterThan(MINUTES);
    }
    expect(log.filter((line) => line.includes('"leading"'))).toHaveLength(1);
  });

  it('tells every TopologySync of a failover, though they share one watch', async () => {
    const hub = await connectCluster({
      name: 'hub',
      access: { kubeconfig: join(folder, 'kubeconfig'), context: 'hub' },
      requestTimeoutMs: 20_000,
    });
    const cart = { kind: 'DRPlacementControl', namespace: 'shop', name: 'cart' };
    await hub.mergePatch(
      { apiVersion: 'ramendr.openshift.io/v1alpha1', ...cart },
      { spec: { action: 'Failover', failoverCluster: 'dr2' } },
      { dryRun: false },
    );
    const isHeld = (sync: string): boolean => {
      const live = watched.content().get(`hub/TopologySync/default/${sync}`);
      return conditionOf(live ?? {}, 'Held')?.status === 'True';
    };
    await pass(5);
    await until(() => syncs.every(isHeld), explain);
    hub.close();
  });
});
