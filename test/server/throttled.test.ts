import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectCluster } from '../../src/cluster/connect.ts';
import { systemClock } from '../../src/cluster/system-clock.ts';
import type { ApiResource, Cluster } from '../../src/ports/cluster.ts';
import { type ApiClient, connectApi } from '../conformance/api-client.ts';
import { throttle } from '../conformance/cases/flow-cases.ts';
import { roomFor } from '../conformance/conformance-case.ts';
import { installWidgets, widget, widgets } from '../conformance/widget.ts';
import { writeKubeconfig } from '../support/http-fake.ts';
import { sharedServer } from '../support/shared-server.ts';

const server = sharedServer();
const name = 'throttled';
const DEADLINE_MS = 20_000;

describe.skipIf(server === undefined)('a kube-apiserver that refuses for load', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-throttled-'));
  let api: ApiClient;
  /** Of the clock, in milliseconds. */
  let ahead = 0;
  beforeAll(async () => {
    if (server === undefined) return;
    api = connectApi(server);
    await installWidgets(api);
    await throttle(roomFor(api, name));
  });
  afterAll(() => {
    api?.close();
    rmSync(folder, { recursive: true });
  });

  /** Speaks for the throttled user, and does something instead of sleeping. */
  function connect(sleep: (milliseconds: number) => Promise<void>): Promise<Cluster> {
    const ca = Buffer.from(server?.certificate ?? '').toString('base64');
    const user = { token: server?.token ?? '', as: name };
    const kubeconfig = writeKubeconfig(folder, server?.url ?? '', user, { 'certificate-authority-data': ca });
    const clock = { now: () => systemClock.now() + ahead, sleep };
    return connectCluster({ name: 'hub', access: { kubeconfig }, requestTimeoutMs: DEADLINE_MS, clock });
  }

  it('is asked again when it said, until it answers; and said to be so where it does not', async () => {
    const held = await api.hold('POST', widgets, { as: name, body: widget(name) });
    const slept: number[] = [];
    // Not again and again: who insists is told to stay away longer.
    const impatient = await connect(async (milliseconds) => {
      slept.push(milliseconds);
      ahead += DEADLINE_MS - 500;
    });
    await expect(impatient.list(await found(impatient), { namespace: 'default' })).rejects.toMatchObject({
      reason: 'throttled',
      retryAfterSeconds: 1,
      message: 'hub did not list widgets.conformance.ramen-sync.io: the server asks for patience (429)',
    });
    expect(slept).toEqual([1000]);
    const patient = await connect(async () => {
      expect((await held.finish()).status).toBe(201);
    });
    const listed = await patient.list(await found(patient), { namespace: 'default' });
    expect(listed.map((object) => object.metadata)).toContainEqual(expect.objectContaining({ name }));
    for (const cluster of [impatient, patient]) cluster.close();
  });
});

async function found(cluster: Cluster): Promise<ApiResource> {
  const resource = await cluster.resource('conformance.ramen-sync.io/v1', 'Widget');
  if (resource === undefined) throw new Error('widgets are not served');
  return resource;
}
