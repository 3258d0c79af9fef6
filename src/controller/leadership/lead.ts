import { ClusterError } from '../../model/errors.ts';
import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import type { ObjectKey } from '../../model/object-ref.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { Log } from '../log.ts';
import { type LeaseRecord, leaseKind, leasePatch, microTime, newLease, readLease, taken } from './lease.ts';
import { pace, type ReadMoment, Term } from './term.ts';

export interface LeadOptions {
  readonly namespace: string;
  readonly name: string;
  /** Of this process alone. */
  readonly identity: string;
  readonly signal: AbortSignal;
}

export interface LeadDeps {
  /** Must not ask for leave itself. */
  readonly hub: Pick<Cluster, 'resource' | 'get' | 'create' | 'mergePatch' | 'watch'>;
  readonly clock: Clock;
  readonly now: ReadMoment;
  readonly log: Log;
}

/**
 * Waits for the Lease, works while it is held, and waits again when it is lost, until the signal. `work` must end soon after
 * `term.ended` aborts, and write nothing without asking the term.
 */
export async function lead(
  options: LeadOptions,
  deps: LeadDeps,
  work: (term: Term) => Promise<void>,
): Promise<void> {
  const election = new Election(options, deps);
  while (!options.signal.aborted) {
    const won = await election.win();
    if (won === undefined) return;
    await election.serve(won, work);
  }
}

interface Won {
  readonly term: Term;
  readonly resourceVersion: string;
}

interface Renewal {
  /** `failed`: it may go better the next time. */
  readonly state: 'renewed' | 'failed' | 'lost';
  /** The version that the next attempt must name. */
  readonly version?: string;
}

/** Between two looks when the hub has no answer, and between two attempts to renew. */
const RETRY_MS = 1_000;

class Election {
  readonly #options: LeadOptions;
  readonly #deps: LeadDeps;
  readonly #key: ObjectKey;
  #toldHolder: string | undefined;

  constructor(options: LeadOptions, deps: LeadDeps) {
    this.#options = options;
    this.#deps = deps;
    this.#key = { ...leaseKind, namespace: options.namespace, name: options.name };
  }

  /** Undefined: the signal came first. */
  async win(): Promise<Won | undefined> {
    const { signal } = this.#options;
    const { log, clock } = this.#deps;
    let told: string | undefined;
    while (!signal.aborted) {
      try {
        const won = await this.#attempt();
        if (won !== undefined) return won;
      } catch (error) {
        if (!(error instanceof ClusterError)) throw error;
        if (signal.aborted) return undefined;
        // Somebody else was quicker.
        const isRace = error.reason === 'conflict' || error.reason === 'already-exists';
        if (!isRace && error.message !== told) {
          log.error('cannot take the Lease', { lease: this.#options.name, why: error.message });
          told = error.message;
        }
        await clock.sleep(RETRY_MS, signal);
      }
    }
    return undefined;
  }

  async serve(won: Won, work: (term: Term) => Promise<void>): Promise<void> {
    const { log } = this.#deps;
    const { term } = won;
    this.#toldHolder = undefined;
    log.info('leading', { lease: this.#options.name, identity: this.#options.identity });
    const renewals = this.#renew(won);
    try {
      await work(term);
    } finally {
      const wasValid = term.isValid();
      if (!wasValid) log.error('no longer leading', { why: String(term.ended.reason) });
      // From here on no write of ours can leave, so the next one need not wait.
      term.end('the work is done');
      const resourceVersion = await renewals;
      if (wasValid) await this.#release(resourceVersion);
    }
  }

  /** Undefined where it cannot be taken now: look again. */
  async #attempt(): Promise<Won | undefined> {
    const { signal } = this.#options;
    const found = await this.#read();
    if (found === undefined || this.#isFree(found)) return signal.aborted ? undefined : this.#take(found);
    const stoodStill = await this.#standBy(found);
    if (stoodStill === undefined) return undefined;
    // What the watch may have missed: its connection can have been dead for as long.
    const latest = await this.#read();
    const isStill = latest?.resourceVersion === stoodStill || latest === undefined || this.#isFree(latest);
    return isStill && !signal.aborted ? this.#take(latest) : undefined;
  }

  async #take(before: LeaseRecord | undefined): Promise<Won> {
    const { hub, clock, now } = this.#deps;
    const { identity, signal } = this.#options;
    const sentAt = now();
    const spec = taken(identity, pace.leaseMs, before, clock.now());
    const object =
      before === undefined
        ? await hub.create(newLease(this.#key, spec), { dryRun: false, signal })
        : await this.#write(before.resourceVersion, spec, signal);
    return { term: new Term(now, sentAt), resourceVersion: readLease(object).resourceVersion };
  }

  #isFree({ holder }: LeaseRecord): boolean {
    return holder === '' || holder === this.#options.identity;
  }

  async #read(): Promise<LeaseRecord | undefined> {
    const live = await this.#deps.hub.get(this.#key);
    return live === undefined ? undefined : readLease(live);
  }

  /**
   * Answers the version that has not changed for as long as the Lease lasts, by our own clock, since its times are those of
   * another machine; or the version that nobody holds. Undefined at the signal.
   */
  async #standBy(found: LeaseRecord): Promise<string | undefined> {
    const { signal } = this.#options;
    const { clock, log } = this.#deps;
    if (this.#toldHolder !== found.holder) log.info('standing by', { leader: found.holder });
    this.#toldHolder = found.holder;
    const over = new AbortController();
    let record = found;
    let news = new AbortController();
    void this.#follow(found.resourceVersion, AbortSignal.any([signal, over.signal]), (next) => {
      record = next;
      news.abort();
    });
    try {
      while (!signal.aborted && !this.#isFree(record)) {
        news = new AbortController();
        await clock.sleep(record.durationMs, AbortSignal.any([signal, news.signal]));
        if (!news.signal.aborted) break;
      }
    } finally {
      over.abort();
    }
    return signal.aborted ? undefined : record.resourceVersion;
  }

  /** One watch as long as it lasts. Where it fails, the clock and the look that follows decide. */
  async #follow(version: string, signal: AbortSignal, tell: (record: LeaseRecord) => void): Promise<void> {
    const { hub, log } = this.#deps;
    const { namespace, name } = this.#options;
    try {
      const resource = await hub.resource(leaseKind.apiVersion, leaseKind.kind);
      if (resource === undefined) return;
      for await (const event of hub.watch(resource, { namespace, resourceVersion: version, signal })) {
        if (event.type === 'BOOKMARK' || getString(event.object, ['metadata', 'name']) !== name) continue;
        tell(readLease(event.object));
      }
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (!signal.aborted) log.error('cannot follow the Lease', { why: error.message });
    }
  }

  /** Until the term ends; answers the last version that we know. */
  async #renew({ term, resourceVersion }: Won): Promise<string> {
    const { clock, now } = this.#deps;
    let version = resourceVersion;
    let pause: number = pace.renewMs;
    while (true) {
      await clock.sleep(Math.min(pause, Math.max(0, term.leftMs())), term.ended);
      if (!term.isValid()) return version;
      const sentAt = now();
      const outcome = await this.#renewOnce(version, term);
      if (outcome.state === 'lost') term.end('somebody else holds the Lease');
      if (outcome.state === 'renewed') term.renewed(sentAt);
      version = outcome.version ?? version;
      pause = outcome.state === 'renewed' ? pace.renewMs : RETRY_MS;
    }
  }

  async #renewOnce(version: string, term: Term): Promise<Renewal> {
    const { clock, log } = this.#deps;
    const signal = AbortSignal.any([term.ended, AbortSignal.timeout(Math.ceil(Math.max(1, term.leftMs())))]);
    try {
      const object = await this.#write(version, { renewTime: microTime(clock.now()) }, signal);
      return { state: 'renewed', version: readLease(object).resourceVersion };
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      if (error.reason === 'conflict' || error.reason === 'not-found') return this.#whoHasIt();
      if (!term.ended.aborted) log.error('cannot renew the Lease', { why: error.message });
      return { state: 'failed' };
    }
  }

  /** An attempt that got no answer may have been carried out, or somebody has put a label on it. */
  async #whoHasIt(): Promise<Renewal> {
    try {
      const record = await this.#read();
      if (record?.holder !== this.#options.identity) return { state: 'lost' };
      return { state: 'failed', version: record.resourceVersion };
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      return { state: 'failed' };
    }
  }

  async #release(resourceVersion: string): Promise<void> {
    const { clock, log } = this.#deps;
    const spec = { holderIdentity: '', leaseDurationSeconds: 1, renewTime: microTime(clock.now()) };
    try {
      await this.#write(resourceVersion, spec, AbortSignal.timeout(pace.writeMs));
      log.info('gave the Lease back');
    } catch (error) {
      if (!(error instanceof ClusterError)) throw error;
      log.info('the Lease runs out by itself', { why: error.message });
    }
  }

  #write(resourceVersion: string, spec: JsonObject, signal: AbortSignal): Promise<LiveObject> {
    return this.#deps.hub.mergePatch(this.#key, leasePatch(resourceVersion, spec), { dryRun: false, signal });
  }
}
