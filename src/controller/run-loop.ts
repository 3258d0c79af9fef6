import { ClusterError } from '../model/errors.ts';
import { compareText } from '../model/finding.ts';
import { generationOf, type LiveObject, uidOf } from '../model/live-object.ts';
import { keyOf } from '../model/object-ref.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import { describeError } from '../report/error-text.ts';
import type { Log } from './log.ts';
import type { Nudges } from './nudges.ts';
import type { PassResult } from './pass.ts';
import type { PassContext } from './reconcile.ts';
import { isDue, nextTurn, type PassEnd, type Turn } from './schedule.ts';
import { buildStartStatus, buildStatus, summaryOf } from './status.ts';
import { isProblem, parseTopologySync, topologySyncKind } from './topology-sync.ts';
import { writeStatus } from './write-status.ts';

export interface LoopOptions {
  /** Absent: all namespaces. */
  readonly namespace?: string;
  /** Aborted: passes end after the write under way, then the loop does. */
  readonly signal: AbortSignal;
}

export interface LoopDeps {
  /** Lists the TopologySyncs and takes their status. */
  readonly hub: Pick<Cluster, 'resource' | 'list' | 'get' | 'mergePatch'>;
  readonly reconcile: (object: LiveObject, pass: PassContext) => Promise<PassResult>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: Log;
  readonly observer?: LoopObserver;
  readonly nudges?: Nudges;
}

/** Who counts what the loop does. */
export interface LoopObserver {
  /** Every TopologySync that there is. */
  present(objects: readonly LiveObject[]): void;
  /** The hub has not answered. */
  hubLost(why: string): void;
  /** Milliseconds since the epoch. */
  passEnded(
    object: LiveObject,
    result: PassResult,
    at: { readonly started: number; readonly ended: number },
  ): void;
}

/** Between two looks at the list, which are all that a quiet loop asks of the hub. */
const LOOK_MS = 3_000;
const SHORTEST_LOOK_MS = 500;
const LONGEST_OUTAGE_MS = 30_000;
/** Of a problem in the spec that names no interval. */
const TEN_MINUTES_MS = 600_000;

/** Reconciles every TopologySync at its interval until the signal; one pass at a time for each, all side by side. */
export async function runLoop(options: LoopOptions, deps: LoopDeps): Promise<void> {
  const loop = new Loop(options, deps);
  await loop.run();
}

class Loop {
  readonly #options: LoopOptions;
  readonly #deps: LoopDeps;
  readonly #turns = new Map<string, Turn>();
  readonly #running = new Map<string, Promise<void>>();
  #outages = 0;
  #passEnded = new AbortController();

  constructor(options: LoopOptions, deps: LoopDeps) {
    this.#options = options;
    this.#deps = deps;
  }

  async run(): Promise<void> {
    const { signal } = this.#options;
    const { clock, log } = this.#deps;
    log.info('loop started', { namespace: this.#options.namespace ?? 'all' });
    while (!signal.aborted) {
      // The end of a pass sets a time that this look did not know of.
      this.#passEnded = new AbortController();
      const pause = await this.#look();
      const nudged = this.#deps.nudges?.arrived();
      const wakers = [signal, this.#passEnded.signal, ...(nudged === undefined ? [] : [nudged])];
      await clock.sleep(pause, AbortSignal.any(wakers));
    }
    await Promise.all(this.#running.values());
    log.info('loop ended', { signal: String(signal.reason) });
  }

  /** Starts what is due; answers how long to wait before the next look. */
  async #look(): Promise<number> {
    const { clock, log, random } = this.#deps;
    let objects: readonly LiveObject[];
    try {
      objects = await this.#list();
      if (this.#outages > 0) log.info('hub answers again');
      this.#outages = 0;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      this.#outages += 1;
      if (!this.#options.signal.aborted) log.error('cannot list TopologySyncs', { why: error.message });
      this.#deps.observer?.hubLost(error.message);
      return Math.min(LONGEST_OUTAGE_MS, 1000 * 2 ** Math.min(this.#outages, 10)) * (0.5 + random() / 2);
    }
    const present = new Set(objects.map(uidOf));
    for (const uid of this.#turns.keys()) if (!present.has(uid)) this.#turns.delete(uid);
    this.#deps.observer?.present(objects);
    const now = clock.now();
    for (const object of objects) this.#startIfDue(object, now);
    return this.#pauseAfter(now);
  }

  async #list(): Promise<readonly LiveObject[]> {
    const { apiVersion, kind } = topologySyncKind;
    const { namespace } = this.#options;
    const resource = await this.#deps.hub.resource(apiVersion, kind);
    if (resource === undefined) {
      throw new ClusterError(`the hub does not serve ${kind} of ${apiVersion}: install deploy/`, {
        reason: 'not-found',
      });
    }
    const objects = await this.#deps.hub.list(resource, namespace === undefined ? {} : { namespace });
    return [...objects].sort((a, b) => compareText(uidOf(a), uidOf(b)));
  }

  #pauseAfter(now: number): number {
    const dues = [...this.#turns].flatMap(([uid, { dueAt }]) =>
      this.#running.has(uid) ? [] : [dueAt - now],
    );
    return Math.max(SHORTEST_LOOK_MS, Math.min(LOOK_MS, ...dues));
  }

  #startIfDue(object: LiveObject, now: number): void {
    const uid = uidOf(object);
    if (this.#running.has(uid)) return;
    const isAsked = this.#deps.nudges?.take(uid, now) === true;
    if (!isAsked && !isDue(this.#turns.get(uid), generationOf(object) ?? 0, now)) return;
    const pass = this.#pass(object)
      .catch((error: unknown) => {
        this.#deps.log.error('bug in ramen-sync', { why: wordsOf(error) });
        this.#next(object, { intervalMs: TEN_MINUTES_MS, failed: true, wrote: false });
      })
      .finally(() => {
        this.#running.delete(uid);
        this.#passEnded.abort();
      });
    this.#running.set(uid, pass);
  }

  /** Never rejects: one object's trouble is its own. */
  async #pass(object: LiveObject): Promise<void> {
    const { clock } = this.#deps;
    const generation = generationOf(object) ?? 0;
    const { namespace, name } = keyOf(object);
    const log = this.#deps.log.with({ sync: `${namespace ?? ''}/${name}` });
    log.info('pass started');
    const started = clock.now();
    const result = await this.#reconcile(object, log);
    this.#deps.observer?.passEnded(object, result, { started, ended: clock.now() });
    if (result.kind === 'interrupted') {
      log.info('pass interrupted');
      return;
    }
    const told = await this.#tell(object, log, (before, now) => buildStatus(before, generation, result, now));
    logEnd(result, clock.now() - started, log);
    const spec = parseTopologySync(object);
    const intervalMs = isProblem(spec) ? TEN_MINUTES_MS : spec.intervalMs;
    this.#next(object, { intervalMs, failed: hasFailed(result) || !told, wrote: hasWritten(result) });
  }

  #next(object: LiveObject, end: Omit<PassEnd, 'generation'>): void {
    const uid = uidOf(object);
    const { clock, random } = this.#deps;
    const generation = generationOf(object) ?? 0;
    this.#turns.set(uid, nextTurn(this.#turns.get(uid), { generation, ...end }, clock.now(), random()));
  }

  async #reconcile(object: LiveObject, log: Log): Promise<PassResult> {
    const { signal } = this.#options;
    const generation = generationOf(object) ?? 0;
    const beforeWrites = async (revision: string): Promise<void> => {
      await this.#tell(object, log, (before, now) => buildStartStatus(before, generation, revision, now));
    };
    try {
      return await this.#deps.reconcile(object, { log, signal, beforeWrites });
    } catch (error) {
      if (signal.aborted) return { kind: 'interrupted' };
      const message = wordsOf(error);
      return { kind: 'failed', problem: { reason: 'InternalError', message } };
    }
  }

  /** False where the status could not be written. */
  async #tell(
    object: LiveObject,
    log: Log,
    build: (before: Parameters<typeof buildStatus>[0], now: string) => ReturnType<typeof buildStatus>,
  ): Promise<boolean> {
    const now = new Date(this.#deps.clock.now()).toISOString().replace(/\.\d+Z$/, 'Z');
    try {
      await writeStatus(object, this.#deps.hub, (before) => build(before, now));
      return true;
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      log.error('cannot write status', { why: error.message });
      return false;
    }
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
  return result.kind === 'done' && (result.sync.applied?.summary.applied ?? 0) > 0;
}

function logEnd(result: PassResult, milliseconds: number, log: Log): void {
  switch (result.kind) {
    case 'interrupted':
      return;
    case 'suspended':
      log.info('pass skipped: suspended');
      return;
    case 'stalled':
    case 'failed': {
      const { reason, message } = result.problem;
      log.error(`pass ${result.kind}`, { reason, why: message });
      return;
    }
    case 'done': {
      const { mode, revision, sync, setback } = result;
      if (setback !== undefined) {
        log.error('newest commit not used', { reason: setback.reason, why: setback.message });
      }
      for (const { name, state, message } of sync.plan.clusters) {
        if (state !== 'reachable') log.error(`cluster ${state}`, { cluster: name, why: message ?? '' });
      }
      log.info('pass finished', {
        mode,
        revision,
        milliseconds,
        lintErrors: sync.lintErrors,
        summary: summaryOf(result),
      });
    }
  }
}
