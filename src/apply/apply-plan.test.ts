import { describe, expect, it } from 'vitest';
import { MemoryCluster } from '../../test/support/memory-cluster.ts';
import { type ApplyEvent, terminalEvents } from '../model/apply-event.ts';
import type { Doubt } from '../model/doubt.ts';
import { ClusterError, type FieldConflict } from '../model/errors.ts';
import { setAt } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import { generationOf, resourceVersionOf, uidOf } from '../model/live-object.ts';
import { keyOf, objectId, refId } from '../model/object-ref.ts';
import type { Change } from '../model/plan.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { Clock } from '../ports/clock.ts';
import { type ApplyDeps, type ApplyRequest, applyPlan } from './apply-plan.ts';
import { summarise } from './summarise.ts';

const ramen = 'ramendr.openshift.io/v1alpha1';

describe('waves', () => {
  it('go in order, and siblings go side by side', async () => {
    const cluster = new MemoryCluster();
    const plan = [
      create(map('c'), { wave: 20 }),
      create(map('a'), { wave: 0 }),
      create(map('b'), { wave: 0 }),
    ];
    const events = await run(cluster, plan);
    expect(cluster.writes).toEqual(['create a', 'create b', 'create c']);
    expect(words(events, 'a')).toEqual(['started', 'applied', 'healthy']);
    expect(words(events, 'c')).toEqual(['started', 'applied', 'healthy']);
  });

  it('of a cluster that hangs do not delay the others', async () => {
    const hub = new MemoryCluster('hub');
    const dr1 = new MemoryCluster('dr1');
    const done: string[] = [];
    const hubIsDone = new Promise<void>((resolve) => {
      hub.beforeWrite = (write) => {
        done.push(write);
        if (write === 'create last') resolve();
      };
    });
    dr1.beforeWrite = async (write) => {
      await hubIsDone;
      done.push(write);
    };
    const plan = [
      create(map('m'), { wave: 0, cluster: 'dr1' }),
      create(map('a'), { wave: 10 }),
      create(map('last'), { wave: 60 }),
    ];
    const deps = { ...depsFor(hub), cluster: (name: string) => (name === 'dr1' ? dr1 : hub) };
    for await (const _ of applyPlan(requestFor(plan), deps));
    expect(done).toEqual(['create a', 'create last', 'create m']);
  });

  it('write at most eight objects at a time', async () => {
    const cluster = new MemoryCluster();
    let open = 0;
    let most = 0;
    cluster.beforeWrite = async () => {
      open += 1;
      most = Math.max(most, open);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
    };
    await run(
      cluster,
      Array.from({ length: 30 }, (_, index) => create(map(`m${index}`))),
    );
    expect(most).toBe(8);
    expect(cluster.writes).toHaveLength(30);
  });

  it('leave out what depends on a failure, through others too, and go on with the rest', async () => {
    const cluster = new MemoryCluster();
    cluster.beforeWrite = (write) => {
      if (write === 'create a') throw new ClusterError('no room', { reason: 'server' });
    };
    const a = create(map('a'), { wave: 0 });
    const sibling = create(map('sibling'), { wave: 0 });
    const b = create(map('b'), { wave: 10, after: [a] });
    const c = create(map('c'), { wave: 20, after: [b] });
    const other = create(map('other'), { wave: 20, after: [sibling] });
    const events = await run(cluster, [a, sibling, b, c, other]);
    expect(cluster.writes).toEqual(['create a', 'create sibling', 'create other']);
    expect(endings(events)).toEqual({
      a: 'failed',
      sibling: 'healthy',
      b: 'skipped',
      c: 'skipped',
      other: 'healthy',
    });
    expect(messageOf(events, 'b')).toBe('depends on configmap/shop/a, which failed');
    expect(messageOf(events, 'c')).toBe('depends on configmap/shop/b, which was skipped');
  });

  it('end what is not written at once; a block stops its dependents, an unreachable cluster nobody', async () => {
    const cluster = new MemoryCluster();
    const blocked = still('blocked', 'blocked', { blocks: [{ gate: 'busy', message: 'is relocating' }] });
    const pending = still('pending', 'pending');
    const unreachable = still('unreachable', 'unreachable');
    const live = cluster.put(map('live'));
    const plan = [
      blocked,
      pending,
      unreachable,
      still('held', 'held', { reason: 'an operator acted' }),
      still('same', 'unchanged'),
      still('stray', 'not-in-git'),
      create(map('on-blocked'), { wave: 90, after: [blocked] }),
      create(map('on-pending'), { wave: 90, after: [pending] }),
      update(live, { wave: 90, after: [pending] }),
      create(map('on-unreachable'), { wave: 90, after: [unreachable] }),
    ];
    const events = await run(cluster, plan);
    expect(endings(events)).toEqual({
      blocked: 'blocked',
      pending: 'skipped',
      unreachable: 'skipped',
      held: 'held',
      same: 'unchanged',
      'on-blocked': 'skipped',
      'on-pending': 'skipped',
      live: 'healthy',
      'on-unreachable': 'healthy',
    });
    expect(messageOf(events, 'blocked')).toBe('busy: is relocating');
  });

  it('do not hold back a failover for a blocked object that stands as it did', async () => {
    const cluster = new MemoryCluster();
    const drCluster = still('dr1', 'blocked', {
      judged: { uid: 'of-dr1' },
      blocks: [{ gate: 'being-deleted', message: 'it is being deleted' }],
    });
    const policy = update(cluster.put(map('policy')), { wave: 40, after: [drCluster] });
    const failover = update(cluster.put(map('cart')), { wave: 60, after: [policy, drCluster] });
    const made = create(map('new'), { wave: 60, after: [drCluster] });
    const events = await run(cluster, [drCluster, policy, failover, made]);
    expect(endings(events)).toEqual({ dr1: 'blocked', policy: 'healthy', cart: 'healthy', new: 'skipped' });
  });
});

describe('health', () => {
  it('is waited for before what depends on it, and never held against the others', async () => {
    const cluster = new MemoryCluster();
    const policy = create(drPolicy('p'), { wave: 40 });
    const stuck = create(drPolicy('stuck'), { wave: 40 });
    const needs = create(map('needs'), { wave: 60, after: [policy] });
    const hopeless = create(map('hopeless'), { wave: 60, after: [stuck] });
    const other = create(map('other'), { wave: 60 });
    let looks = 0;
    const clock = steppingClock(() => {
      looks += 1;
      if (looks === 5) cluster.put(validated(drPolicy('p')));
    });
    const events = await run(cluster, [policy, stuck, needs, hopeless, other], { clock });
    expect(endings(events)).toEqual({
      p: 'healthy',
      stuck: 'failed',
      needs: 'healthy',
      hopeless: 'skipped',
      other: 'healthy',
    });
    expect(messageOf(events, 'stuck')).toMatch(/^did not become healthy within 10m: /);
    expect(messageOf(events, 'hopeless')).toBe('depends on drpolicy/stuck, which did not become healthy');
    const order = events.map((event) => `${event.event} ${event.object.name}`);
    expect(order.indexOf('healthy other')).toBeLessThan(order.indexOf('healthy p'));
    expect(order.indexOf('healthy p')).toBeLessThan(order.indexOf('started needs'));
    expect(words(events, 'p')).toEqual(['started', 'applied', 'waiting', 'healthy']);
  });

  it('is not waited for with --no-wait, and then nothing says healthy that was not seen', async () => {
    const cluster = new MemoryCluster();
    const policy = create(drPolicy('p'), { wave: 40 });
    const events = await run(cluster, [policy, create(map('m'), { wave: 60, after: [policy] })], {
      wait: false,
    });
    expect(words(events, 'p')).toEqual(['started', 'applied', 'skipped']);
    expect(messageOf(events, 'p')).toBe('applied, health not awaited (--no-wait)');
    expect(endings(events)).toEqual({ p: 'skipped', m: 'healthy' });
    expect(summarise(events)).toMatchObject({ summary: { applied: 2, healthy: 1, skipped: 1 }, notDone: [] });
  });

  it('is not believed while something speaks against it, and fails where that lasts', async () => {
    const cluster = new MemoryCluster();
    const policies = ['passes', 'lasts', 'early', 'unseen'].map((name) => create(validated(drPolicy(name))));
    let looks = 0;
    const doubts: ApplyDeps['doubts'] = async ({ name }, _, fresh) => {
      expect(fresh).toBe(true);
      looks += 1;
      const doubt = (health: Doubt['health'], text: string): readonly Doubt[] => [
        { code: 'vrg-behind', health, text, help: 'wait' },
      ];
      if (name === 'passes') return looks > 10 ? [] : doubt('Failed', 'its peer is Unknown');
      if (name === 'lasts') return doubt('Failed', 'two decisions');
      return name === 'early' ? doubt('InProgress', 'no status yet') : doubt('Unknown', 'dr2 cannot be read');
    };
    const events = await run(cluster, policies, { doubts });
    expect(endings(events)).toEqual({
      passes: 'healthy',
      lasts: 'failed',
      early: 'failed',
      unseen: 'healthy',
    });
    expect(messageOf(events, 'lasts')).toBe('validated, 1 peer class, but that is false: two decisions');
    expect(messageOf(events, 'early')).toMatch(
      /^did not become healthy within 10m: .* early: no status yet$/,
    );
    expect(messageOf(events, 'unseen')).toBe('validated, 1 peer class; but dr2 cannot be read');
    const times = events.filter(({ object }) => object.name === 'lasts').map(({ time }) => Date.parse(time));
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(120_000 * policies.length);
  });

  it('of a green that is false is not said after a change of metadata alone', async () => {
    const cluster = new MemoryCluster();
    const live = cluster.put(validated(drPolicy('p')));
    const text = 'a decision for dr1 is still kept';
    const doubts: ApplyDeps['doubts'] = async (_object, _live, fresh) =>
      fresh ? [] : [{ code: 'kept-decision', health: 'Failed', text, help: 'Failover' }];
    const events = await run(cluster, [update(live)], { doubts });
    expect(endings(events)).toEqual({ p: 'skipped' });
    expect(messageOf(events, 'p')).toBe(
      `applied, only metadata changed; validated, 1 peer class, but that is false: ${text}`,
    );
  });

  it('is not waited for where only metadata changed', async () => {
    const cluster = new MemoryCluster();
    const live = cluster.put(drPolicy('p'));
    const events = await run(cluster, [update(live)]);
    expect(messageOf(events, 'p')).toBe('applied, only metadata changed');
  });

  it('fails when the object disappears, or its cluster forbids to look', async () => {
    const cluster = new MemoryCluster();
    const get = cluster.get.bind(cluster);
    cluster.get = async (key) => {
      if (key.name === 'gone') return undefined;
      if (key.name === 'secret') throw new ClusterError('may not get', { reason: 'forbidden' });
      return get(key);
    };
    const events = await run(cluster, [create(drPolicy('gone')), create(drPolicy('secret'))]);
    expect(messageOf(events, 'gone')).toContain('was deleted');
    expect(messageOf(events, 'secret')).toBe('its health cannot be read: may not get');
  });
});

describe('an object that changed since the plan', () => {
  const field = { path: 'data.key', live: 'old', git: 'new', origin: 'git' as const };

  it('is judged anew and written, while the judgement asks for no more than the plan', async () => {
    const cluster = new MemoryCluster();
    const planned = update(cluster.put(map('m')), { fields: [field] });
    cluster.put(map('m', { other: 'status' }));
    const judge = async () => update(await liveOf(cluster, planned), { fields: [field] });
    const events = await run(cluster, [planned], { judge });
    expect(words(events, 'm')).toEqual(['started', 'retrying', 'applied', 'healthy']);
    expect(events.find((event) => event.event === 'retrying')?.attempt).toBe(2);
  });

  it.each([
    [
      'another field',
      { fields: [field, { path: 'data.more', live: 'x', git: 'y' }] },
      'data.more would be written too',
    ],
    [
      'another value',
      { fields: [{ ...field, git: 'newer' }] },
      'data.key would be written too, or otherwise',
    ],
    [
      'a take-over that was not planned',
      { fields: [{ ...field, takesOver: true as const, manager: 'kubectl' }] },
      'data.key would be written too',
    ],
    ['more risk', { fields: [field], risk: 'moves-data' as const }, 'the risk is now moves-data'],
    [
      'another object of that name',
      { fields: [field], judged: { uid: 'other' } },
      'the object has been deleted and created again',
    ],
  ])('is left when it would take %s', async (_, more, reason) => {
    const cluster = new MemoryCluster();
    const planned = update(cluster.put(map('m')), { fields: [field] });
    cluster.put(map('m', { other: 'x' }));
    const judge = async () => update(await liveOf(cluster, planned), more);
    const events = await run(cluster, [planned], { judge });
    expect(endings(events)).toEqual({ m: 'failed' });
    expect(messageOf(events, 'm')).toContain(`changed since the plan: ${reason}`);
    expect(cluster.writes).toEqual(['apply m']);
  });

  it('is held or blocked when the judgement says so', async () => {
    const cluster = new MemoryCluster();
    const planned = update(cluster.put(map('m')), { fields: [field] });
    cluster.put(map('m', { other: 'x' }));
    const judge = async () => still('m', 'held', { reason: 'an operator acted' });
    expect(messageOf(await run(cluster, [planned], { judge }), 'm')).toBe('an operator acted');
  });

  it('is given up after five attempts', async () => {
    const cluster = new MemoryCluster();
    const planned = update(cluster.put(map('m')), { fields: [field] });
    cluster.beforeWrite = () => void cluster.put(map('m', { n: String(Math.random()) }));
    const judge = async () => update(await liveOf(cluster, planned), { fields: [field] });
    const events = await run(cluster, [planned], { judge });
    expect(cluster.writes).toHaveLength(5);
    expect(words(events, 'm')).toEqual(['started', 'retrying', 'retrying', 'retrying', 'retrying', 'failed']);
  });

  it('is never created over one that appeared', async () => {
    const cluster = new MemoryCluster();
    const planned = create(map('m'));
    const live = cluster.put(map('m', { theirs: 'yes' }));
    const events = await run(cluster, [planned], { judge: async () => update(live, { fields: [field] }) });
    expect(messageOf(events, 'm')).toContain('the object has appeared');
    expect((await cluster.get(keyOf(live)))?.data).toEqual({ theirs: 'yes' });
  });

  it('counts as written when our own write had come through after all', async () => {
    const cluster = new MemoryCluster();
    const planned = create(drPolicy('p'));
    cluster.put(validated(drPolicy('p')));
    const events = await run(cluster, [planned], { judge: async () => still('p', 'unchanged') });
    expect(words(events, 'p')).toEqual(['started', 'retrying', 'applied', 'healthy']);
  });

  it.each([
    ['unreachable', 'unreachable: no answer'],
    ['pending', 'pending: its CRD is not there yet'],
  ] as const)('is a failure when it cannot be judged any more: %s', async (state, reason) => {
    const cluster = new MemoryCluster();
    const planned = update(cluster.put(map('m')), { fields: [field] });
    cluster.put(map('m', { other: 'x' }));
    const judge = async () => still('m', state, state === 'unreachable' ? { reason: 'no answer' } : {});
    const events = await run(cluster, [planned], { judge });
    expect(words(events, 'm')).toEqual(['started', 'retrying', 'failed']);
    expect(messageOf(events, 'm')).toBe(`it could not be judged again: ${reason}`);
  });

  it('is judged anew in its wave only where an earlier wave wrote', async () => {
    const cluster = new MemoryCluster();
    const judged: string[] = [];
    const judge = async (planned: PlannedChange) => {
      judged.push(planned.change.object.name);
      return planned;
    };
    const first = create(map('first'), { wave: 10, judgeAgain: true });
    const second = create(map('second'), { wave: 20, judgeAgain: true });
    await run(cluster, [first, second, create(map('third'), { wave: 20 })], { judge });
    expect(judged).toEqual(['second']);
  });
});

describe('a take-over', () => {
  const planned: FieldConflict = { manager: 'kubectl-patch', field: '.data.key' };

  function takeOver(cluster: MemoryCluster, actual: readonly FieldConflict[]): PlannedChange {
    const live = cluster.put(map('m', { key: 'old' }));
    cluster.conflicts.set(objectId(keyOf(live)), actual);
    const release = [
      { op: 'test' as const, path: '/metadata/uid', value: uidOf(live) },
      { op: 'test' as const, path: '/metadata/resourceVersion', value: resourceVersionOf(live) },
      { op: 'replace' as const, path: '/metadata/managedFields', value: [] },
    ];
    const change = update(live, { body: setAt(live, ['data', 'key'], 'new') });
    return change.write?.type === 'apply'
      ? { ...change, write: { ...change.write, release, conflicts: [planned] } }
      : change;
  }

  it('asks first, takes the claim out, applies with the new version and reads back', async () => {
    const cluster = new MemoryCluster();
    const events = await run(cluster, [takeOver(cluster, [planned])]);
    expect(cluster.writes).toEqual(['dry-run m', 'patch m', 'apply m']);
    expect(endings(events)).toEqual({ m: 'healthy' });
  });

  it('writes nothing when others own fields that were not named', async () => {
    const cluster = new MemoryCluster();
    const more = { manager: 'manager', field: '.data.more' };
    const events = await run(cluster, [takeOver(cluster, [planned, more])]);
    expect(cluster.writes).toEqual(['dry-run m']);
    expect(messageOf(events, 'm')).toBe(
      'fields have other owners than planned: .data.more (manager); nothing was written',
    );
  });

  it('tells that the claim may be gone when the answer to the first write is lost', async () => {
    const cluster = new MemoryCluster();
    const change = takeOver(cluster, [planned]);
    cluster.beforeWrite = (write) => {
      if (write === 'patch m')
        throw new ClusterError('no answer', { reason: 'unreachable', undecided: true });
    };
    const events = await run(cluster, [change]);
    expect(cluster.writes).toEqual(['dry-run m', 'patch m']);
    expect(messageOf(events, 'm')).toBe(
      'no answer; it may be that the claim on .data.key (kubectl-patch) is already taken out; when read again it was not as planned',
    );
  });

  it('tells that the claim is gone when the second write fails', async () => {
    const cluster = new MemoryCluster();
    const change = takeOver(cluster, [planned]);
    cluster.beforeWrite = (write) => {
      if (write === 'apply m') throw new ClusterError('may not', { reason: 'forbidden' });
    };
    const events = await run(cluster, [change]);
    expect(cluster.writes).toEqual(['dry-run m', 'patch m', 'apply m']);
    expect(messageOf(events, 'm')).toBe(
      'may not; the claim on .data.key (kubectl-patch) is already taken out; when read again it was not as planned',
    );
  });

  it('says so when the server does not hold what was applied', async () => {
    const cluster = new MemoryCluster();
    const change = takeOver(cluster, [planned]);
    cluster.afterWrite = (object) => setAt(object, ['data', 'key'], 'mutated');
    const events = await run(cluster, [change]);
    expect(messageOf(events, 'm')).toBe('it was written, but the server does not have it so: data.key');
    expect(summarise(events).notDone).toMatchObject([{ state: 'failed', written: true }]);
  });
});

describe('a write that gets no usable answer', () => {
  const lost = new ClusterError('no answer after 30s', { reason: 'unreachable', undecided: true });

  function loseAnswers(cluster: MemoryCluster, error: ClusterError = lost): void {
    cluster.afterWrite = (object) => {
      cluster.put(object);
      throw error;
    };
  }

  it('is read again and not sent again; what came of it counts as written', async () => {
    const cluster = new MemoryCluster();
    loseAnswers(cluster);
    const events = await run(cluster, [create(validated(drPolicy('p')))], {
      judge: async () => still('p', 'unchanged'),
    });
    expect(cluster.writes).toEqual(['create p']);
    expect(words(events, 'p')).toEqual(['started', 'applied', 'healthy']);
  });

  it('has failed where it is not there, and says so', async () => {
    const cluster = new MemoryCluster();
    cluster.beforeWrite = () => {
      throw lost;
    };
    const events = await run(cluster, [create(map('m'))]);
    expect(cluster.writes).toEqual(['create m']);
    expect(messageOf(events, 'm')).toBe('no answer after 30s; when read again it was not as planned');
  });

  it.each([
    ['is gone too', async () => Promise.reject(lost)],
    ['cannot be read', async () => still('m', 'unreachable')],
  ])('leaves the question open where the cluster %s', async (_, judge) => {
    const cluster = new MemoryCluster();
    loseAnswers(cluster);
    const events = await run(cluster, [create(map('m'))], { judge });
    expect(messageOf(events, 'm')).toBe('no answer after 30s; it may have been written: run it again to see');
  });

  it('that the server surely refused is not looked after', async () => {
    const cluster = new MemoryCluster();
    cluster.beforeWrite = () => {
      throw new ClusterError('may not', { reason: 'forbidden' });
    };
    const judge = () => Promise.reject(new Error('nobody asked'));
    expect(messageOf(await run(cluster, [create(map('m'))], { judge }), 'm')).toBe('may not');
  });
});

describe('an interruption', () => {
  it('finishes what is under way, writes nothing more, and says what was not done', async () => {
    const cluster = new MemoryCluster();
    const controller = new AbortController();
    cluster.beforeWrite = () => controller.abort();
    const first = create(drPolicy('p'), { wave: 0 });
    const events = await run(cluster, [first, create(map('later'), { wave: 10 })], {
      signal: controller.signal,
    });
    expect(cluster.writes).toEqual(['create p']);
    expect(endings(events)).toEqual({ p: 'skipped', later: 'skipped' });
    expect(messageOf(events, 'p')).toMatch(/^applied, interrupted before it was healthy/);
    expect(summarise(events).notDone.map((outcome) => outcome.object.name)).toEqual(['later']);
  });

  it('also happens when the reader walks away', async () => {
    const cluster = new MemoryCluster();
    const plan = [create(map('a'), { wave: 0 }), create(map('b'), { wave: 10 })];
    for await (const event of applyPlan(requestFor(plan), depsFor(cluster)))
      if (event.event === 'started') break;
    expect(cluster.writes).toEqual(['create a']);
  });
});

interface Extra extends Partial<Pick<Change, 'wave' | 'fields' | 'risk' | 'judged' | 'blocks' | 'reason'>> {
  readonly cluster?: string;
  readonly after?: readonly PlannedChange[];
  readonly judgeAgain?: boolean;
  readonly body?: JsonObject;
}

function map(name: string, data: JsonObject = {}): JsonObject {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'shop' }, data };
}

function drPolicy(name: string): JsonObject {
  return { apiVersion: ramen, kind: 'DRPolicy', metadata: { name }, spec: { schedulingInterval: '5m' } };
}

function validated(object: JsonObject): JsonObject {
  const condition = { type: 'Validated', status: 'True', reason: 'Succeeded', message: 'ok' };
  const peerClass = {
    storageID: ['a', 'b'],
    storageClassName: 's',
    clusterIDs: ['1', '2'],
    replicationID: 'r',
  };
  return { ...object, status: { conditions: [condition], async: { peerClasses: [peerClass] } } };
}

function planned(object: JsonObject, state: Change['state'], extra: Extra): PlannedChange {
  const { cluster = 'hub', after = [], judgeAgain = false, body: _, ...change } = extra;
  return {
    change: {
      object: { cluster, ...keyOf(object) },
      state,
      wave: 0,
      fields: [],
      consequences: [],
      blocks: [],
      ...change,
    },
    dependsOn: after.map((dependency) => refId(dependency.change.object)),
    judgeAgain,
  };
}

function create(object: JsonObject, extra: Extra = {}): PlannedChange {
  return { ...planned(object, 'create', extra), write: { type: 'create', body: object } };
}

function update(live: JsonObject, extra: Extra = {}): PlannedChange {
  const generation = generationOf(live);
  const judged = { uid: uidOf(live), ...(generation === undefined ? {} : { generation }) };
  return {
    ...planned(live, 'update', { judged, ...extra }),
    write: { type: 'apply', body: extra.body ?? live, conflicts: [] },
  };
}

function still(name: string, state: Change['state'], extra: Extra = {}): PlannedChange {
  return planned(map(name), state, extra);
}

async function liveOf(cluster: MemoryCluster, { change }: PlannedChange): Promise<JsonObject> {
  return (await cluster.get(change.object)) ?? {};
}

/** Sleeping moves the clock and nothing else. */
function steppingClock(onSleep: () => void = () => undefined): Clock {
  let now = Date.parse('2026-11-21T10:42:03Z');
  return {
    now: () => now,
    sleep: async (milliseconds) => {
      now += milliseconds;
      onSleep();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

interface RunOptions {
  readonly wait?: boolean;
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  readonly judge?: (planned: PlannedChange) => Promise<PlannedChange>;
  readonly doubts?: ApplyDeps['doubts'];
}

function requestFor(changes: readonly PlannedChange[], options: RunOptions = {}): ApplyRequest {
  return {
    plan: { changes, source: { dirty: false }, clusters: [], notChecked: [] },
    wait: { enabled: options.wait ?? true, timeoutMs: 600_000 },
    signal: options.signal ?? new AbortController().signal,
  };
}

function depsFor(cluster: MemoryCluster, options: RunOptions = {}) {
  return {
    cluster: () => cluster,
    judge: options.judge ?? (async (change: PlannedChange) => change),
    doubts: options.doubts ?? (async () => []),
    clock: options.clock ?? steppingClock(),
  };
}

async function run(
  cluster: MemoryCluster,
  changes: readonly PlannedChange[],
  options: RunOptions = {},
): Promise<ApplyEvent[]> {
  const events: ApplyEvent[] = [];
  for await (const event of applyPlan(requestFor(changes, options), depsFor(cluster, options)))
    events.push(event);
  const ended = events.filter((event) => terminalEvents.has(event.event)).map((event) => event.object.name);
  expect(ended, 'one terminal event an object').toEqual([...new Set(ended)]);
  return events;
}

function words(events: readonly ApplyEvent[], name: string): string[] {
  return events.filter((event) => event.object.name === name).map((event) => event.event);
}

function endings(events: readonly ApplyEvent[]): Record<string, string> {
  return Object.fromEntries(
    events
      .filter((event) => terminalEvents.has(event.event))
      .map((event) => [event.object.name, event.event]),
  );
}

function messageOf(events: readonly ApplyEvent[], name: string): string | undefined {
  return events.find((event) => event.object.name === name && terminalEvents.has(event.event))?.message;
}
