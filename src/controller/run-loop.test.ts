import { beforeEach, describe, expect, it } from 'vitest';
import { ManualClock } from '../../test/support/manual-clock.ts';
import { ClusterError } from '../model/errors.ts';
import { getAt } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { WatchEvent } from '../ports/cluster.ts';
import { jsonLog } from './log.ts';
import type { LoopObserver } from './loop-observer.ts';
import { Nudges } from './nudges.ts';
import type { PassResult } from './pass.ts';
import { type LoopDeps, runLoop, type Session } from './run-loop.ts';

const suspended: PassResult = { kind: 'suspended' };

/** What the test says of one session. */
interface Own {
  look: Session['look'];
  lookDueAt: number | undefined;
  wantsPass: boolean;
  watching: ReturnType<Session['watching']>;
  readonly woken: () => void;
}

describe('runLoop', () => {
  let objects: Map<string, JsonObject>;
  let stop: AbortController;
  let clock: ManualClock;
  let start: number;
  let log: string[];
  let patches: JsonObject[];
  let started: string[];
  let tell: ((event: WatchEvent) => void)[];
  let version: number;
  let sessions: Map<string, Own>;
  let closed: string[];

  beforeEach(() => {
    objects = new Map();
    stop = new AbortController();
    clock = new ManualClock();
    start = clock.now();
    [log, patches, started, tell, closed] = [[], [], [], [], []];
    version = 1;
    sessions = new Map();
  });

  const nameOf = (object: LiveObject) => String(getAt(object, ['metadata', 'name']));

  function put(name: string, generation: number, spec: JsonObject = {}): void {
    version += 1;
    const known = objects.get(name);
    const metadata = {
      name,
      namespace: 'n',
      uid: `uid-${name}`,
      resourceVersion: String(version),
      generation,
    };
    const object = { ...known, metadata, spec: { source: { url: 'https://x/y' }, interval: '10m', ...spec } };
    objects.set(name, object);
    for (const each of tell) each({ type: known === undefined ? 'ADDED' : 'MODIFIED', object });
  }

  function drop(name: string): void {
    const object = objects.get(name) ?? {};
    objects.delete(name);
    for (const each of tell) each({ type: 'DELETED', object });
  }

  const hub: LoopDeps['hub'] = {
    resource: async (apiVersion, kind) => ({ apiVersion, kind, plural: 'topologysyncs', namespaced: true }),
    watch: (_, { signal }) => watchOf(signal),
    areWatchesAsked: () => false,
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

  /** All that is there, then what the test does. */
  async function* watchOf(signal: AbortSignal): AsyncGenerator<WatchEvent> {
    const events: WatchEvent[] = [...objects.values()].map((object) => ({ type: 'ADDED', object }));
    events.push({ type: 'SYNCED', object: { metadata: { resourceVersion: '1' } } });
    let wake = (): void => undefined;
    tell.push((event) => {
      events.push(event);
      wake();
    });
    signal.addEventListener('abort', () => wake(), { once: true });
    while (!signal.aborted) {
      const event = events.shift();
      if (event !== undefined) yield event;
      else {
        await new Promise<void>((done) => {
          wake = done;
        });
      }
    }
  }

  function run(
    reconcile: (object: LiveObject) => PassResult | Promise<PassResult>,
    port: LoopDeps['hub'] = hub,
    more: Partial<LoopDeps> = {},
  ): { readonly ended: Promise<void>; readonly pass: (seconds: number) => Promise<void> } {
    const ended = runLoop(
      { signal: stop.signal },
      {
        hub: port,
        begin: (object, _, woken) => {
          const name = nameOf(object);
          const own = {
            look: async () => undefined,
            lookDueAt: undefined,
            watching: undefined,
            wantsPass: false,
            woken,
          };
          sessions.set(name, own);
          return {
            pass: async (given) => {
              started.push(`${nameOf(given)} at ${Math.round((clock.now() - start) / 1000)}`);
              return reconcile(given);
            },
            look: (given, context) => sessions.get(name)?.look(given, context) ?? Promise.resolve(undefined),
            lookDueAt: () => sessions.get(name)?.lookDueAt,
            watching: () => sessions.get(name)?.watching,
            wantsPass: () => sessions.get(name)?.wantsPass === true,
            close: () => void closed.push(name),
          };
        },
        clock,
        random: () => 0.999999,
        log: jsonLog({ write: (line) => log.push(line), now: clock.now, quiet: false }),
        ...more,
      },
    );
    return { ended, pass: (seconds) => clock.pass(seconds) };
  }

  it('comes at the interval, at once with a new spec, and writes no status that is there already', async () => {
    put('a', 1);
    const { ended, pass } = run(() => suspended);
    await pass(700);
    put('a', 2);
    await pass(200);
    stop.abort('SIGTERM');
    await ended;
    expect(started).toEqual(['a at 1', 'a at 601', 'a at 701']);
    expect(patches).toHaveLength(2);
    expect(patches[0]).toMatchObject({ metadata: { uid: 'uid-a', resourceVersion: '2' } });
  });

  it('does not let one object wait for another, nor start it twice', async () => {
    put('slow', 1, { interval: '1s' });
    put('quick', 1, { interval: '10s' });
    const { ended, pass } = run((object) =>
      nameOf(object) === 'quick' ? suspended : untilAborted(stop.signal),
    );
    await pass(25);
    stop.abort('SIGTERM');
    await ended;
    expect(started.filter((each) => each.startsWith('slow'))).toEqual(['slow at 1']);
    expect(started.filter((each) => each.startsWith('quick'))).toHaveLength(3);
    expect(log.at(-1)).toContain('loop ended');
  });

  it('comes at once where it is asked to, not again within ten seconds, and forgets no wish', async () => {
    put('a', 1);
    const nudges = new Nudges();
    const { ended, pass } = run(() => suspended, hub, { nudges });
    await pass(100);
    for (let second = 0; second < 25; second += 1) {
      nudges.ask('uid-a');
      await pass(1);
    }
    await pass(75);
    stop.abort('SIGTERM');
    await ended;
    expect(started).toEqual(['a at 1', 'a at 101', 'a at 111', 'a at 121', 'a at 131']);
  });

  it('looks at once at what moved, beside a pass that hangs, and forgets what is gone', async () => {
    put('a', 1);
    const { ended, pass } = run(() => untilAborted(stop.signal));
    await pass(5);
    const own = sessions.get('a');
    if (own === undefined) throw new Error('no session');
    const looks: number[] = [];
    own.look = async () => {
      own.lookDueAt = undefined;
      looks.push(clock.now());
      return suspended;
    };
    own.lookDueAt = clock.now();
    own.woken();
    await pass(1);
    expect(looks).toHaveLength(1);
    expect(JSON.stringify(objects.get('a')?.status)).toContain('Suspended');
    drop('a');
    await pass(1);
    expect(closed).toEqual(['a']);
    stop.abort('SIGTERM');
    await ended;
  });

  it('keeps nobody from working who says that there is something to look at, and does not look', async () => {
    put('a', 1);
    const { ended, pass } = run(() => untilAborted(stop.signal));
    await pass(5);
    const own = sessions.get('a');
    if (own === undefined) throw new Error('no session');
    let looks = 0;
    own.look = async () => {
      looks += 1;
      if (looks === 1000) own.lookDueAt = undefined;
      return undefined;
    };
    own.lookDueAt = clock.now();
    own.woken();
    await pass(10);
    expect(looks).toBeGreaterThan(1);
    expect(looks).toBeLessThan(20);
    stop.abort('SIGTERM');
    await ended;
  });

  it('tells how the hub is watched for each, from before its first pass until it is gone or the loop ends', async () => {
    const told: string[] = [];
    const observer: LoopObserver = {
      watching: (object, watching) => {
        const line = `${nameOf(object)}: ${watching === undefined ? 'nothing' : (watching.why ?? 'ok')}`;
        if (told.findLast((earlier) => earlier.startsWith(nameOf(object))) !== line) told.push(line);
      },
      present: () => undefined,
      hubLost: () => undefined,
      passEnded: () => undefined,
      looked: () => undefined,
    };
    put('a', 1);
    put('b', 1);
    const { ended, pass } = run(
      (object) => (nameOf(object) === 'a' ? untilAborted(stop.signal) : suspended),
      hub,
      { observer },
    );
    await pass(5);
    expect(told).toEqual(['a: not yet', 'b: not yet', 'b: nothing']);
    const say = async (name: string, watching: Own['watching']): Promise<string | undefined> => {
      const own = sessions.get(name);
      if (own !== undefined) own.watching = watching;
      own?.woken();
      await pass(1);
      return told.at(-1);
    };
    expect(await say('a', {})).toBe('a: ok');
    expect(await say('a', { why: 'no answer' })).toBe('a: no answer');
    expect(await say('b', {})).toBe('b: ok');
    drop('b');
    await pass(1);
    expect(told.at(-1)).toBe('b: nothing');
    stop.abort('SIGTERM');
    await ended;
    expect(told.at(-1)).toBe('a: nothing');
  });

  it('passes at once when something vanished, but not again and again while passes fail', async () => {
    put('a', 1);
    let result: PassResult = suspended;
    const { ended, pass } = run(() => result);
    await pass(5);
    const own = sessions.get('a');
    if (own === undefined) throw new Error('no session');
    own.wantsPass = true;
    result = { kind: 'failed', problem: { reason: 'HubNotReached', message: 'gone' } };
    own.woken();
    await pass(1);
    expect(started).toHaveLength(2);
    await pass(3);
    expect(started).toHaveLength(2);
    stop.abort('SIGTERM');
    await ended;
  });

  it('survives a pass that throws, says so in the status, and backs off', async () => {
    put('a', 1);
    const { ended, pass } = run(() => {
      throw new Error('oh');
    });
    await pass(60);
    stop.abort('SIGTERM');
    await ended;
    expect(started).toEqual(['a at 1', 'a at 6', 'a at 16', 'a at 36']);
    expect(JSON.stringify(objects.get('a')?.status)).toContain('InternalError');
    expect(patches).toHaveLength(1);
  });

  it('goes on when the hub answers again', async () => {
    put('a', 1);
    let isDown = true;
    const resource: LoopDeps['hub']['resource'] = async (...asked) => {
      if (isDown) throw new ClusterError('no answer', { reason: 'unreachable' });
      return hub.resource(...asked);
    };
    const { ended, pass } = run(() => suspended, { ...hub, resource });
    await pass(100);
    isDown = false;
    await pass(100);
    stop.abort('SIGTERM');
    await ended;
    expect(log.filter((line) => line.includes('cannot watch')).length).toBeLessThan(9);
    expect(started).toHaveLength(1);
    expect(log.join('')).toContain('hub answers');
  });

  it('writes no status of an object that is another one by now', async () => {
    put('a', 1);
    const seen = objects.get('a') ?? {};
    const other = { ...seen, metadata: { name: 'a', namespace: 'n', uid: 'other', resourceVersion: '9' } };
    const { ended, pass } = run(() => suspended, { ...hub, get: async () => other });
    await pass(5);
    stop.abort('SIGTERM');
    await ended;
    expect(patches).toEqual([]);
  });
});

function untilAborted(signal: AbortSignal): Promise<PassResult> {
  return new Promise((done) => {
    signal.addEventListener('abort', () => done({ kind: 'interrupted' }), { once: true });
  });
}
