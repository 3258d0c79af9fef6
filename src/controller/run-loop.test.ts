import { beforeEach, describe, expect, it } from 'vitest';
import { ClusterError } from '../model/errors.ts';
import { getAt } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Clock } from '../ports/clock.ts';
import { jsonLog } from './log.ts';
import { Nudges } from './nudges.ts';
import type { PassResult } from './pass.ts';
import { type LoopDeps, runLoop } from './run-loop.ts';

/** Goes on when everybody sleeps; the test's own steps happen between two sleeps. */
class StepClock implements Clock {
  time = Date.parse('2026-11-21T10:00:00Z');
  readonly #step: (time: number) => void;
  constructor(step: (time: number) => void) {
    this.#step = step;
  }
  now(): number {
    return this.time;
  }
  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await new Promise((done) => setImmediate(done));
    if (signal?.aborted) return;
    this.time += milliseconds;
    this.#step(this.time);
  }
}

const start = Date.parse('2026-11-21T10:00:00Z');

describe('runLoop', () => {
  let objects: Map<string, JsonObject>;
  let stop: AbortController;
  let log: string[];
  let patches: JsonObject[];
  let started: string[];

  beforeEach(() => {
    objects = new Map();
    stop = new AbortController();
    log = [];
    patches = [];
    started = [];
  });

  function put(name: string, generation: number, spec: JsonObject = {}): void {
    objects.set(name, {
      metadata: { name, namespace: 'n', uid: `uid-${name}`, resourceVersion: '1', generation },
      spec: { source: { url: 'https://x/y' }, interval: '10m', ...spec },
    });
  }

  const hub: LoopDeps['hub'] = {
    resource: async (apiVersion, kind) => ({ apiVersion, kind, plural: 'topologysyncs', namespaced: true }),
    list: async () => [...objects.values()],
    get: async ({ name }) => objects.get(name),
    mergePatch: async ({ name }, patch) => {
      patches.push(patch);
      const live = objects.get(name) ?? {};
      const status: Record<string, Json> = { ...(isObject(live.status) ? live.status : {}) };
      const changed = getAt(patch, ['status']);
      objects.set(name, { ...live, status: { ...status, ...(isObject(changed) ? changed : {}) } });
      return live;
    },
  };

  function run(
    reconcile: (object: LiveObject) => PassResult | Promise<PassResult>,
    step: (seconds: number) => void,
    port: LoopDeps['hub'] = hub,
    more: Partial<LoopDeps> = {},
  ): Promise<void> {
    const clock = new StepClock((time) => step((time - start) / 1000));
    return runLoop(
      { signal: stop.signal },
      {
        hub: port,
        reconcile: async (object) => {
          const name = String(getAt(object, ['metadata', 'name']));
          started.push(`${name} at ${Math.round((clock.time - start) / 1000)}`);
          return reconcile(object);
        },
        clock,
        random: () => 0.999999,
        log: jsonLog({ write: (line) => log.push(line), now: clock.now.bind(clock), quiet: false }),
        ...more,
      },
    );
  }

  const suspended: PassResult = { kind: 'suspended' };

  it('comes at the interval, at once with a new spec, and writes no status that is there already', async () => {
    put('a', 1);
    let isChanged = false;
    await run(
      () => suspended,
      (seconds) => {
        if (seconds >= 700 && !isChanged) {
          isChanged = true;
          const before = objects.get('a') ?? {};
          put('a', 2);
          objects.set('a', { ...objects.get('a'), status: before.status ?? {} });
        }
        if (seconds > 900) stop.abort('SIGTERM');
      },
    );
    const [first, second, third, ...rest] = started;
    expect([first, second, rest]).toEqual(['a at 0', 'a at 600', []]);
    expect(Number(third?.replace('a at ', ''))).toBeLessThan(710);
    expect(patches).toHaveLength(2);
    expect(patches[0]).toMatchObject({ metadata: { uid: 'uid-a', resourceVersion: '1' } });
  });

  it('does not let one object wait for another, nor start it twice', async () => {
    put('slow', 1, { interval: '1s' });
    put('quick', 1, { interval: '10s' });
    await run(
      (object) => (getAt(object, ['metadata', 'name']) === 'quick' ? suspended : untilAborted(stop.signal)),
      (seconds) => {
        if (seconds > 25) stop.abort('SIGTERM');
      },
    );
    expect(started.filter((each) => each.startsWith('slow'))).toEqual(['slow at 0']);
    expect(started.filter((each) => each.startsWith('quick'))).toHaveLength(3);
    expect(log.at(-1)).toContain('loop ended');
  });

  it('comes at once where it is asked to, not again within ten seconds, and forgets no wish', async () => {
    put('a', 1);
    const nudges = new Nudges();
    await run(
      () => suspended,
      (seconds) => {
        if (seconds > 100 && seconds < 125) nudges.ask('uid-a');
        if (seconds > 200) stop.abort('SIGTERM');
      },
      hub,
      { nudges },
    );
    const times = started.map((each) => Number(each.replace('a at ', '')));
    expect(times[1]).toBeLessThan(105);
    for (const [index, time] of times.slice(2).entries())
      expect(time - (times[index + 1] ?? 0)).toBeGreaterThanOrEqual(10);
    expect(times.at(-1)).toBeGreaterThan(122);
    expect(times.length).toBe(4);
  });

  it('survives a pass that throws, says so in the status, and backs off', async () => {
    put('a', 1);
    await run(
      () => {
        throw new Error('oh');
      },
      (seconds) => {
        if (seconds > 60) stop.abort('SIGTERM');
      },
    );
    expect(started).toEqual(['a at 0', 'a at 5', 'a at 15', 'a at 35']);
    expect(JSON.stringify(objects.get('a')?.status)).toContain('InternalError');
    expect(patches).toHaveLength(1);
  });

  it('goes on when the hub answers again', async () => {
    put('a', 1);
    let isDown = true;
    const list: LoopDeps['hub']['list'] = async () => {
      if (isDown) throw new ClusterError('no answer', { reason: 'unreachable' });
      return [...objects.values()];
    };
    await run(
      () => suspended,
      (seconds) => {
        isDown = seconds < 100;
        if (seconds > 200) stop.abort('SIGTERM');
      },
      { ...hub, list },
    );
    expect(log.filter((line) => line.includes('cannot list')).length).toBeLessThan(8);
    expect(started).toHaveLength(1);
    expect(log.join('')).toContain('hub answers again');
  });

  it('writes no status of an object that is another one by now', async () => {
    put('a', 1);
    const seen = objects.get('a') ?? {};
    const other = { ...seen, metadata: { name: 'a', namespace: 'n', uid: 'other', resourceVersion: '9' } };
    await run(
      () => suspended,
      (seconds) => {
        if (seconds > 5) stop.abort('SIGTERM');
      },
      { ...hub, get: async () => other },
    );
    expect(patches).toEqual([]);
  });
});

function untilAborted(signal: AbortSignal): Promise<PassResult> {
  return new Promise((done) => {
    signal.addEventListener('abort', () => done({ kind: 'interrupted' }), { once: true });
  });
}
