import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCluster } from '../../src/cluster/connect.ts';
import { systemClock } from '../../src/cluster/system-clock.ts';
import { ClusterError } from '../../src/model/errors.ts';
import { getAt, getString } from '../../src/model/field-path.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { fieldClaims, type LiveObject, resourceVersionOf, uidOf } from '../../src/model/live-object.ts';
import type { ApiResource, Cluster } from '../../src/ports/cluster.ts';
import { writeKubeconfig } from '../support/http-fake.ts';
import { sharedServer } from '../support/shared-server.ts';

const apiVersion = 'test.ramen-sync.io/v1';
const namespace = 'cluster-client';
const server = sharedServer();

describe.skipIf(server === undefined)('the client on a real kube-apiserver', () => {
  let hub: Cluster;
  let skipped = 0;
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-client-'));
  const kubectl = (...args: readonly string[]) => server?.kubectl(args) ?? '';
  beforeAll(async () => {
    hub = await connect(server?.kubeconfig ?? '');
    await hub.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { dryRun: false },
    );
  });
  afterAll(() => {
    hub?.close();
    rmSync(folder, { recursive: true });
  });

  function connect(kubeconfig: string): Promise<Cluster> {
    const clock = { ...systemClock, now: () => systemClock.now() + skipped };
    return connectCluster({ name: 'hub', access: { kubeconfig }, requestTimeoutMs: 20_000, clock });
  }

  /** A kubeconfig for another user; without `trust` it does not name the CA. */
  function kubeconfigFor(user: JsonObject, trust = true): string {
    const own = mkdtempSync(join(folder, 'user-'));
    const ca = Buffer.from(server?.certificate ?? '').toString('base64');
    return writeKubeconfig(own, server?.url ?? '', user, trust ? { 'certificate-authority-data': ca } : {});
  }

  /** A new object of the test's own, and its live form. */
  async function make(name: string, spec: JsonObject): Promise<LiveObject> {
    return hub.apply(widget(name, spec, { resourceVersion: '1' }), { dryRun: false });
  }

  it('knows the cluster, and finds a kind once its CRD is there', async () => {
    const identity = await hub.identity();
    expect(identity.uid).toBe(kubectl('get', 'ns', 'kube-system', '-o', 'jsonpath={.metadata.uid}'));
    expect(identity.version).toMatch(/^v1\./);
    expect(await hub.resource('v1', 'ConfigMap')).toEqual({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      plural: 'configmaps',
      namespaced: true,
    });
    expect(await hub.resource(apiVersion, 'Widget')).toBeUndefined();
    await hub.create(crd, { dryRun: false });
    kubectl('wait', '--for=condition=Established', 'crd/widgets.test.ramen-sync.io');
    await expect
      .poll(
        () => {
          skipped += 20_000;
          return hub.resource('test.ramen-sync.io/v9', 'Widget');
        },
        { timeout: 20_000 },
      )
      .toEqual({ apiVersion, kind: 'Widget', plural: 'widgets', namespaced: false });
  });

  it('creates only what is absent, as ramen-sync, and dry runs persist nothing', async () => {
    await hub.apply(widget('a', { size: 1 }, { resourceVersion: '1' }), { dryRun: true });
    expect(await hub.get(keyOfWidget('a'))).toBeUndefined();
    const live = await make('a', { size: 1 });
    expect(fieldClaims(live)).toMatchObject([{ manager: 'ramen-sync', operation: 'Apply' }]);
    expect(await errorOf(make('a', { size: 2 }))).toMatchObject({ reason: 'conflict', status: 409 });
    expect(await errorOf(hub.create(widget('a', {}), { dryRun: false }))).toMatchObject({
      reason: 'already-exists',
    });
  });

  it('names the managers and fields of a conflict', async () => {
    await make('b', { size: 1, items: [{ name: 'x', type: 'old' }] });
    kubectl(
      'patch',
      'widget',
      'b',
      '--type=json',
      '-p',
      '[{"op":"replace","path":"/spec/size","value":2},{"op":"replace","path":"/spec/items/0/type","value":"new"}]',
    );
    kubectl('label', 'widget', 'b', 'team=red');
    const wanted = {
      ...widget('b', { size: 3, items: [{ name: 'x', type: 'git' }] }),
      metadata: { name: 'b', labels: { team: 'blue' } },
    };
    const error = await errorOf(hub.apply(wanted, { dryRun: true }));
    expect(error.reason).toBe('field-conflict');
    expect(error.conflicts).toEqual([
      { manager: 'kubectl-label', field: '.metadata.labels.team' },
      { manager: 'kubectl-patch', field: '.spec.items[name="x"].type' },
      { manager: 'kubectl-patch', field: '.spec.size' },
    ]);
  });

  it('takes a claim out of managedFields when uid and version still match', async () => {
    const before = await make('c', { size: 1, items: [{ name: 'ours' }] });
    kubectl('patch', 'widget', 'c', '--type=merge', '-p', '{"spec":{"size":2}}');
    const live = await hub.get(keyOfWidget('c'));
    if (live === undefined) throw new Error('gone');
    const managed = getAt(live, ['metadata', 'managedFields']);
    const ours = Array.isArray(managed)
      ? managed.filter((entry) => getAt(entry, ['manager']) !== 'kubectl-patch')
      : [];
    const release = (version: string) => [
      { op: 'test' as const, path: '/metadata/uid', value: uidOf(live) },
      { op: 'test' as const, path: '/metadata/resourceVersion', value: version },
      { op: 'replace' as const, path: '/metadata/managedFields', value: ours },
    ];
    const stale = await errorOf(
      hub.patchJson(keyOfWidget('c'), release(resourceVersionOf(before)), { dryRun: false }),
    );
    expect(stale.reason).toBe('conflict');
    const released = await hub.patchJson(keyOfWidget('c'), release(resourceVersionOf(live)), {
      dryRun: false,
    });
    expect(getAt(released, ['metadata', 'generation'])).toBe(getAt(live, ['metadata', 'generation']));
    const applied = await hub.apply(
      widget(
        'c',
        { size: 3, items: [{ name: 'ours' }] },
        { uid: uidOf(live), resourceVersion: resourceVersionOf(released) },
      ),
      { dryRun: false },
    );
    expect(getAt(applied, ['spec', 'size'])).toBe(3);
    const invalid = [
      ...release(resourceVersionOf(applied)).slice(0, 2),
      { op: 'add' as const, path: '/spec/size', value: 'x' },
    ];
    expect((await errorOf(hub.patchJson(keyOfWidget('c'), invalid, { dryRun: false }))).reason).toBe(
      'invalid',
    );
  });

  it('refuses what the schema does not know, without trying twice, and repeats no secret', async () => {
    const error = await errorOf(hub.apply(widget('d', { colour: 'red' }), { dryRun: false }));
    expect(error.reason).toBe('invalid');
    expect(error.message).toContain('.spec.colour: field not declared in schema');
    expect((await errorOf(hub.apply(widget('d', { size: 1000 }), { dryRun: false }))).message).toContain(
      'spec.size',
    );
    const secret = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 's', namespace },
      stringData: { key: 4711 },
    };
    const refused = await errorOf(hub.apply(secret, { dryRun: false }));
    expect(refused.reason).toBe('invalid');
    expect(refused.message).not.toContain('4711');
  });

  it('writes status through its subresource', async () => {
    await make('e', { size: 1 });
    const live = await hub.mergePatch(
      keyOfWidget('e'),
      { status: { phase: 'Ready' } },
      { dryRun: false, subresource: 'status' },
    );
    expect(getAt(live, ['status', 'phase'])).toBe('Ready');
  });

  it('removes only the very object that was judged', async () => {
    const old = await make('f', { size: 1 });
    const live = await hub.apply(widget('f', { size: 2 }), { dryRun: false });
    const uid = uidOf(live);
    expect(
      (await errorOf(hub.remove(keyOfWidget('f'), { uid, resourceVersion: resourceVersionOf(old) }))).reason,
    ).toBe('conflict');
    expect(
      (
        await errorOf(
          hub.remove(keyOfWidget('f'), { uid: 'other', resourceVersion: resourceVersionOf(live) }),
        )
      ).reason,
    ).toBe('conflict');
    await hub.remove(keyOfWidget('f'), { uid, resourceVersion: resourceVersionOf(live) });
    expect(await hub.get(keyOfWidget('f'))).toBeUndefined();
  });

  it('lists more than a page', async () => {
    const maps = Array.from({ length: 520 }, (_, index) => ({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: `m${index}`, namespace, labels: { many: 'yes' } },
    }));
    await Promise.all(maps.map((map) => hub.create(map, { dryRun: false })));
    const resource = await found('v1', 'ConfigMap');
    const listed = await hub.list(resource, { namespace, labelSelector: 'many=yes' });
    expect(new Set(listed.map((item) => getAt(item, ['metadata', 'name']))).size).toBe(520);
    expect(listed[0]).toMatchObject({ apiVersion: 'v1', kind: 'ConfigMap' });
  });

  it('watches from a version on, and is told when that version is too old', async () => {
    const from = resourceVersionOf(await make('g', { size: 1 }));
    await hub.apply(widget('g', { size: 2 }), { dryRun: false });
    const controller = new AbortController();
    const resource = await found(apiVersion, 'Widget');
    for await (const event of hub.watch(resource, { resourceVersion: from, signal: controller.signal })) {
      if (event.type === 'BOOKMARK') continue;
      expect([
        event.type,
        getAt(event.object, ['metadata', 'name']),
        getAt(event.object, ['spec', 'size']),
      ]).toEqual(['MODIFIED', 'g', 2]);
      controller.abort();
    }
    const old = async () => {
      for await (const _ of hub.watch(resource, {
        resourceVersion: '1',
        signal: new AbortController().signal,
      }));
    };
    expect((await errorOf(old())).reason).toBe('expired');
  });

  it('is told all that is there and then what changes, without the values of a Secret', async () => {
    const secret = (name: string) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace },
      stringData: { password: 'value-of-a-secret' },
    });
    await hub.create(secret('w1'), { dryRun: false });
    const controller = new AbortController();
    const seen: string[] = [];
    const told: string[] = [];
    const options = { namespace, metadataOnly: true, signal: controller.signal };
    for await (const { type, object } of hub.watch(await found('v1', 'Secret'), options)) {
      seen.push(`${type} ${getString(object, ['metadata', 'name']) ?? ''}`);
      told.push(JSON.stringify(object));
      if (type === 'SYNCED') await hub.create(secret('w2'), { dryRun: false });
      if (type === 'ADDED') expect(object).toMatchObject({ apiVersion: 'v1', kind: 'Secret' });
      if (seen.length === 3) controller.abort();
    }
    expect(seen).toEqual(['ADDED w1', 'SYNCED ', 'ADDED w2']);
    expect(told.join('')).not.toContain(Buffer.from('value-of-a-secret').toString('base64'));
    expect(told.join('')).not.toContain('"data"');
  });

  it('says who may not do what, whose token is wrong, and whose certificate is not trusted', async () => {
    const reader = await connect(kubeconfigFor({ token: server?.token ?? '', as: 'reader' }));
    const forbidden = await errorOf(reader.list(await found('v1', 'ConfigMap')));
    expect(forbidden.message).toBe(
      'hub: user "reader" (context "hub") may not list configmaps at the cluster scope: grant verb "list" on configmaps by RBAC',
    );
    const nobody = await connect(kubeconfigFor({ token: 'nobody' }));
    expect(await errorOf(nobody.identity())).toMatchObject({ reason: 'unauthorized', status: 401 });
    const distrustful = await connect(kubeconfigFor({ token: server?.token ?? '' }, false));
    const untrusted = await errorOf(distrustful.identity());
    expect(untrusted.reason).toBe('unreachable');
    expect(untrusted.message).toContain('is not signed by the CA in the kubeconfig');
    for (const cluster of [reader, nobody, distrustful]) cluster.close();
  });

  async function found(version: string, kind: string): Promise<ApiResource> {
    const resource = await hub.resource(version, kind);
    if (resource === undefined) throw new Error(`${kind} is not served`);
    return resource;
  }
});

const crd: JsonObject = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.test.ramen-sync.io' },
  spec: {
    group: 'test.ramen-sync.io',
    scope: 'Cluster',
    names: { kind: 'Widget', plural: 'widgets', singular: 'widget' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { type: 'integer', maximum: 100 },
                  items: {
                    type: 'array',
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                    items: {
                      type: 'object',
                      required: ['name'],
                      properties: { name: { type: 'string' }, type: { type: 'string' } },
                    },
                  },
                },
              },
              status: { type: 'object', properties: { phase: { type: 'string' } } },
            },
          },
        },
      },
    ],
  },
};

function widget(name: string, spec: JsonObject, metadata: JsonObject = {}): JsonObject {
  return { apiVersion, kind: 'Widget', metadata: { name, ...metadata }, spec };
}

function keyOfWidget(name: string) {
  return { apiVersion, kind: 'Widget', name };
}

async function errorOf(promise: Promise<unknown>): Promise<ClusterError> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof ClusterError) return error;
  throw new Error(`no ClusterError but ${error}`);
}
