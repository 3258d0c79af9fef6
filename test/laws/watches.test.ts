import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { ClusterWatches, type WatchState } from '../../src/cluster/cluster-watches.ts';
import { connectCluster } from '../../src/cluster/connect.ts';
import { FollowedCollection } from '../../src/cluster/followed-collection.ts';
import { resourceVersionOf } from '../../src/model/live-object.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { type Fault, type FaultProxy, startFaultProxy } from '../support/fault-proxy.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { until } from '../support/until.ts';
import { startWatchedClusters, type WatchedClusters } from '../support/watched-clusters.ts';

/** Accepts, and never answers. */
const hanging: Fault = () => undefined;

describe('watches of a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-watches-'));
  let watched: WatchedClusters;
  let proxy: FaultProxy;
  let direct: Cluster;
  let through: Cluster;
  let clock: ManualClock;
  let watches: ClusterWatches;
  let states: WatchState[];
  let troubles: (string | undefined)[];
  let told: string[];

  const connect = (name: string, url: string, timeoutMs: number): Promise<Cluster> => {
    const kubeconfig = join(folder, name);
    const config = {
      clusters: [{ name: 'c', cluster: { server: url } }],
      users: [{ name: 'u', user: { token: watched.token } }],
      contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
      'current-context': 'c',
    };
    writeFileSync(kubeconfig, JSON.stringify(config));
    return connectCluster({ name, access: { kubeconfig }, requestTimeoutMs: timeoutMs });
  };

  beforeAll(async () => {
    watched = await startWatchedClusters();
    const upstream = { url: watched.urls.get('hub') ?? '' };
    proxy = await startFaultProxy('hub', upstream);
    direct = await connect('direct', upstream.url, 20_000);
    through = await connect('through', proxy.url, 500);
  });
  afterAll(async () => {
    direct.close();
    through.close();
    await proxy.stop();
    await watched.close();
    rmSync(folder, { recursive: true });
  });
  beforeEach(() => {
    proxy.decide = () => undefined;
    proxy.seen.length = 0;
    clock = new ManualClock();
    [states, troubles, told] = [[], [], []];
    watches = new ClusterWatches({
      cluster: through,
      clock,
      random: () => 0.5,
      stateChanged: (state) => states.push(state),
      troubleChanged: (_, why) => troubles.push(why),
    });
  });
  afterEach(async () => {
    watches.close();
    for (const name of ['a', 'b', 'c']) await remove(name);
  });

  const key = (name: string) => ({ apiVersion: 'v1', kind: 'ConfigMap', namespace: 'default', name });
  const put = async (name: string, value: string): Promise<void> => {
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default' },
      data: { value },
    };
    const live = await direct.get(key(name));
    if (live === undefined) await direct.create(object, { dryRun: false });
    else {
      const metadata = { resourceVersion: resourceVersionOf(live) };
      await direct.mergePatch(key(name), { metadata, data: { value } }, { dryRun: false });
    }
  };
  const remove = async (name: string): Promise<void> => {
    const live = await direct.get(key(name));
    if (live === undefined) return;
    const uid = String(Object(live.metadata).uid);
    await direct.remove(key(name), { uid, resourceVersion: resourceVersionOf(live) });
  };

  async function follow(kind: string, apiVersion = 'v1'): Promise<FollowedCollection<string>> {
    const resource = await through.resource(apiVersion, kind);
    if (resource === undefined) throw new Error(`no ${kind}`);
    const collection = new FollowedCollection<string>({
      resource,
      metadataOnly: true,
      markOf: resourceVersionOf,
      isSame: (a, b) => a === b,
      moved: ({ id, before, after }) => {
        const name = id.split('/').at(-1) ?? '';
        if (kind === 'ConfigMap')
          told.push(`${before === undefined ? '+' : after === undefined ? '-' : ''}${name}`);
      },
    });
    watches.follow(collection);
    await until(() => collection.isSynced);
    return collection;
  }
  const requests = () => proxy.seen.filter(({ kind }) => kind !== 'discovery');
  const wholes = () => requests().filter(({ path }) => path.includes('sendInitialEvents=true')).length;
  const explain = () => JSON.stringify({ told, states, seen: requests().map(({ path }) => path) });

  it('tell what is there and what changes, and go on where they broke off, in the middle of an event too', async () => {
    await put('a', '1');
    let isBroken = false;
    proxy.decide = ({ kind }) =>
      kind !== 'watch'
        ? undefined
        : ({ response, stream }) =>
            stream((piece) => {
              if (isBroken || !piece.includes('"name":"b"')) return piece;
              isBroken = true;
              response.write(piece.slice(0, piece.length / 2), () => response.destroy());
              return '';
            });
    await follow('ConfigMap');
    await put('b', '1');
    await until(() => isBroken, explain);
    await passUntil(() => told.includes('+b'));
    await put('a', '2');
    await remove('b');
    await until(() => told.at(-1) === '-b', explain);
    expect(told).toEqual(['+a', '+b', 'a', '-b']);
    expect(wholes()).toBe(1);
    expect(states.map(({ state }) => state)).toEqual(['reachable']);
  });

  it('begin anew where the server has forgotten the version, and tell what has gone meanwhile', async () => {
    await put('a', '1');
    await put('b', '1');
    await follow('ConfigMap');
    const gone = { kind: 'Status', status: 'Failure', code: 410, reason: 'Expired', message: 'too old' };
    proxy.decide = ({ kind, path }) =>
      kind !== 'watch' || path.includes('sendInitialEvents')
        ? undefined
        : async ({ response }) => {
            await remove('b');
            response.end(`${JSON.stringify({ type: 'ERROR', object: gone })}\n`);
          };
    // In its turn the connection is made anew.
    await clock.pass(16, settled);
    await until(() => told.includes('-b'), explain);
    await put('c', '1');
    await until(() => told.includes('+c'), explain);
    expect(told).toEqual(['+a', '+b', '-b', '+c']);
    expect(wholes()).toBe(2);
  });

  it('find in half a minute that one is dead and does not show it, and in ten what no connection told', async () => {
    let age = 0;
    let isLossy = false;
    proxy.decide = ({ kind }) => {
      const born = age;
      const isDead = () => born < age;
      const isLost = (piece: string) => isDead() || (isLossy && piece.includes('"name":"b"'));
      return kind === 'watch' ? ({ stream }) => stream((piece) => (isLost(piece) ? '' : piece)) : undefined;
    };
    await follow('ConfigMap');
    age += 1;
    await put('a', '1');
    await clock.pass(30, settled);
    await until(() => told.includes('+a'), explain);
    expect(wholes()).toBe(1);
    isLossy = true;
    await put('b', '1');
    await put('c', '1');
    await until(() => told.includes('+c'), explain);
    isLossy = false;
    expect(told).toEqual(['+a', '+c']);
    await clock.pass(600, settled);
    await until(() => told.includes('+b'), explain);
    expect(told).toEqual(['+a', '+c', '+b']);
  });

  it('know in half a minute that a cluster hangs, ask it ever less often, and go on when it is back', async () => {
    await follow('ConfigMap');
    await follow('Namespace');
    proxy.decide = () => hanging;
    const at = proxy.seen.length;
    await clock.pass(30, settled);
    await until(() => states.at(-1)?.state === 'unreachable', explain);
    expect(states.at(-1)?.lastError).toContain('no answer');
    for (let round = 0; round < 40; round += 1) {
      await clock.pass(5, settled);
      await new Promise((done) => setTimeout(done, 20));
    }
    expect(proxy.seen.length - at).toBeLessThan(20);
    proxy.decide = () => undefined;
    await put('b', '1');
    await passUntil(() => told.includes('+b'));
    expect(states.map(({ state }) => state)).toEqual(['reachable', 'unreachable', 'reachable']);
    expect(wholes()).toBe(2);
  });

  it('go on beside one that is not allowed, and say so', async () => {
    const forbidden = { kind: 'Status', status: 'Failure', code: 403, reason: 'Forbidden', message: 'no' };
    proxy.decide = ({ kind, path }) =>
      kind === 'watch' && path.includes('/secrets')
        ? ({ response }) => void response.writeHead(403).end(JSON.stringify(forbidden))
        : undefined;
    const resource = await through.resource('v1', 'Secret');
    if (resource === undefined) throw new Error('no Secret');
    const options = { markOf: resourceVersionOf, isSame: () => true, moved: () => undefined };
    watches.follow(new FollowedCollection({ resource, ...options }));
    await until(() => troubles.length > 0);
    expect(troubles[0]).toContain('did not watch secrets');
    await follow('ConfigMap');
    expect(watches.isSettled()).toBe(true);
    expect(watches.isWhole()).toBe(false);
    expect(states.map(({ state }) => state)).toEqual(['reachable']);
    proxy.decide = () => undefined;
    await passUntil(() => watches.isWhole());
    expect(troubles.at(-1)).toBeUndefined();
  });

  it('wait without a word for a server that asks for patience, and say so when it goes on asking', async () => {
    const patience = {
      kind: 'Status',
      status: 'Failure',
      code: 429,
      reason: 'TooManyRequests',
      message: 'wait',
    };
    let left = 2;
    proxy.decide = ({ kind }) => {
      if (kind !== 'watch' || left === 0) return undefined;
      left -= 1;
      return ({ response }) => void response.writeHead(429).end(JSON.stringify(patience));
    };
    const resource = await through.resource('v1', 'ConfigMap');
    if (resource === undefined) throw new Error('no ConfigMap');
    const options = { resource, markOf: resourceVersionOf, isSame: () => true, moved: () => undefined };
    const briefly = new FollowedCollection(options);
    watches.follow(briefly);
    await passUntil(() => briefly.isSynced);
    expect(left).toBe(0);
    expect(troubles).toEqual([]);
    watches.drop(briefly);
    left = 20;
    watches.follow(new FollowedCollection(options));
    await passUntil(() => troubles.length > 0);
    expect(troubles[0]).toContain('wait');
    left = 0;
    await passUntil(() => watches.isWhole());
    expect(troubles.at(-1)).toBeUndefined();
    expect(states.map(({ state }) => state)).toEqual(['reachable']);
  });

  it('ask no more than four times a minute, and for nothing but watches', async () => {
    for (const kind of ['ConfigMap', 'Namespace', 'Secret']) await follow(kind);
    for (const kind of ['DRPolicy', 'DRCluster', 'DRPlacementControl'])
      await follow(kind, 'ramendr.openshift.io/v1alpha1');
    const before = requests().length;
    for (let second = 0; second < 1200; second += 5) {
      await clock.pass(5, settled);
      await until(() => watches.isSettled());
    }
    const made = requests().slice(before);
    expect(new Set(made.map(({ kind }) => kind))).toEqual(new Set(['watch']));
    expect(made.length / 20).toBeLessThan(5);
    expect(made.length / 20).toBeGreaterThan(3);
    // Two rounds in twenty minutes, at least: no watch is trusted.
    expect(wholes()).toBeGreaterThanOrEqual(6 + 6 + 6);
  });

  /** What was begun over loopback is mostly done. */
  async function settled(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) await new Promise((done) => setImmediate(done));
  }

  async function passUntil(isSo: () => boolean): Promise<void> {
    for (let second = 0; second < 600 && !isSo(); second += 1) {
      await clock.pass(1, settled);
      await new Promise((done) => setTimeout(done, 5));
    }
    if (!isSo()) throw new Error(explain());
  }
});
