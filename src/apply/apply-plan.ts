import type { ApplyEvent, ApplyEventType } from '../model/apply-event.ts';
import type { Doubt } from '../model/doubt.ts';
import { generationOf, type LiveObject } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { PlannedChange, PlanResult } from '../plan/planned-change.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import { awaitGone } from './await-gone.ts';
import { awaitHealth, judgeHealth } from './await-health.ts';
import { Dependencies, type Settled } from './dependencies.ts';
import { EventQueue } from './event-queue.ts';
import { inLanes } from './in-lanes.ts';
import { type Ending, endingOf, isToBeWritten } from './without-write.ts';
import { failed, type Judge, writeChange } from './write-change.ts';

export interface ApplyRequest {
  readonly plan: PlanResult;
  /** `timeoutMs` counts for each object, from its write. */
  readonly wait: { readonly enabled: boolean; readonly timeoutMs: number };
  /** Aborted: nothing more is written, what is under way is finished, the rest is skipped. */
  readonly signal: AbortSignal;
}

export interface ApplyDeps {
  readonly cluster: (name: string) => Cluster | undefined;
  readonly judge: Judge;
  /**
   * What speaks against the green of an object whose own status says that it is healthy. `fresh`: as it is at this moment;
   * else as it was when it was planned.
   */
  readonly doubts: (object: ObjectRef, live: LiveObject, fresh: boolean) => Promise<readonly Doubt[]>;
  readonly clock: Clock;
}

/** How many objects of a wave are written to one cluster at a time. */
const parallel = 8;

/**
 * Carries out a plan, each cluster wave by wave, and tells each step as it happens; trouble with one object is an event,
 * not an error.
 * An object waits for what it depends on only where this run wrote that, and the others do not wait with it. Each object
 * ends in exactly one terminal event: `healthy` only where its health was seen; what was written without waiting
 * (`wait.enabled` false, or nothing but metadata changed) and is not healthy at once ends as `skipped`, and says so.
 */
export async function* applyPlan(request: ApplyRequest, deps: ApplyDeps): AsyncGenerator<ApplyEvent> {
  const stop = new AbortController();
  const signal = AbortSignal.any([request.signal, stop.signal]);
  const events = new EventQueue<ApplyEvent>();
  const run = new ApplyRun({ ...request, signal }, deps, events);
  const work = run.carryOut().finally(() => events.close());
  // It is awaited below, and must not count as unhandled until then.
  work.catch(() => undefined);
  try {
    yield* events.read();
  } finally {
    // Reached early when the reader walks away: then nothing more may be written behind its back.
    stop.abort();
    await work;
  }
}

class ApplyRun {
  readonly #request: ApplyRequest;
  readonly #deps: ApplyDeps;
  readonly #events: EventQueue<ApplyEvent>;
  readonly #dependencies: Dependencies;
  readonly #wavesWritten = new Set<number>();

  constructor(request: ApplyRequest, deps: ApplyDeps, events: EventQueue<ApplyEvent>) {
    this.#request = request;
    this.#deps = deps;
    this.#events = events;
    this.#dependencies = new Dependencies(request.plan.changes);
  }

  async carryOut(): Promise<void> {
    const toWrite: PlannedChange[] = [];
    for (const planned of this.#request.plan.changes) {
      if (isToBeWritten(planned)) toWrite.push(planned);
      else this.#end(planned, endingOf(planned));
    }
    // Each cluster goes through its waves by itself: one that hangs must not delay the others.
    await Promise.all(groupBy(toWrite, ({ change }) => change.object.cluster).map((own) => this.#waves(own)));
  }

  async #waves(changes: readonly PlannedChange[]): Promise<void> {
    const running: Promise<void>[] = [];
    const waves = groupBy(changes, ({ change }) => change.wave);
    for (const wave of waves.sort((a, b) => waveOf(a) - waveOf(b))) {
      const ready: PlannedChange[] = [];
      for (const planned of wave) {
        // Those that wait for others go on by themselves: an object that never gets healthy holds back only what needs it.
        if (this.#dependencies.areSettled(planned)) ready.push(planned);
        else running.push(this.#one(planned).then((health) => health()));
      }
      await inLanes(ready, parallel, async (planned) => {
        running.push((await this.#one(planned))());
      });
    }
    await Promise.all(running);
  }

  /** Writes one change; answers what is still to be waited for. Never rejects. */
  async #one(planned: PlannedChange): Promise<() => Promise<void>> {
    try {
      const hindrance = await this.#dependencies.hindranceOf(planned);
      if (this.#request.signal.aborted) return this.#ended(planned, skipped('interrupted'));
      if (hindrance !== undefined) return this.#ended(planned, skipped(hindrance));
      return await this.#write(planned);
    } catch (error) {
      return this.#ended(planned, failed(messageOf(error)).ending);
    }
  }

  async #write(planned: PlannedChange): Promise<() => Promise<void>> {
    const { object, wave } = planned.change;
    const cluster = this.#deps.cluster(object.cluster);
    if (cluster === undefined)
      return this.#ended(planned, skipped(`cluster ${object.cluster} is not connected`));
    this.#emit('started', planned);
    const judgeFirst = planned.judgeAgain && [...this.#wavesWritten].some((written) => written < wave);
    const result = await writeChange(planned, judgeFirst, {
      cluster,
      judge: this.#deps.judge,
      stopped: () => this.#request.signal.aborted,
      retrying: (attempt, message) => this.#emit('retrying', planned, { attempt, message }),
    });
    if (result.type === 'ended') return this.#ended(planned, result.ending);
    this.#wavesWritten.add(wave);
    if (result.type === 'deleting') {
      if (result.sent) this.#emit('applied', planned, { message: 'deletion accepted' });
      return () => this.#gone(planned, result.uid, cluster);
    }
    this.#emit('applied', planned);
    if (result.missing.length > 0) {
      const named = result.missing.join(', ');
      return this.#ended(
        planned,
        failed(`it was written, but the server does not have it so: ${named}`).ending,
      );
    }
    if (planned.change.state === 'remove') {
      const gone: Ending = { event: 'removed', message: undefined, why: 'is gone', stops: 'none' };
      return this.#ended(planned, gone);
    }
    return () => this.#health(planned, result.live, cluster);
  }

  /** Finalizers may hold it: what it needs goes only after it is really gone. */
  async #gone(planned: PlannedChange, uid: string, cluster: Cluster): Promise<void> {
    try {
      const { enabled, timeoutMs } = this.#request.wait;
      const result = await awaitGone({
        object: planned.change.object,
        uid,
        cluster,
        clock: this.#deps.clock,
        timeoutMs: enabled ? timeoutMs : 0,
        signal: this.#request.signal,
        waiting: (reason) => this.#emit('waiting', planned, { message: reason }),
      });
      const why = 'is being deleted';
      const { message } = result;
      if (result.gone) this.#end(planned, { event: 'removed', message, why: 'is gone', stops: 'none' });
      else if (!enabled) {
        const words = `deletion accepted, not awaited (--no-wait): ${message}; run it again to go on`;
        this.#end(planned, { event: 'skipped', message: words, why, stops: 'all' });
      } else if (this.#request.signal.aborted) {
        this.#end(planned, { event: 'skipped', message: `deletion accepted, ${message}`, why, stops: 'all' });
      } else this.#end(planned, { event: 'failed', message, why, stops: 'all' });
    } catch (error) {
      this.#end(planned, failed(messageOf(error)).ending);
    }
  }

  async #health(planned: PlannedChange, written: LiveObject, cluster: Cluster): Promise<void> {
    try {
      const { object } = planned.change;
      const unwatched = this.#whyNotWaiting(planned, written);
      const doubts = (live: LiveObject) => this.#deps.doubts(object, live, unwatched === undefined);
      if (unwatched !== undefined) {
        const now = await judgeHealth({ object, doubts }, written);
        if (now.status === 'Current') return this.#end(planned, wasHealthy(now.message));
        return this.#end(planned, {
          event: 'skipped',
          message: now.doubted ? `${unwatched}; ${now.message}` : unwatched,
          why: 'was applied',
          stops: 'none',
        });
      }
      const { healthy, message } = await awaitHealth({
        object,
        written,
        doubts,
        cluster,
        clock: this.#deps.clock,
        timeoutMs: this.#request.wait.timeoutMs,
        signal: this.#request.signal,
        waiting: (reason) => this.#emit('waiting', planned, { message: reason }),
      });
      if (healthy) return this.#end(planned, wasHealthy(message));
      if (this.#request.signal.aborted) return this.#end(planned, skipped(`applied, ${message}`));
      this.#end(planned, { event: 'failed', message, why: 'did not become healthy', stops: 'all' });
    } catch (error) {
      this.#end(planned, failed(messageOf(error)).ending);
    }
  }

  #whyNotWaiting(planned: PlannedChange, written: LiveObject): string | undefined {
    if (!this.#request.wait.enabled) return 'applied, health not awaited (--no-wait)';
    const before = planned.change.judged?.generation;
    // Same generation, same spec: no controller will act, so there is nothing to wait for.
    return before !== undefined && before === generationOf(written)
      ? 'applied, only metadata changed'
      : undefined;
  }

  #ended(planned: PlannedChange, ending: Ending): () => Promise<void> {
    this.#end(planned, ending);
    return async () => undefined;
  }

  /** The one terminal event, and word to those who wait for it. */
  #end(planned: PlannedChange, ending: Ending | undefined): void {
    const settled: Settled = ending === undefined ? { stops: 'none', why: '' } : ending;
    if (ending !== undefined) {
      this.#emit(ending.event, planned, ending.message === undefined ? {} : { message: ending.message });
    }
    this.#dependencies.settle(planned, settled);
  }

  #emit(
    event: ApplyEventType,
    { change }: PlannedChange,
    more: Partial<Pick<ApplyEvent, 'message' | 'attempt'>> = {},
  ): void {
    this.#events.put({
      time: new Date(this.#deps.clock.now()).toISOString(),
      event,
      object: change.object,
      ...more,
    });
  }
}

function wasHealthy(message: string): Ending {
  return { event: 'healthy', message, why: 'is healthy', stops: 'none' };
}

function skipped(message: string): Ending {
  return { event: 'skipped', message, why: 'was skipped', stops: 'all' };
}

function waveOf(wave: readonly PlannedChange[]): number {
  return wave[0]?.change.wave ?? 0;
}

function groupBy<T, K>(items: readonly T[], keyFor: (item: T) => K): T[][] {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const group = groups.get(keyFor(item));
    if (group === undefined) groups.set(keyFor(item), [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
