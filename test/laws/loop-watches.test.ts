import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { connectCluster } from '../../src/cluster/connect.ts';
import { ClusterPool } from '../../src/controller/cluster-pool.ts';
import { jsonLog } from '../../src/controller/log.ts';
import { runLoop } from '../../src/controller/run-loop.ts';
import { SyncSession } from '../../src/controller/sync-session.ts';
import { sha256 } from '../../src/files/sha256.ts';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, type JsonObject } from '../../src/model/json.ts';
import type { ObjectKey } from '../../src/model/object-ref.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { renderKubeconfig } from '../../src/sandbox/kubeconfig.ts';
import { type Fault, type FaultProxy, reply, startFaultProxy } from '../support/fault-proxy.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { drpcStatus } from '../support/settled-hub.ts';
import { until } from '../support/until.ts';
import { startWatchedClusters, type WatchedClusters } from '../support/watched-clusters.ts';

const ramen = 'ramendr.openshift.io/v1alpha1';
const cart: ObjectKey = { apiVersion: ramen, kind: 'DRPlacementControl', namespace: 'shop', name: 'cart' };
const ofCart = '/drplacementcontrols/cart';
const failover = { action: 'Failover', failoverCluster: 'dr2' };
/** So many namespaces beside those of the example. */
const MANY = 100;
/** And each is changed so often at once. */
const TIMES = 10;

/** Its interval is longer than this takes by any clock: what is seen is seen by watches. */
describe('the loop between its passes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-loop-watches-'));
  const stop = new AbortController();
  const clock = new ManualClock();
  let watched: WatchedClusters;
  let repo: GitCheckout;
  let proxies: Map<string, FaultProxy>;
  let hub: FaultProxy;
  let direct: Cluster;
  let ended: Promise<void>;
  let session: SyncSession;
  let log: string[];
  /** What the watch of DRPCs has said and nobody has heard yet. */
  const pieces: { readonly text: string; readonly tell: () => void }[] = [];
  let isHeldBack = false;
  const slow: Fault = ({ response, stream }) =>
    stream((piece) => {
      if (!isHeldBack) return piece;
      pieces.push({ text: piece, tell: () => void response.write(piece) });
      return '';
    });
  const usual: FaultProxy['decide'] = ({ kind, path }) =>
    kind === 'watch' && path.includes('drplacementcontrols') ? slow : undefined;

  const lines = (message: string): readonly JsonObject[] =>
    log.map((line): JsonObject => JSON.parse(line)).filter((line) => line.message === message);
  const explain = () => log.slice(-30).join('');
  const sync = () =>
    direct.get({
      apiVersion: 'ramen-sync.io/v1alpha1',
      kind: 'TopologySync',
      namespace: 'default',
      name: 'prod',
    });
  const holdsWhat = async (): Promise<string> => {
    const conditions = getAt((await sync()) ?? {}, ['status', 'conditions']);
    const held = isArray(conditions)
      ? conditions.find((each) => getString(each, ['type']) === 'Held')
      : undefined;
    return getString(held, ['message']) ?? '';
  };
  const kubectl = async (key: ObjectKey, patch: JsonObject): Promise<void> => {
    await direct.mergePatch(key, patch, { dryRun: false });
  };
  const tier = async () => getString((await direct.get(cart)) ?? {}, ['metadata', 'labels', 'tier']);
  /** Ramen has looked at it, and nothing is under way. */
  const settle = (): void => {
    const cluster = watched.clusters.get('hub');
    const live = cluster?.get(cart.kind, 'shop', cart.name);
    cluster?.updateStatus(cart.kind, 'shop', cart.name, drpcStatus(live), 'manager');
  };
  /** The operator takes it back, and what else was changed is put back. */
  const undo = async (): Promise<void> => {
    await kubectl(cart, { spec: { action: null, failoverCluster: null } });
    settle();
    await soon(async () => !(await holdsWhat()).includes('drpc/shop/cart: spec.action'));
    await soon(async () => (await tier()) === 'ours');
  };
  /** Time goes on meanwhile. */
  const soon = async (isSo: () => Promise<boolean>): Promise<void> => {
    let isReached = false;
    let asking: Promise<void> | undefined;
    await until(() => {
      asking ??= clock
        .pass(1)
        .then(isSo)
        .then((answer) => {
          isReached = answer;
          asking = undefined;
        });
      return isReached;
    }, explain);
    await asking;
  };
  /** What cart was from its `from`th change on. */
  const actions = (from: number): readonly unknown[] =>
    watched.mutations
      .filter(({ object }) => object.kind === cart.kind && getString(object, ['metadata', 'name']) === 'cart')
      .slice(from)
      .map(({ object }) => getAt(object, ['spec', 'action']));

  beforeAll(async () => {
    watched = await startWatchedClusters();
    const started = [...watched.urls].map(
      async ([name, url]) => [name, await startFaultProxy(name, { url })] as const,
    );
    proxies = new Map(await Promise.all(started));
    const found = proxies.get('hub');
    if (found === undefined) throw new Error('no hub');
    hub = found;
    hub.decide = usual;
    const kubeconfigOf = (urls: ReadonlyMap<string, string>): string => renderKubeconfig(urls, watched.token);
    const own = join(folder, 'direct');
    writeFileSync(own, kubeconfigOf(watched.urls));
    direct = await connectCluster({
      name: 'hub',
      access: { kubeconfig: own, context: 'hub' },
      requestTimeoutMs: 20_000,
    });
    repo = checkoutExample('regional');
    const names = Array.from({ length: MANY }, (_, index) => `many-${index}`);
    repo.write(
      'apps/many.yaml',
      names
        .map(
          (name) => `apiVersion: v1\nkind: Namespace\nmetadata: { name: ${name}, labels: { team: ours } }\n`,
        )
        .join('---\n'),
    );
    repo.edit(
      'apps/shop/cart.yaml',
      'kind: DRPlacementControl\nmetadata:\n',
      `kind: DRPlacementControl\nmetadata:\n  labels: { tier: ours }\n`,
    );
    repo.commit('many namespaces');
    const urls = new Map([...proxies].map(([name, { url }]) => [name, url]));
    for (const name of ['dr1', 'dr2']) {
      const value = kubeconfigOf(new Map([[name, urls.get(name) ?? '']]));
      const metadata = { name, namespace: 'default' };
      await direct.create(
        { apiVersion: 'v1', kind: 'Secret', metadata, stringData: { value } },
        { dryRun: false },
      );
    }
    await direct.create(
      {
        apiVersion: 'ramen-sync.io/v1alpha1',
        kind: 'TopologySync',
        metadata: { name: 'prod', namespace: 'default' },
        spec: {
          source: { url: `file://${repo.path}` },
          hub: { id: (await direct.identity()).uid },
          mode: 'enforce',
          interval: '240h',
          managedClusters: ['dr1', 'dr2'].map((name) => ({ name, kubeconfig: { secretRef: { name } } })),
        },
      },
      { dryRun: false },
    );
    const through = join(folder, 'through');
    writeFileSync(through, kubeconfigOf(urls));
    const access = { kubeconfig: through, context: 'hub' };
    const requestTimeoutMs = 2_000;
    const time = { clock, random: () => 0.5 };
    const pool = new ClusterPool({ ...time, digest: sha256, isHubAskedAnyway: false });
    const data = { dataFolder: join(folder, 'data') };
    const deps = { hub: access, pool, ...data, requestTimeoutMs, strict: false, ...time };
    log = [];
    const loopHub = await connectCluster({ name: 'hub', access, requestTimeoutMs });
    ended = runLoop(
      { signal: stop.signal },
      {
        hub: loopHub,
        begin: (_, of, woken) => {
          session = new SyncSession(deps, of, woken);
          return session;
        },
        ...time,
        log: jsonLog({ write: (line) => log.push(line), now: clock.now, quiet: false }),
      },
    ).finally(() => loopHub.close());
    await soon(async () => getString((await sync()) ?? {}, ['status', 'lastAppliedRevision']) !== undefined);
    await soon(async () => getAt((await sync()) ?? {}, ['status', 'summary', 'applied']) === undefined);
    settle();
  }, 120_000);
  afterAll(async () => {
    stop.abort('SIGTERM');
    await ended;
    direct?.close();
    await Promise.all([...(proxies?.values() ?? [])].map((proxy) => proxy.stop()));
    await watched?.close();
    repo?.remove();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    for (const proxy of proxies.values()) {
      proxy.decide = usual;
      proxy.seen.length = 0;
    }
    log.length = 0;
  });

  it('puts a thousand changes at once back in few looks', async () => {
    const names = Array.from({ length: MANY }, (_, index) => `many-${index}`);
    const key = (name: string) => ({ apiVersion: 'v1', kind: 'Namespace', name });
    for (let time = 0; time < TIMES; time += 1)
      await Promise.all(
        names.map((name) => kubectl(key(name), { metadata: { labels: { team: `theirs-${time}` } } })),
      );
    await soon(async () => {
      const content = watched.content();
      return names.every(
        (name) =>
          getString(content.get(`hub/Namespace//${name}`) ?? {}, ['metadata', 'labels', 'team']) === 'ours',
      );
    });
    await soon(async () => lines('put back').reduce((sum, { objects }) => sum + Number(objects), 0) >= MANY);
    const { seen } = hub;
    const count = (kind: string) => seen.filter((each) => each.kind === kind).length;
    console.log(
      `${MANY * TIMES} changes: ${lines('put back').length} looks, ${count('apply')} writes, ${count('get')} gets, ${count('list')} lists`,
    );
    expect(lines('put back').length).toBeLessThan(MANY / 5);
    expect(count('apply')).toBeLessThan(MANY * 2);
    expect(count('get')).toBeLessThan(MANY * 4);
  });

  it('goes on when its TopologySync changes while there is something to look at', async () => {
    const key = {
      apiVersion: 'ramen-sync.io/v1alpha1',
      kind: 'TopologySync',
      namespace: 'default',
      name: 'prod',
    };
    for (let round = 1; round <= 5; round += 1) {
      await kubectl(cart, { metadata: { labels: { tier: 'theirs' } } });
      await kubectl(key, { spec: { interval: `${240 + round}h` } });
      const before = lines('pass finished').length;
      await soon(async () => (await tier()) === 'ours');
      await soon(async () => lines('pass finished').length > before);
    }
  });

  it('writes nothing from what a watch told: it reads, and what was done meanwhile stays done', async () => {
    isHeldBack = true;
    await kubectl(cart, { metadata: { labels: { tier: 'theirs' } } });
    await until(() => pieces.some(({ text }) => text.includes('theirs')), explain);
    const before = pieces.splice(0);
    await kubectl(cart, { spec: failover });
    const from = actions(0).length - 1;
    // Of the failover itself nothing is told.
    for (const { tell } of before) tell();
    await soon(async () => (await holdsWhat()).includes('drpc/shop/cart: spec.action'));
    expect(new Set(actions(from))).toEqual(new Set(['Failover']));
    expect(hub.seen.filter(({ kind, path }) => kind === 'apply' && path.includes(ofCart))).toEqual([]);
    isHeldBack = false;
    for (const { tell } of pieces.splice(0)) tell();
    await undo();
  });

  it('has the server refuse what it judged before somebody acted', async () => {
    const statuses: number[] = [];
    let from = 0;
    hub.decide = ({ kind, path }) =>
      kind === 'apply' && path.includes(ofCart) && statuses.length === 0
        ? async ({ forward, response }) => {
            await kubectl(cart, { spec: failover });
            from = actions(0).length - 1;
            const answer = await forward();
            statuses.push(answer.status);
            reply(response, answer);
          }
        : undefined;
    await kubectl(cart, { metadata: { labels: { tier: 'theirs' } } });
    await soon(async () => (await holdsWhat()).includes('drpc/shop/cart: spec.action'));
    expect(statuses).toEqual([409]);
    expect(new Set(actions(from))).toEqual(new Set(['Failover']));
    await undo();
  });

  it('does not wait for a cluster that hangs', async () => {
    const dr1 = proxies.get('dr1');
    if (dr1 === undefined) throw new Error('no dr1');
    dr1.decide = () => () => undefined;
    for (const round of [1, 2, 3]) {
      const key = { apiVersion: 'v1', kind: 'Namespace', name: `many-${round}` };
      await kubectl(key, { metadata: { labels: { team: 'theirs' } } });
      await soon(
        async () => getString((await direct.get(key)) ?? {}, ['metadata', 'labels', 'team']) === 'ours',
      );
    }
    await kubectl(cart, { spec: failover });
    await soon(async () => (await holdsWhat()).includes('drpc/shop/cart: spec.action'));
    await kubectl(cart, { spec: { action: null, failoverCluster: null } });
    expect(session.watching()).toEqual({});
  });

  it('is not told what moves on a hub that hangs, knows it, and is told again', async () => {
    hub.decide = () => () => undefined;
    await clock.pass(16);
    // The deadline of a request is real, so time stands still until it is over.
    await until(() => session.watching()?.why?.includes('no answer') === true, explain);
    hub.decide = usual;
    await soon(async () => session.watching()?.why === undefined);
    const key = { apiVersion: 'v1', kind: 'Namespace', name: 'many-0' };
    await kubectl(key, { metadata: { labels: { team: 'theirs' } } });
    await soon(
      async () => getString((await direct.get(key)) ?? {}, ['metadata', 'labels', 'team']) === 'ours',
    );
  });
});
