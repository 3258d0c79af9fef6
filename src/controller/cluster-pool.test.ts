import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { MemoryCluster } from '../../test/support/memory-cluster.ts';
import { until } from '../../test/support/until.ts';
import { ClusterError } from '../model/errors.ts';
import type { LiveObject } from '../model/live-object.ts';
import { scopeId } from '../operations/watch-scopes.ts';
import type { ApiResource, WatchEvent, WatchOptions } from '../ports/cluster.ts';
import { ClusterPool } from './cluster-pool.ts';
import type { ClusterNews } from './shared-cluster.ts';

/** Tells of one ConfigMap, or refuses. */
class WatchedCluster extends MemoryCluster {
  watches = 0;
  isClosed = false;
  refusal: ClusterError | undefined;

  override async *watch(_: ApiResource, { signal }: WatchOptions): AsyncGenerator<WatchEvent> {
    if (this.refusal !== undefined) throw this.refusal;
    this.watches += 1;
    yield { type: 'ADDED', object };
    yield { type: 'SYNCED', object: { metadata: { resourceVersion: '2' } } };
    await new Promise<void>((done) => signal.addEventListener('abort', () => done(), { once: true }));
    this.watches -= 1;
  }

  override areWatchesAsked(): boolean {
    return true;
  }

  override close(): void {
    this.isClosed = true;
  }
}

const object: LiveObject = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name: 'a', namespace: 'default', uid: 'u', resourceVersion: '1' },
};
const resource = { apiVersion: 'v1', kind: 'ConfigMap', plural: 'configmaps', namespaced: true };
const scope = { cluster: 'hub', apiVersion: 'v1', kind: 'ConfigMap' };
const id = scopeId(scope);

describe('the clusters that TopologySyncs share', () => {
  let pool: ClusterPool;
  let made: WatchedCluster[];
  let refusal: ClusterError | undefined;
  beforeEach(() => {
    [made, refusal] = [[], undefined];
    pool = new ClusterPool({
      clock: new ManualClock(),
      random: () => 0.5,
      digest: (text) => text,
      isHubAskedAnyway: false,
    });
  });

  const connect = async (): Promise<WatchedCluster> => {
    const cluster = new WatchedCluster('hub');
    cluster.refusal = refusal;
    made.push(cluster);
    return cluster;
  };

  function listener(): { readonly news: ClusterNews; readonly heard: string[] } {
    const heard: string[] = [];
    const news: ClusterNews = {
      moved: (movement) => heard.push(movement.id),
      stateChanged: ({ state }) => heard.push(state),
      troubleChanged: (_, why) => heard.push(why ?? 'well'),
      synced: () => heard.push('all told'),
    };
    return { news, heard };
  }

  async function following(access = 'a', name = 'hub') {
    const { news, heard } = listener();
    const use = await pool.use(name, access, connect, news);
    use.shared.follow(scope, resource, news);
    return { use, news, heard };
  }

  it('are watched once, and who comes later is told what is known', async () => {
    const first = await following();
    await until(() => first.heard.includes('all told'));
    const second = await following();
    expect(second.heard).toEqual(['/ConfigMap/default/a', 'all told']);
    expect(second.use.shared.isWhole([id])).toBe(true);
    expect(made).toHaveLength(1);
    expect(made[0]?.watches).toBe(1);
  });

  it('are watched as long as one of them follows, and closed by the last', async () => {
    const first = await following();
    const second = await following();
    await until(() => made[0]?.watches === 1);
    first.use.release();
    await new Promise((done) => setImmediate(done));
    expect(made[0]).toMatchObject({ watches: 1, isClosed: false });
    second.use.shared.unfollow(id, second.news);
    await until(() => made[0]?.watches === 0);
    expect(made[0]?.isClosed).toBe(false);
    second.use.release();
    expect(made[0]?.isClosed).toBe(true);
    await following();
    expect(made).toHaveLength(2);
  });

  it('are other ones by other credentials, and by another name', async () => {
    const shared = [await following('a'), await following('b'), await following('a', 'dr1')];
    expect(new Set(shared.map(({ use }) => use.shared)).size).toBe(3);
  });

  it('are connected anew for who was refused, and stay for the others until they are', async () => {
    const first = await following();
    const second = await following();
    first.use.outdate();
    first.use.release();
    const anew = await following();
    expect(made).toHaveLength(2);
    expect(made[0]?.isClosed).toBe(false);
    second.use.outdate();
    second.use.release();
    expect(made[0]?.isClosed).toBe(true);
    expect((await following()).use.shared).toBe(anew.use.shared);
  });

  it('are tried again after they could not be connected', async () => {
    const fail = async () => Promise.reject(new Error('no kubeconfig'));
    const both = [1, 2].map(() => pool.use('hub', 'a', fail, listener().news));
    for (const tried of both) await expect(tried).rejects.toThrow('no kubeconfig');
    await following();
    expect(made).toHaveLength(1);
  });

  it('tell who comes later of a scope that cannot be watched', async () => {
    refusal = new ClusterError('not allowed', { reason: 'forbidden' });
    const first = await following();
    await until(() => first.heard.includes('not allowed'));
    const second = await following();
    expect(second.heard).toEqual(['not allowed']);
    expect(second.use.shared.isSettled([id])).toBe(true);
    expect(second.use.shared.isWhole([id])).toBe(false);
  });
});
