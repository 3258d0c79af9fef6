import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { connectCluster } from '../../src/cluster/connect.ts';
import { systemClock } from '../../src/cluster/system-clock.ts';
import { type ApplyEvent, terminalEvents } from '../../src/model/apply-event.ts';
import { getAt, setAt } from '../../src/model/field-path.ts';
import { isArray, type JsonObject } from '../../src/model/json.ts';
import {
  fieldClaims,
  generationOf,
  type LiveObject,
  resourceVersionOf,
  uidOf,
} from '../../src/model/live-object.ts';
import { keyOf } from '../../src/model/object-ref.ts';
import type { FieldChange } from '../../src/model/plan.ts';
import type { PlannedChange } from '../../src/plan/planned-change.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import { type ApiUnderTest, asSomebody } from './as-somebody.ts';

const namespace = 'apply-plan';

/** What apply does to ConfigMaps on a live API; the same on the sandbox and on a real kube-apiserver. */
export function applyCases(start: () => Promise<ApiUnderTest>): void {
  let api: ApiUnderTest;
  let hub: Cluster;
  beforeAll(async () => {
    api = await start();
    hub = await connectCluster({
      name: 'hub',
      access: { kubeconfig: api.kubeconfig, context: 'hub' },
      requestTimeoutMs: 20_000,
    });
    await hub.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      { dryRun: false },
    );
  });
  afterAll(() => hub?.close());

  it('creates, and refuses to create over what appeared', async () => {
    const planned = [create(map('a', { key: '1' })), create(map('taken', { key: '1' }))];
    await somebody('kubectl-create', 'POST', '', map('taken', { key: 'theirs' }));
    const events = await run(planned, async (change) =>
      update(await live('taken'), map('taken', { key: '1' }), change.change.fields),
    );
    expect(endings(events)).toEqual({ a: 'healthy', taken: 'failed' });
    expect(getAt(await live('taken'), ['data', 'key'])).toBe('theirs');
    expect(fieldClaims(await live('a'))).toMatchObject([{ manager: 'ramen-sync', operation: 'Apply' }]);
  });

  it("judges anew when the object moved, and loses nobody else's change", async () => {
    await run([create(map('b', { key: '1' }))]);
    const fields = [{ path: 'data.key', live: '1', git: '2' }];
    const planned = update(await live('b'), map('b', { key: '2' }), fields);
    await somebody('kubectl-label', 'PATCH', '/b', { metadata: { labels: { theirs: 'yes' } } });
    const events = await run([planned], async () => update(await live('b'), map('b', { key: '2' }), fields));
    expect(events.map((event) => event.event)).toEqual(['started', 'retrying', 'applied', 'healthy']);
    expect(await live('b')).toMatchObject({ data: { key: '2' }, metadata: { labels: { theirs: 'yes' } } });
  });

  it('takes over exactly the field that was planned', async () => {
    await run([create(map('c', { key: '1', ours: 'x' }))]);
    await somebody('kubectl-patch', 'PATCH', '/c', { data: { key: 'hand', more: 'kept' } });
    const before = await live('c');
    const conflict = { manager: 'kubectl-patch', field: '.data.key' };
    const field: FieldChange = {
      path: 'data.key',
      live: 'hand',
      git: '2',
      takesOver: true,
      manager: 'kubectl-patch',
    };
    const planned = takeOver(update(before, map('c', { key: '2', ours: 'x' }), [field]), before, [conflict]);
    const wrong = takeOver(planned, before, [{ manager: 'kubectl-edit', field: '.data.key' }]);
    const refused = await run([wrong]);
    expect(refused.at(-1)?.message).toBe(
      'fields have other owners than planned: .data.key (kubectl-patch); nothing was written',
    );
    expect(resourceVersionOf(await live('c'))).toBe(resourceVersionOf(before));
    expect(endings(await run([planned]))).toEqual({ c: 'healthy' });
    const after = await live('c');
    expect(after.data).toEqual({ key: '2', ours: 'x', more: 'kept' });
    const owners = fieldClaims(after).map((claim) => [claim.manager, JSON.stringify(claim.fields)]);
    expect(Object.fromEntries(owners)['kubectl-patch']).toBe('{"f:data":{"f:more":{}}}');
  });

  async function live(name: string): Promise<LiveObject> {
    const object = await hub.get(keyOf(map(name, {})));
    if (object === undefined) throw new Error(`${name} is gone`);
    return object;
  }

  async function run(
    changes: readonly PlannedChange[],
    judge = async (change: PlannedChange): Promise<PlannedChange> => change,
  ): Promise<ApplyEvent[]> {
    const plan = { changes, source: { dirty: false }, clusters: [], notChecked: [] };
    const request = {
      plan,
      wait: { enabled: true, timeoutMs: 60_000 },
      signal: new AbortController().signal,
    };
    const events: ApplyEvent[] = [];
    for await (const event of applyPlan(request, {
      cluster: () => hub,
      judge,
      doubts: async () => [],
      clock: systemClock,
    }))
      events.push(event);
    return events;
  }

  function somebody(
    manager: string,
    method: 'POST' | 'PATCH',
    path: string,
    body: JsonObject,
  ): Promise<void> {
    return asSomebody(api, manager, method, `/api/v1/namespaces/${namespace}/configmaps${path}`, body);
  }
}

function map(name: string, data: JsonObject): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace }, data };
}

function create(object: JsonObject): PlannedChange {
  const change = {
    object: { cluster: 'hub', ...keyOf(object) },
    state: 'create' as const,
    wave: 20,
    fields: [],
    consequences: [],
    blocks: [],
  };
  return { change, write: { type: 'create', body: object }, dependsOn: [], judgeAgain: false };
}

function update(live: LiveObject, wanted: JsonObject, fields: readonly FieldChange[]): PlannedChange {
  const generation = generationOf(live);
  const judged = { uid: uidOf(live), ...(generation === undefined ? {} : { generation }) };
  const { change } = create(wanted);
  const bound = setAt(wanted, ['metadata', 'uid'], uidOf(live));
  const body = setAt(bound, ['metadata', 'resourceVersion'], resourceVersionOf(live));
  return {
    change: { ...change, state: 'update', judged, fields },
    write: { type: 'apply', body, conflicts: [] },
    dependsOn: [],
    judgeAgain: false,
  };
}

function takeOver(
  planned: PlannedChange,
  live: LiveObject,
  conflicts: readonly { readonly manager: string; readonly field: string }[],
): PlannedChange {
  const entries = getAt(live, ['metadata', 'managedFields']);
  const kept = (isArray(entries) ? entries : []).map((entry) =>
    getAt(entry, ['manager']) === 'kubectl-patch'
      ? { ...Object(entry), fieldsV1: { 'f:data': { 'f:more': {} } } }
      : entry,
  );
  const release = [
    { op: 'test' as const, path: '/metadata/uid', value: uidOf(live) },
    { op: 'test' as const, path: '/metadata/resourceVersion', value: resourceVersionOf(live) },
    { op: 'replace' as const, path: '/metadata/managedFields', value: kept },
  ];
  const body = planned.write?.type === 'apply' ? planned.write.body : {};
  return { ...planned, write: { type: 'apply', body, conflicts, release } };
}

function endings(events: readonly ApplyEvent[]): Record<string, string> {
  return Object.fromEntries(
    events
      .filter((event) => terminalEvents.has(event.event))
      .map((event) => [event.object.name, event.event]),
  );
}
