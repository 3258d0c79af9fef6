import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../test/support/memory-cluster.ts';
import { type ApplyEvent, terminalEvents } from '../model/apply-event.ts';
import { ClusterError } from '../model/errors.ts';
import { isBeingDeleted, type LiveObject, resourceVersionOf, uidOf } from '../model/live-object.ts';
import { keyOf, refId } from '../model/object-ref.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { Clock } from '../ports/clock.ts';
import { applyPlan } from './apply-plan.ts';
import { summarise } from './summarise.ts';

describe('a removal', () => {
  it('goes on to what was needed only when what needed it is gone', async () => {
    const cluster = new MemoryCluster();
    const drpc = remove(cluster.put(object('drpc', true)), { wave: 100 });
    const policy = remove(cluster.put(object('policy')), { wave: 120, after: [drpc] });
    let looks = 0;
    const events = await run(cluster, [drpc, policy], {
      onSleep: () => {
        looks += 1;
        expect(cluster.writes).toEqual(['delete drpc']);
        if (looks === 3) cluster.drop(drpc.change.object);
      },
    });
    expect(cluster.writes).toEqual(['delete drpc', 'delete policy']);
    expect(words(events)).toEqual([
      'started drpc',
      'applied drpc',
      'waiting drpc',
      'removed drpc',
      'started policy',
      'applied policy',
      'removed policy',
    ]);
    expect(messageOf(events, 'waiting')).toBe('held by ramen/finalizer (Deleting)');
    expect(summarise(events).summary).toMatchObject({ applied: 2, removed: 2, failed: 0 });
  });

  it('that is not over in time has failed, and what it needs stays', async () => {
    const cluster = new MemoryCluster();
    const drpc = remove(cluster.put(object('drpc', true)), { wave: 100 });
    const policy = remove(cluster.put(object('policy')), { wave: 120, after: [drpc] });
    const events = await run(cluster, [drpc, policy]);
    expect(cluster.writes).toEqual(['delete drpc']);
    expect(messageOf(events, 'failed')).toBe(
      'still there after 10m: held by ramen/finalizer (Deleting); the deletion goes on, run it again to go on',
    );
    expect(messageOf(events, 'skipped')).toBe('depends on drpc/shop/drpc, which is being deleted');
  });

  it('without waiting looks once, and says how to go on', async () => {
    const cluster = new MemoryCluster();
    const drpc = remove(cluster.put(object('drpc', true)), { wave: 100 });
    const free = remove(cluster.put(object('free')), { wave: 100 });
    const events = await run(cluster, [drpc, free], { wait: false });
    expect(messageOf(events, 'skipped')).toBe(
      'deletion accepted, not awaited (--no-wait): still there: held by ramen/finalizer (Deleting); run it again to go on',
    );
    expect(words(events)).toContain('removed free');
    expect(summarise(events).done.map(({ state }) => state)).toEqual(['skipped', 'removed']);
  });

  it('that is under way already is waited for, and nothing is sent', async () => {
    const cluster = new MemoryCluster();
    const live = cluster.put({ ...object('drpc', true) });
    const drpc = remove(live, { wave: 100 });
    const waiting: PlannedChange = { ...drpc, write: { type: 'being-deleted', uid: uidOf(live) } };
    const events = await run(cluster, [waiting], { onSleep: () => cluster.drop(drpc.change.object) });
    expect(cluster.writes).toEqual([]);
    expect(words(events)).toEqual(['started drpc', 'waiting drpc', 'removed drpc']);
  });

  it('that finds a namesake in its place is over', async () => {
    const cluster = new MemoryCluster();
    const drpc = remove(cluster.put(object('drpc', true)), { wave: 100 });
    const events = await run(cluster, [drpc], {
      onSleep: () => {
        cluster.drop(drpc.change.object);
        cluster.put(object('drpc'));
      },
    });
    expect(cluster.writes).toEqual(['delete drpc']);
    expect(messageOf(events, 'removed')).toBe('a new object of that name is there already');
  });

  it('is judged again where the object moved, and deletes what is judged then or nothing', async () => {
    const cluster = new MemoryCluster();
    const drpc = remove(cluster.put(object('drpc')), { wave: 100 });
    cluster.put({ ...object('drpc'), status: { phase: 'Relocating' } });
    const busy = await run(cluster, [drpc], {
      judge: async (planned) => ({
        ...planned,
        change: { ...planned.change, state: 'blocked', blocks: [{ gate: 'busy', message: 'it relocates' }] },
      }),
    });
    expect(words(busy)).toEqual(['started drpc', 'retrying drpc', 'blocked drpc']);
    expect(await cluster.get(drpc.change.object)).toBeDefined();
    const fresh = await cluster.get(drpc.change.object);
    const passed = await run(cluster, [drpc], {
      judge: async () => remove(fresh ?? {}, { wave: 100 }),
    });
    expect(words(passed)).toEqual(['started drpc', 'retrying drpc', 'applied drpc', 'removed drpc']);
  });

  it('whose answer was lost is recognised as its own, and is not sent again', async () => {
    const cluster = new MemoryCluster();
    const live = cluster.put(object('drpc', true));
    const drpc = remove(live, { wave: 100 });
    // The transport repeats a delete; the second one meets an object that has been marked since.
    cluster.beforeWrite = async (_, { remove: send }) => {
      cluster.beforeWrite = () => undefined;
      await send.call(cluster, drpc.change.object, {
        uid: uidOf(live),
        resourceVersion: resourceVersionOf(live),
      });
    };
    const events = await run(cluster, [drpc], {
      judge: async (planned) => {
        const now = (await cluster.get(planned.change.object)) ?? {};
        expect(isBeingDeleted(now)).toBe(true);
        return { ...planned, write: { type: 'being-deleted', uid: uidOf(now) } };
      },
      onSleep: () => cluster.drop(drpc.change.object),
    });
    expect(words(events)).toEqual(['started drpc', 'retrying drpc', 'waiting drpc', 'removed drpc']);
  });

  it.each<[string, (now: PlannedChange) => PlannedChange, readonly string[]]>([
    [
      'and is gone, is over',
      (now) => ({ ...now, change: { ...now.change, state: 'unchanged', reason: 'it is gone' } }),
      ['started drpc', 'removed drpc'],
    ],
    [
      'and is on its way, is waited for',
      (now) => ({ ...now, write: { type: 'being-deleted', uid: now.change.judged?.uid ?? '' } }),
      ['started drpc', 'waiting drpc', 'removed drpc'],
    ],
    ['and is as it was, has failed', (now) => now, ['started drpc', 'failed drpc']],
  ])('that got no usable answer, %s', async (_, seen, expected) => {
    const cluster = new MemoryCluster();
    const drpc = remove(cluster.put(object('drpc', true)), { wave: 100 });
    cluster.beforeWrite = () => {
      throw new ClusterError('hub: the answer was cut off', { reason: 'unreachable', undecided: true });
    };
    const events = await run(cluster, [drpc], {
      judge: async (planned) => seen(planned),
      onSleep: () => cluster.drop(drpc.change.object),
    });
    expect(words(events)).toEqual(expected);
    expect(cluster.writes).toEqual(['delete drpc']);
  });

  it('that Git contradicts holds back nobody who needs the object: it stands as it did', async () => {
    const cluster = new MemoryCluster();
    const { write: _, ...policy } = remove(cluster.put(object('policy')), { wave: 40 });
    const blocks = [{ gate: 'no-removal', message: 'Git still states it' }];
    const contradicted: PlannedChange = { ...policy, change: { ...policy.change, state: 'blocked', blocks } };
    const other: PlannedChange = {
      ...policy,
      change: {
        ...contradicted.change,
        object: { ...policy.change.object, name: 'broken' },
        blocks: [...blocks, { gate: 'lint', message: 'is no policy' }],
      },
    };
    const failover = (name: string, needs: PlannedChange): PlannedChange => {
      const live = cluster.put(object(name));
      const planned = remove(live, { wave: 60, after: [needs] });
      const operations = [
        { op: 'test' as const, path: '/metadata/uid', value: uidOf(live) },
        { op: 'test' as const, path: '/metadata/resourceVersion', value: resourceVersionOf(live) },
      ];
      return {
        ...planned,
        change: { ...planned.change, state: 'update' },
        write: { type: 'patch', operations },
      };
    };
    const events = await run(cluster, [
      contradicted,
      other,
      failover('cart', contradicted),
      failover('ledger', other),
    ]);
    expect(cluster.writes).toEqual(['patch cart']);
    expect(messageOf(events, 'skipped')).toBe('depends on drpc/shop/broken, which is blocked');
  });

  it('that fails because the cluster says no ends there', async () => {
    const cluster = new MemoryCluster();
    const drpc = remove(cluster.put(object('drpc')), { wave: 100 });
    cluster.beforeWrite = () => {
      throw new ClusterError('hub: not allowed to delete drplacementcontrols', { reason: 'forbidden' });
    };
    const events = await run(cluster, [drpc]);
    expect(messageOf(events, 'failed')).toBe('hub: not allowed to delete drplacementcontrols');
  });

  it('of a profile is over when the text is written', async () => {
    const cluster = new MemoryCluster();
    const config = cluster.put({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'config' } });
    const ref = {
      cluster: 'hub',
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'S3StoreProfile',
      name: 'p',
    };
    const planned = remove(config, { wave: 140 });
    const operations = [
      { op: 'test' as const, path: '/metadata/uid', value: uidOf(config) },
      { op: 'test' as const, path: '/metadata/resourceVersion', value: resourceVersionOf(config) },
    ];
    const events = await run(cluster, [
      {
        ...planned,
        change: { ...planned.change, object: ref },
        write: { type: 'patch', target: keyOf(config), operations },
      },
    ]);
    expect(cluster.writes).toEqual(['patch config']);
    expect(words(events)).toEqual(['started p', 'applied p', 'removed p']);
  });
});

function object(name: string, held = false): LiveObject {
  const metadata = { name, namespace: 'shop', ...(held ? { finalizers: ['ramen/finalizer'] } : {}) };
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRPlacementControl',
    metadata,
    ...(held ? { status: { phase: 'Deleting' } } : {}),
  };
}

function remove(
  live: LiveObject,
  more: { readonly wave: number; readonly after?: readonly PlannedChange[] },
): PlannedChange {
  return {
    change: {
      object: { cluster: 'hub', ...keyOf(live) },
      state: 'remove',
      wave: more.wave,
      risk: 'ends-protection',
      judged: { uid: uidOf(live) },
      fields: [],
      consequences: [],
      blocks: [],
    },
    write: { type: 'delete', uid: uidOf(live), resourceVersion: resourceVersionOf(live) },
    dependsOn: (more.after ?? []).map(({ change }) => refId(change.object)),
    judgeAgain: false,
  };
}

interface RunOptions {
  readonly wait?: boolean;
  readonly onSleep?: () => void;
  readonly judge?: (planned: PlannedChange) => Promise<PlannedChange>;
}

async function run(
  cluster: MemoryCluster,
  changes: readonly PlannedChange[],
  { wait = true, onSleep, judge = async (planned) => planned }: RunOptions = {},
): Promise<ApplyEvent[]> {
  const events: ApplyEvent[] = [];
  const request = {
    plan: { changes, source: { dirty: false }, clusters: [], notChecked: [] },
    wait: { enabled: wait, timeoutMs: wait ? 600_000 : 0 },
    signal: new AbortController().signal,
  };
  const deps = { cluster: () => cluster, judge, doubts: async () => [], clock: steppingClock(onSleep) };
  for await (const event of applyPlan(request, deps)) events.push(event);
  const ended = events.filter((event) => terminalEvents.has(event.event)).map((event) => event.object.name);
  expect(ended, 'one terminal event an object').toEqual([...new Set(ended)]);
  return events;
}

/** Sleeping moves the clock and nothing else. */
function steppingClock(onSleep: () => void = () => undefined): Clock {
  let now = Date.parse('2026-11-21T10:42:03Z');
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
      onSleep();
    },
  };
}

function words(events: readonly ApplyEvent[]): string[] {
  return events.map(({ event, object }) => `${event} ${object.name}`);
}

function messageOf(events: readonly ApplyEvent[], word: ApplyEvent['event']): string | undefined {
  return events.find(({ event }) => event === word)?.message;
}
