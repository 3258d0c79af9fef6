import { afterAll, beforeAll, expect, it } from 'vitest';
import { applyPlan } from '../../src/apply/apply-plan.ts';
import { connectCluster } from '../../src/cluster/connect.ts';
import { systemClock } from '../../src/cluster/system-clock.ts';
import type { ApplyEvent } from '../../src/model/apply-event.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { isBeingDeleted, type LiveObject, resourceVersionOf, uidOf } from '../../src/model/live-object.ts';
import { keyOf, refId } from '../../src/model/object-ref.ts';
import type { PlannedChange } from '../../src/plan/planned-change.ts';
import type { Cluster } from '../../src/ports/cluster.ts';
import type { ApiUnderTest } from './as-somebody.ts';

const namespace = 'removal-cases';
const finalizer = 'example.com/held';

/** What deletions do on a live API; the same on the sandbox and on a real kube-apiserver. */
export function removalCases(start: () => Promise<ApiUnderTest>): void {
  let hub: Cluster;
  beforeAll(async () => {
    const api = await start();
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

  it('delete what was judged, and ask again where it changed since', async () => {
    const planned = removal(await put('changed'));
    await put('changed', { data: { key: 'somebody was here' } });
    const refused = await run([planned], async (change) => blocked(change));
    expect(refused).toEqual(['started changed', 'retrying changed', 'blocked changed']);
    expect(await live('changed')).toBeDefined();
    const events = await run([planned], async () => removal(await mustBe('changed')));
    expect(events).toEqual(['started changed', 'retrying changed', 'applied changed', 'removed changed']);
    expect(await live('changed')).toBeUndefined();
  });

  it('leave a namesake that came in its place, whatever its version', async () => {
    const old = await put('namesake');
    await hub.remove(keyOf(old), { uid: uidOf(old), resourceVersion: resourceVersionOf(old) });
    const fresh = await put('namesake');
    const version = { uid: uidOf(old), resourceVersion: resourceVersionOf(fresh) };
    await expect(hub.remove(keyOf(old), version)).rejects.toMatchObject({ reason: 'conflict' });
    expect(uidOf(await mustBe('namesake'))).toBe(uidOf(fresh));
  });

  it('wait for the finalizer, and only then go on to what is needed', async () => {
    const held = removal(await put('held', { metadata: { finalizers: [finalizer] } }), 100);
    const needed = removal(await put('needed'), 120, [held]);
    const letGo = async (): Promise<void> => {
      const seen = await mustBe('held');
      expect(isBeingDeleted(seen)).toBe(true);
      expect(await live('needed')).toBeDefined();
      await hub.patchJson(
        keyOf(seen),
        [
          { op: 'test', path: '/metadata/resourceVersion', value: resourceVersionOf(seen) },
          { op: 'remove', path: '/metadata/finalizers' },
        ],
        { dryRun: false },
      );
    };
    const events = await run([held, needed], async (change) => change, letGo);
    expect(events).toEqual([
      'started held',
      'applied held',
      `waiting held: held by ${finalizer}`,
      'removed held',
      'started needed',
      'applied needed',
      'removed needed',
    ]);
  });

  it('take a deletion that was begun for their own', async () => {
    const seen = await put('begun', { metadata: { finalizers: [finalizer] } });
    const planned = removal(seen);
    await hub.remove(keyOf(seen), { uid: uidOf(seen), resourceVersion: resourceVersionOf(seen) });
    // The same request once more: the object has another version by now.
    const events = await run(
      [planned],
      async (change) => ({ ...change, write: { type: 'being-deleted', uid: uidOf(seen) } }),
      async () => {
        const { uid, resourceVersion } = Object((await mustBe('begun')).metadata);
        expect(uid).toBe(uidOf(seen));
        await hub.patchJson(
          keyOf(seen),
          [
            { op: 'test', path: '/metadata/resourceVersion', value: resourceVersion },
            { op: 'remove', path: '/metadata/finalizers' },
          ],
          { dryRun: false },
        );
      },
    );
    expect(events).toEqual([
      'started begun',
      'retrying begun',
      `waiting begun: held by ${finalizer}`,
      'removed begun',
    ]);
  });

  async function put(name: string, more: JsonObject = {}): Promise<LiveObject> {
    const { metadata = {}, ...rest } = more;
    const object = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace, ...Object(metadata) },
      ...rest,
    };
    return hub.apply(object, { dryRun: false });
  }

  function live(name: string): Promise<LiveObject | undefined> {
    return hub.get({ apiVersion: 'v1', kind: 'ConfigMap', namespace, name });
  }

  async function mustBe(name: string): Promise<LiveObject> {
    const found = await live(name);
    if (found === undefined) throw new Error(`${name} is gone`);
    return found;
  }

  /** Words of the events; `whileWaiting` is called at the first event that waits. */
  async function run(
    changes: readonly PlannedChange[],
    judge: (change: PlannedChange) => Promise<PlannedChange>,
    whileWaiting: () => Promise<void> = async () => undefined,
  ): Promise<string[]> {
    const request = {
      plan: { changes, source: { dirty: false }, clusters: [], notChecked: [] },
      wait: { enabled: true, timeoutMs: 60_000 },
      signal: new AbortController().signal,
    };
    const deps = { cluster: () => hub, judge, doubts: async () => [], clock: systemClock };
    const words: string[] = [];
    for await (const event of applyPlan(request, deps)) {
      words.push(wordsOf(event));
      if (event.event === 'waiting') await whileWaiting();
    }
    return words;
  }
}

function wordsOf({ event, object, message }: ApplyEvent): string {
  return `${event} ${object.name}${event === 'waiting' ? `: ${message}` : ''}`;
}

function removal(seen: LiveObject, wave = 140, after: readonly PlannedChange[] = []): PlannedChange {
  return {
    change: {
      object: { cluster: 'hub', ...keyOf(seen) },
      state: 'remove',
      wave,
      risk: 'ends-protection',
      judged: { uid: uidOf(seen) },
      fields: [],
      consequences: [],
      blocks: [],
    },
    write: { type: 'delete', uid: uidOf(seen), resourceVersion: resourceVersionOf(seen) },
    dependsOn: after.map(({ change }) => refId(change.object)),
    judgeAgain: false,
  };
}

function blocked(planned: PlannedChange): PlannedChange {
  const block = { gate: 'busy', message: 'somebody is at it' };
  return { ...planned, change: { ...planned.change, state: 'blocked', blocks: [block] } };
}
