import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { getAt } from '../model/field-path.ts';
import { isObject, type JsonObject } from '../model/json.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from './start.ts';

describe('startSandbox', () => {
  const started: Sandbox[] = [];
  afterEach(async () => {
    await Promise.all(started.splice(0).map((sandbox) => sandbox.close()));
  });

  async function start(options: SandboxOptions = {}): Promise<Sandbox> {
    const sandbox = await startSandbox({ empty: true, ...options });
    started.push(sandbox);
    return sandbox;
  }

  it('serves a hub and managed clusters, each with its kinds and an identity of its own', async () => {
    const sandbox = await start({ managedClusters: ['east', 'west', 'north'] });
    expect([...sandbox.urls.keys()]).toEqual(['hub', 'east', 'west', 'north']);
    expect(sandbox.kubeconfig).toContain('current-context: hub');
    const uids = new Set<unknown>();
    for (const url of sandbox.urls.values()) {
      uids.add(getAt((await get(`${url}/api/v1/namespaces/kube-system`)).body, ['metadata', 'uid']));
    }
    expect(uids.size).toBe(4);
    const drpcs = '/apis/ramendr.openshift.io/v1alpha1/drplacementcontrols';
    expect((await get(`${sandbox.urls.get('hub')}${drpcs}`)).status).toBe(200);
    expect((await get(`${sandbox.urls.get('east')}${drpcs}`)).status).toBe(404);
    const vrgs = '/apis/ramendr.openshift.io/v1alpha1/volumereplicationgroups';
    expect((await get(`${sandbox.urls.get('east')}${vrgs}`)).status).toBe(200);
  });

  it('shares nothing between two sandboxes', async () => {
    const [one, two] = await Promise.all([start(), start()]);
    one.world.hub.create(namespace('shop'), 'test');
    expect(two.world.hub.get('Namespace', undefined, 'shop')).toBeUndefined();
    expect((await get(`${one.urls.get('hub')}/api/v1/namespaces/shop`)).status).toBe(200);
    expect((await get(`${two.urls.get('hub')}/api/v1/namespaces/shop`)).status).toBe(404);
  });

  it('takes the ports that it is told, and says so where one is not free', async () => {
    const first = await start();
    const port = Number(new URL(first.urls.get('dr1') ?? '').port);
    await expect(startSandbox({ empty: true, port })).rejects.toThrow(
      `port ${port} of 127.0.0.1 cannot be opened`,
    );
  });

  it('closes although a watch is open', async () => {
    const sandbox = await start();
    const ended = new Promise((resolve) => {
      const watch = request(`${sandbox.urls.get('hub')}/api/v1/namespaces?watch=1`, (response) => {
        response.once('data', () => void sandbox.close());
        response.once('close', resolve).on('error', resolve);
      });
      watch.on('error', resolve).end();
    });
    await ended;
    await expect(get(`${sandbox.urls.get('hub')}/version`)).rejects.toThrow();
    started.length = 0;
  });

  it('answers no other host name, and no wrong token', async () => {
    const url = (await start()).urls.get('hub') ?? '';
    expect((await get(`${url}/version`, { host: 'evil.example' })).status).toBe(403);
    expect((await get(`${url}/version`, { authorization: 'Bearer guess' })).status).toBe(401);
  });

  it('runs its clock and what waits for it faster', async () => {
    const { world } = await start({ speed: 100_000, now: Date.parse('2026-01-01T00:00:00Z') });
    const order: string[] = [];
    await new Promise<void>((resolve) => {
      world.after(3_600_000, () => order.push('an hour'));
      const cancel = world.after(1_800_000, () => order.push('never'));
      world.after(60_000, () => order.push('a minute'));
      world.after(7_200_000, resolve);
      cancel();
    });
    expect(order).toEqual(['a minute', 'an hour']);
    expect(world.now()).toBeGreaterThanOrEqual(Date.parse('2026-01-01T01:59:00Z'));
    world.hub.create(namespace('late'), 'test');
    expect(
      getAt(world.hub.get('Namespace', undefined, 'late') ?? {}, ['metadata', 'creationTimestamp']),
    ).toMatch(/^2026-01-01T/);
  });

  it('keeps a log of requests that wrote, not of the model', async () => {
    const sandbox = await start({ now: Date.parse('2026-01-01T00:00:00Z') });
    sandbox.world.hub.create(namespace('silent'), 'model');
    const url = `${sandbox.urls.get('dr1')}/api/v1/namespaces`;
    await send('POST', `${url}?fieldManager=me&dryRun=All`, { metadata: { name: 'tried' } });
    await send('POST', `${url}?fieldManager=me`, { metadata: { name: 'made' } });
    await send('POST', `${url}?fieldManager=me`, { metadata: { name: 'made' } });
    await send('DELETE', `${url}/made`);
    const key = { apiVersion: 'v1', kind: 'Namespace' };
    expect(sandbox.writes()).toMatchObject([
      { cluster: 'dr1', verb: 'create', manager: 'me', dryRun: true, key: { ...key, name: 'tried' } },
      { cluster: 'dr1', verb: 'create', manager: 'me', dryRun: false, key: { ...key, name: 'made' } },
      { cluster: 'dr1', verb: 'delete', dryRun: false, key: { ...key, name: 'made' } },
    ]);
  });

  it('gives the model a view with the bookkeeping of the API', async () => {
    const { hub } = (await start()).world;
    const seen: unknown[] = [];
    const stop = hub.onChange(({ type, object }) =>
      seen.push([type, getAt(object, ['metadata', 'generation'])]),
    );
    const made = hub.create(policy({ drClusters: ['a', 'b'], schedulingInterval: '5m' }), 'manager');
    expect(made).toMatchObject({
      metadata: { generation: 1, managedFields: [{ manager: 'manager', operation: 'Update' }] },
    });
    expect(hub.update(made, 'manager')).toBe(made);
    const marked = hub.update(
      { ...made, metadata: { ...metadataOf(made), finalizers: ['test.io/keep'] } },
      'manager',
    );
    hub.updateStatus('DRPolicy', undefined, 'gold', { conditions: [] }, 'manager');
    expect(hub.get('DRPolicy', undefined, 'gold')).toMatchObject({
      status: { conditions: [] },
      metadata: { generation: 1 },
    });
    expect(() => hub.update(marked, 'manager')).toThrow('the object has been modified');
    expect(() => hub.create(policy({ drClusters: ['a'], schedulingInterval: '5m' }), 'manager')).toThrow(
      'requires a list of 2',
    );
    hub.remove('DRPolicy', undefined, 'gold');
    const dying = hub.get('DRPolicy', undefined, 'gold') ?? {};
    expect(dying).toMatchObject({ metadata: { deletionTimestamp: expect.any(String) } });
    hub.update({ ...dying, metadata: { ...metadataOf(dying), finalizers: [] } }, 'manager');
    expect(hub.list('DRPolicy')).toEqual([]);
    stop();
    hub.create(namespace('unseen'), 'manager');
    expect(seen).toEqual([
      ['ADDED', 1],
      ['MODIFIED', 1],
      ['MODIFIED', 1],
      ['MODIFIED', 2],
      ['DELETED', 2],
    ]);
  });

  it('empties a namespace that is deleted, and drops it when the last object goes', async () => {
    const { hub } = (await start()).world;
    hub.create(namespace('shop'), 'test');
    const map = (name: string, finalizers: readonly string[]) =>
      hub.create(
        { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop', finalizers } },
        'test',
      );
    map('loose', []);
    map('kept', ['test.io/keep']);
    hub.remove('Namespace', undefined, 'shop');
    expect(hub.get('Namespace', undefined, 'shop')).toMatchObject({ status: { phase: 'Terminating' } });
    expect(hub.list('ConfigMap', 'shop')).toHaveLength(1);
    expect(() => map('late', [])).toThrow('because it is being terminated');
    const kept = hub.get('ConfigMap', 'shop', 'kept') ?? {};
    hub.update({ ...kept, metadata: { ...metadataOf(kept), finalizers: [] } }, 'test');
    expect(hub.get('Namespace', undefined, 'shop')).toBeUndefined();
  });
});

function namespace(name: string): JsonObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

function policy(spec: JsonObject): JsonObject {
  return { apiVersion: 'ramendr.openshift.io/v1alpha1', kind: 'DRPolicy', metadata: { name: 'gold' }, spec };
}

function metadataOf(object: JsonObject): JsonObject {
  return isObject(object.metadata) ? object.metadata : {};
}

interface Answer {
  readonly status: number;
  readonly body: JsonObject;
}

function get(url: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send('GET', url, undefined, headers);
}

function send(
  method: string,
  url: string,
  body?: JsonObject,
  headers: Record<string, string> = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const json = body === undefined ? {} : { 'content-type': 'application/json' };
    const sent = request(url, { method, headers: { ...json, ...headers } }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        const status = response.statusCode ?? 0;
        resolve({ status, body: text.startsWith('{') ? JSON.parse(text) : {} });
      });
    });
    sent.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
  });
}
