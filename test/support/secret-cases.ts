import { afterAll, beforeAll, expect, it } from 'vitest';
import { connectCluster } from '../../src/cluster/connect.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { type LiveObject, resourceVersionOf } from '../../src/model/live-object.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { type ApiUnderTest, asSomebody } from './as-somebody.ts';
import { SyncStage } from './sync-stage.ts';

/** What syncs do to the Secret of an S3 profile; the same on the sandbox and on a real kube-apiserver. */
export function secretCases(start: () => Promise<ApiUnderTest>): void {
  let api: ApiUnderTest;
  let hub: Cluster;
  let stages = 0;
  beforeAll(async () => {
    api = await start();
    const access = { kubeconfig: api.kubeconfig, context: 'hub' };
    hub = await connectCluster({ name: 'hub', access, requestTimeoutMs: 20_000 });
  });
  afterAll(() => hub?.close());

  /** A namespace of its own, and nothing in it. */
  async function stage() {
    stages += 1;
    const namespace = `ramen-secret-${stages}`;
    const named = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } };
    await hub.apply(named, { dryRun: false });
    const git = new SyncStage(hub);
    const live = async (): Promise<LiveObject> => {
      const object = await hub.get({ apiVersion: 'v1', kind: 'Secret', namespace, name: 's3' });
      if (object === undefined) throw new Error('there is no Secret');
      return object;
    };
    return {
      sync: () => git.syncObject('Secret', 's3'),
      commit: (...parts: readonly JsonObject[]) => git.commitFile(fileOf(namespace, parts)),
      live,
      data: async () => (await live()).data,
      somebody: (method: 'POST' | 'PATCH', body: JsonObject) => {
        const path = `/api/v1/namespaces/${namespace}/secrets${method === 'POST' ? '' : '/s3'}`;
        const object = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 's3' }, ...body };
        return asSomebody(api, 'kubectl-edit', method, path, object);
      },
    };
  }

  it('stringData is written as data, so that a key which Git drops goes', async () => {
    const { sync, commit, data } = await stage();
    commit({ stringData: { KEY: 'one', OTHER: 'ö', EMPTY: '' } });
    expect((await sync()).events.at(-1)).toBe('healthy');
    expect(await data()).toEqual({ KEY: 'b25l', OTHER: 'w7Y=', EMPTY: '' });
    expect((await sync()).change.state).toBe('unchanged');
    commit({ stringData: { KEY: 'one' } });
    const { change } = await sync();
    expect(change.fields.map(({ path }) => path).sort()).toEqual(['data.EMPTY', 'data.OTHER']);
    expect(change.fields.map(({ live, git }) => [live, git])).toEqual([
      ['(sensitive #1)', undefined],
      ['(sensitive #2)', undefined],
    ]);
    expect(await data()).toEqual({ KEY: 'b25l' });
    expect((await sync()).change.state).toBe('unchanged');
  });

  it('where both have a key stringData counts, and moving it to data is no change', async () => {
    const { sync, commit, live, data } = await stage();
    commit({ data: { KEY: 'eA==', MORE: 'eA==' }, stringData: { KEY: 'one' } });
    await sync();
    expect(await data()).toEqual({ KEY: 'b25l', MORE: 'eA==' });
    const before = resourceVersionOf(await live());
    commit({ data: { KEY: 'b25l', MORE: 'eA==' } });
    const { change } = await sync();
    expect(change.fields).toEqual([]);
    expect((await sync()).change.state).toBe('unchanged');
    expect(Number(resourceVersionOf(await live())) - Number(before)).toBeLessThanOrEqual(1);
  });

  it.each([
    ['over several lines', 'b25l\nb25l\r\nb25l\n', 'b25lb25lb25l'],
    ['with bits left over', 'b26=', 'b24='],
    ['of bytes that are no text', '//79AA==', '//79AA=='],
  ])('base64 %s comes to rest', async (_, git, stored) => {
    const { sync, commit, live, data } = await stage();
    commit({ data: { KEY: git } });
    expect((await sync()).events.at(-1)).toBe('healthy');
    expect(await data()).toEqual({ KEY: stored });
    const before = resourceVersionOf(await live());
    expect((await sync()).change.state).toBe('unchanged');
    expect(resourceVersionOf(await live())).toBe(before);
  });

  it.each(['b25l==', 'w7_=', ' b25l', 'b25'])('%j, which is no base64, is refused at once', async (git) => {
    const { sync, commit } = await stage();
    commit({ data: { KEY: git } });
    const { change } = await sync();
    expect(change.state).toBe('blocked');
    expect(JSON.stringify(change)).not.toContain(git);
  });

  it("keeps keys that Git never declared, and takes a person's value back by name, behind masks", async () => {
    const { sync, commit, data, somebody } = await stage();
    await somebody('POST', { stringData: { KEY: 'theirs', OLD: 'x' } });
    commit({ stringData: { KEY: 'one', SAME: 'one', OLDER: 'theirs' } });
    const { change } = await sync();
    const fields = new Map(change.fields.map((field) => [field.path, field]));
    const [key, same, older] = ['data.KEY', 'data.SAME', 'data.OLDER'].map((path) => fields.get(path));
    expect(fields.size).toBe(3);
    expect(key).toMatchObject({ live: expect.stringMatching(/^\(sensitive #\d\)$/), takesOver: true });
    // Equal values have equal numbers, and others have others.
    expect([same?.git, older?.git]).toEqual([key?.git, key?.live]);
    expect(key?.git).not.toEqual(key?.live);
    expect(await data()).toEqual({ KEY: 'b25l', SAME: 'b25l', OLDER: 'dGhlaXJz', OLD: 'eA==' });
    await somebody('PATCH', { stringData: { KEY: 'hand', MORE: 'y' } });
    expect((await sync()).change.fields).toMatchObject([{ path: 'data.KEY', origin: 'live' }]);
    expect(await data()).toMatchObject({ KEY: 'b25l', MORE: 'eQ==', OLD: 'eA==' });
    expect((await sync()).change.state).toBe('unchanged');
  });

  it('a key that somebody else has too stays when Git drops it, which is said', async () => {
    const { sync, commit, data, somebody } = await stage();
    await somebody('POST', { stringData: { KEY: 'one' } });
    commit({ stringData: { KEY: 'one', OURS: 'two' } });
    await sync();
    commit({ stringData: { OURS: 'two' } });
    expect((await sync()).change.fields).toMatchObject([
      { path: 'data.KEY', stays: true, live: '(sensitive #1)' },
    ]);
    expect(await data()).toEqual({ KEY: 'b25l', OURS: 'dHdv' });
  });

  it('an immutable one is refused without a value', async () => {
    const { sync, commit, data } = await stage();
    commit({ immutable: true, stringData: { KEY: 'one' } });
    await sync();
    commit({ immutable: true, stringData: { KEY: 'canary-value' } });
    const { change } = await sync();
    expect(change).toMatchObject({ state: 'blocked', blocks: [{ gate: 'server-refuses' }] });
    expect(JSON.stringify(change)).not.toMatch(/canary|Y2FuYXJ5/);
    expect(await data()).toEqual({ KEY: 'b25l' });
  });
}

/** The Secret, and a profile that makes it ramen-sync's affair. */
function fileOf(namespace: string, parts: readonly JsonObject[]): string {
  const profile = { s3ProfileName: 'p', s3SecretRef: { name: 's3', namespace } };
  const apiVersion = 'ramendr.openshift.io/v1alpha1';
  const config = { apiVersion, kind: 'RamenConfig', s3StoreProfiles: [profile] };
  const metadata = { name: 's3', namespace };
  const secrets = parts.map((part) => ({ apiVersion: 'v1', kind: 'Secret', metadata, ...part }));
  return [config, ...secrets].map((object) => JSON.stringify(object)).join('\n---\n');
}
