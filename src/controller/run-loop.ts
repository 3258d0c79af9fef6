import { setMaxListeners } from 'node:events';
import { Bell } from '../cluster/bell.ts';
import { compareText } from '../model/finding.ts';
import { generationOf, type LiveObject, uidOf } from '../model/live-object.ts';
import { keyOf } from '../model/object-ref.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Leave } from '../ports/leave.ts';
import { describeError } from '../report/error-text.ts';
import { FollowedSyncs } from './followed-syncs.ts';
import type { Log } from './log.ts';
import { logEnd, logLook } from './log-pass.ts';
import type { LoopObserver } from './loop-observer.ts';
import type { Nudges } from './nudges.ts';
import type { PassResult } from './pass.ts';
import { isDue, nextTurn, type PassEnd, type Turn } from './schedule.ts';
import { StatusTeller } from './status-teller.ts';
import type { PassContext, SyncSession } from './sync-session.ts';
import { isProblem, parseTopologySync } from './topology-sync.ts';

export interface LoopOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** Aborted: passes end after the write under way, then the loop does. */
  readonly signal: AbortSignal;
}

/** The work on one TopologySync. */
export type Session = Pick<SyncSession, 'pass' | 'look' | 'lookDueAt' | 'wantsPass' | 'watching' | 'close'>;

export interface LoopDeps {
  /** Watches the TopologySyncs and takes their status. */
  readonly hub: Pick<Cluster, 'resource' | 'watch' | 'areWatchesAsked' | 'get' | 'mergePatch'>;
  /** `woken`: to be called when there may be something to look at. */
  readonly begin: (object: LiveObject, log: Log, woken: () => void) => Session;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly leave?: Leave;
  readonly observer?: LoopObserver;
  readonly nudges?: Nudges;
  /** Called after each pass and look: what it took is garbage. */
  readonly workOver?: () => void;
}

const LONGEST_SLEEP_MS = 60_000;
/** After a look that found nothing to do although it was due. */
const IDLE_LOOK_MS = 100;
/** Of a problem in the spec that names no interval. */
const TEN_MINUTES_MS = 600_000;

/** Reconciles every TopologySync at its interval, and what moves at once, until the signal; all of them side by side. */
export async function runLoop(options: LoopOptions, deps: LoopDeps): Promise<void> {
  const loop = new Loop(options, deps);
  await loop.run();
}

/** One TopologySync: its passes, one at a time, and beside them its looks. */
interface Lane {
  object: LiveObject;
  readonly log: Log;
  readonly session: Session;
  turn: Turn | undefined;
  passing: Promise<void> | undefined;
  looking: Promise<void> | undefined;
}

class Loop {
  readonly #options: LoopOptions;
  readonly #deps: LoopDeps;
  readonly #status: StatusTeller;
  readonly #lanes = new Map<string, Lane>();
  readonly #bell = new Bell();
  #lostWhy: string | undefined;

  constructor(options: LoopOptions, deps: LoopDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#status = new StatusTeller(deps.hub, deps.clock);
  }

  async run(): Promise<void> {
    const { signal, namespace } = this.#options;
    const { clock, log } = this.#deps;
    log.info('loop started', { namespace: namespace ?? 'all' });
    // Every lane listens to it, and there may be many.
    setMaxListeners(0, signal);
    const syncs = new FollowedSyncs(namespace, {
      ...this.#deps,
      changed: () => this.#bell.ring(),
      hubChanged: (why) => {
        this.#lostWhy = why;
        this.#bell.ring();
      },
    });
    const following = syncs.follow(signal);
    while (!signal.aborted) {
      const heard = this.#bell.heard();
      const objects = syncs.objects();
      if (objects !== undefined) this.#align(objects);
      this.#report(objects);
      for (const lane of this.#lanes.values()) this.#start(lane);
      const woken = new AbortController();
      const nudged = this.#deps.nudges?.arrived();
      const wakers = [signal, woken.signal, ...(nudged === undefined ? [] : [nudged])];
      const sleeping = clock.sleep(this.#pause(), AbortSignal.any(wakers));
      await Promise.race([sleeping, heard]);
      woken.abort();
    }
    const lanes = [...this.#lanes.values()];
    await Promise.all(lanes.flatMap(({ passing, looking }) => [passing, looking]));
    for (const lane of lanes) this.#close(lane);
    await following;
    log.info('loop ended', { signal: String(signal.reason) });
  }

  #report(objects: readonly LiveObject[] | undefined): void {
    if (this.#lostWhy !== undefined) this.#deps.observer?.hubLost(this.#lostWhy);
    else if (objects !== undefined) this.#deps.observer?.present(objects);
    for (const { object, session, turn } of this.#lanes.values()) {
      const unknown = turn === undefined ? { why: 'not yet' } : undefined;
      this.#deps.observer?.watching(object, session.watching() ?? unknown);
    }
  }

  #close({ object, session }: Lane): void {
    session.close();
    this.#deps.observer?.watching(object, undefined);
  }

  /** A lane for every TopologySync that there is, and for no other. */
  #align(objects: readonly LiveObject[]): void {
    const present = new Map(objects.map((object) => [uidOf(object), object]));
    for (const [uid, lane] of this.#lanes) {
      if (present.has(uid)) continue;
      this.#close(lane);
      this.#lanes.delete(uid);
    }
    for (const uid of [...present.keys()].sort(compareText)) {
      const object = present.get(uid) ?? {};
      const known = this.#lanes.get(uid);
      if (known !== undefined) known.object = object;
      else this.#lanes.set(uid, this.#newLane(object));
    }
  }

  #newLane(object: LiveObject): Lane {
    const { namespace, name } = keyOf(object);
    const log = this.#deps.log.with({ sync: `${namespace ?? ''}/${name}` });
    const session = this.#deps.begin(object, log, () => this.#bell.ring());
    return { object, log, session, turn: undefined, passing: undefined, looking: undefined };
  }

  #pause(): number {
    const now = this.#deps.clock.now();
    const dues = [...this.#lanes].flatMap(([uid, { object, turn, passing, looking, session }]) => {
      const nudgedAt = passing === undefined ? this.#deps.nudges?.dueAt(uid) : undefined;
      const lookAt = looking === undefined ? session.lookDueAt(object) : undefined;
      return [
        ...(passing === undefined && turn !== undefined ? [turn.dueAt] : []),
        ...(lookAt === undefined ? [] : [lookAt]),
        ...(nudgedAt === undefined ? [] : [nudgedAt]),
      ];
    });
    return Math.max(1, Math.min(LONGEST_SLEEP_MS, ...dues.map((due) => due - now)));
  }

  #start(lane: Lane): void {
    const now = this.#deps.clock.now();
    if (lane.passing === undefined && this.#isDue(lane, now)) {
      lane.passing = this.#pass(lane, lane.object)
        .catch(this.#bug(lane))
        .finally(() => {
          lane.passing = undefined;
          this.#deps.workOver?.();
          this.#bell.ring();
        });
    }
    const lookAt = lane.session.lookDueAt(lane.object);
    if (lane.looking === undefined && lookAt !== undefined && lookAt <= now) {
      lane.looking = this.#look(lane, lane.object)
        .catch(this.#bug(lane))
        .finally(() => {
          lane.looking = undefined;
          this.#deps.workOver?.();
          this.#bell.ring();
        });
    }
  }

  #isDue({ object, turn, session }: Lane, now: number): boolean {
    const isAsked = this.#deps.nudges?.take(uidOf(object), now) === true;
    // A pass that failed is tried again in its time.
    const isWanted = turn?.failures === 0 && session.wantsPass();
    return isAsked || isWanted || isDue(turn, generationOf(object) ?? 0, now);
  }

  /** One object's trouble is its own. */
  #bug(lane: Lane): (error: unknown) => void {
    return (error) => {
      lane.log.error('bug in ramen-sync', { why: wordsOf(error) });
      const generation = generationOf(lane.object) ?? 0;
      this.#next(lane, { generation, intervalMs: TEN_MINUTES_MS, failed: true, wrote: false });
    };
  }

  async #pass(lane: Lane, object: LiveObject): Promise<void> {
    const { clock } = this.#deps;
    const { log, session } = lane;
    const generation = generationOf(object) ?? 0;
    log.info('pass started');
    const started = clock.now();
    const beforeWrites = async (revision: string): Promise<void> => {
      await this.#status.begin(object, revision, log);
    };
    const result = await this.#guarded(log, () =>
      session.pass(object, { ...this.#context(lane), beforeWrites }),
    );
    this.#deps.observer?.passEnded(object, result, { started, ended: clock.now() });
    if (result.kind === 'interrupted') {
      log.info('pass interrupted');
      return;
    }
    const isTold = await this.#status.end(object, result, log);
    logEnd(result, clock.now() - started, log);
    const spec = parseTopologySync(object);
    const intervalMs = isProblem(spec) ? TEN_MINUTES_MS : spec.intervalMs;
    const isBug = result.kind === 'failed' && result.problem.reason === 'InternalError';
    const failed = hasFailed(result) || !isTold || isBug;
    this.#next(lane, { generation, intervalMs, failed, wrote: hasWritten(result) });
  }

  async #look(lane: Lane, object: LiveObject): Promise<void> {
    const { log, session } = lane;
    const started = this.#deps.clock.now();
    const result = await this.#guarded(log, () => session.look(object, this.#context(lane)));
    // Asked again at once, it would keep the pass from going on that it may be waiting for.
    if (result === undefined) return this.#deps.clock.sleep(IDLE_LOOK_MS, this.#options.signal);
    if (result.kind === 'interrupted') return;
    this.#deps.observer?.looked(object, result, this.#deps.clock.now());
    await this.#status.end(object, result, log);
    logLook(result, this.#deps.clock.now() - started, log);
  }

  #context({ log }: Lane): PassContext {
    return { log, signal: this.#options.signal, beforeWrites: async () => undefined };
  }

  async #guarded<T>(log: Log, work: () => Promise<T>): Promise<T | PassResult> {
    try {
      return await work();
    } catch (error) {
      if (this.#options.signal.aborted) return { kind: 'interrupted' };
      const message = wordsOf(error);
      log.error('bug in ramen-sync', { why: message });
      return { kind: 'failed', problem: { reason: 'InternalError', message } };
    }
  }

  #next(lane: Lane, end: PassEnd): void {
    const { clock, random } = this.#deps;
    lane.turn = nextTurn(lane.turn, end, clock.now(), random());
  }
}

function wordsOf(error: unknown): string {
  return describeError(error, { verbose: false })
    .replace(/^error: /, '')
    .replace(/\n.*/s, '');
}

function hasFailed(result: PassResult): boolean {
  if (result.kind === 'failed') return true;
  if (result.kind !== 'done') return false;
  return result.setback !== undefined || (result.sync.applied?.summary.failed ?? 0) > 0;
}

function hasWritten(result: PassResult): boolean {
  return result.kind === 'done' && result.writes > 0;
}
