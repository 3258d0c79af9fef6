import { backOffMs } from '../model/back-off.ts';
import { ClusterError, type ClusterErrorReason } from '../model/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster, WatchEvent } from '../ports/cluster.ts';
import { Bell } from './bell.ts';
import type { FollowedCollection } from './followed-collection.ts';

/** How a cluster is, as its watches know it. */
export interface WatchState {
  /** `connecting`: it has not answered yet, and has not failed to. */
  readonly state: 'connecting' | 'reachable' | 'unreachable';
  /** Milliseconds since the epoch. */
  readonly since: number;
  readonly lastError?: string;
}

export interface ClusterWatchesOptions {
  readonly cluster: Pick<Cluster, 'watch' | 'areWatchesAsked'>;
  readonly clock: Clock;
  /** In [0, 1). */
  readonly random: () => number;
  /** Somebody asks the cluster for other reasons, and ends all this at once when it does not answer. */
  readonly isAskedAnyway?: boolean;
  readonly stateChanged: (state: WatchState) => void;
  /** Trouble of one collection that is not the cluster's: rights, a CRD that went. Undefined: it is over. */
  readonly troubleChanged: (collection: AnyCollection, why: string | undefined) => void;
}

/** What marks are made of is between the collection and who made it. */
export type AnyCollection = Pick<FollowedCollection<never>, 'version' | 'isSynced' | 'startOver' | 'take'> & {
  readonly options: Pick<FollowedCollection<never>['options'], 'resource' | 'namespace' | 'metadataOnly'>;
};

/**
 * One watch at a time is begun anew: the one that has been silent for longest. Where nothing else tells whether the cluster
 * answers, that is known every fifteen seconds so, without a request for that alone.
 */
const TURN_MS = 15_000;
/** Where somebody else asks it. The kernel finds a peer that is gone, and bookmarks that do not come a server that hangs. */
const RARE_TURN_MS = 60_000;
/** Everything is told anew this often: no watch is trusted. */
const RESYNC_MS = 600_000;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** Of a collection that cannot be watched while others can. */
const LONGEST_TROUBLE_MS = 300_000;
/** So often a server may ask for patience before that is trouble. */
const PATIENCE = 4;
/** A connection that ends sooner is a failure, however it ended. */
const SHORT_LIFE_MS = 5_000;

/** One that asks for patience (429: storage of a new CRD is being made ready, too many requests) does answer. */
const oftheCluster: ReadonlySet<ClusterErrorReason> = new Set(['unreachable', 'server']);

interface Stream {
  readonly collection: AnyCollection;
  readonly stopped: AbortController;
  connection: AbortController | undefined;
  startedAt: number;
  /** When the last word came over the connection; undefined until one has. */
  heardAt: number | undefined;
  wholeAt: number;
  failures: number;
  hasTrouble: boolean;
}

interface Outage {
  failures: number;
  /** Who finds out whether it is over; the others wait. */
  prober: Stream | undefined;
}

/** The watches of one cluster: kept going on from where they broke off, and its trouble kept from costing more than one of them. */
export class ClusterWatches {
  readonly #options: ClusterWatchesOptions;
  readonly #streams = new Map<AnyCollection, Stream>();
  readonly #closed = new AbortController();
  readonly #bell = new Bell();
  #state: WatchState;
  #outage: Outage | undefined;

  constructor(options: ClusterWatchesOptions) {
    this.#options = options;
    this.#state = { state: 'connecting', since: options.clock.now() };
    void this.#takeTurns();
  }

  get state(): WatchState {
    return this.#state;
  }

  /** Every one of these collections is known as a whole, or cannot be. */
  isSettled(collections: readonly AnyCollection[] = [...this.#streams.keys()]): boolean {
    if (this.#outage !== undefined) return true;
    return collections.every((collection) => collection.isSynced || this.#hasTrouble(collection));
  }

  /** Every one of these collections is known as a whole, and is being watched. */
  isWhole(collections: readonly AnyCollection[] = [...this.#streams.keys()]): boolean {
    if (this.#outage !== undefined) return false;
    return collections.every((collection) => collection.isSynced && !this.#hasTrouble(collection));
  }

  /** Resolves when `isSettled` may have come true. */
  news(): Promise<void> {
    return this.#bell.heard();
  }

  /** Has everybody who waits for news look again. */
  wake(): void {
    this.#bell.ring();
  }

  follow(collection: AnyCollection): void {
    const stream: Stream = {
      collection,
      stopped: new AbortController(),
      connection: undefined,
      startedAt: 0,
      heardAt: undefined,
      wholeAt: Number.NEGATIVE_INFINITY,
      failures: 0,
      hasTrouble: false,
    };
    this.#streams.set(collection, stream);
    void this.#run(stream);
  }

  drop(collection: AnyCollection): void {
    this.#streams.get(collection)?.stopped.abort();
    this.#streams.delete(collection);
    if (this.#outage?.prober?.collection === collection) this.#outage.prober = undefined;
    this.#bell.ring();
  }

  close(): void {
    this.#closed.abort();
    for (const collection of [...this.#streams.keys()]) this.drop(collection);
  }

  #hasTrouble(collection: AnyCollection): boolean {
    return this.#streams.get(collection)?.hasTrouble === true;
  }

  async #run(stream: Stream): Promise<void> {
    const { signal } = stream.stopped;
    while (!signal.aborted) {
      if (!(await this.#mayTry(stream))) continue;
      const connection = new AbortController();
      stream.connection = connection;
      stream.startedAt = this.#options.clock.now();
      let error: ClusterError | undefined;
      try {
        await this.#listen(stream, AbortSignal.any([signal, connection.signal]));
      } catch (thrown) {
        if (!(thrown instanceof ClusterError)) throw thrown;
        error = thrown;
      }
      const isAnswered = stream.heardAt !== undefined;
      stream.connection = undefined;
      stream.heardAt = undefined;
      if (signal.aborted || connection.signal.aborted) continue;
      await this.#recover(stream, error, isAnswered, this.#options.clock.now() - stream.startedAt);
    }
  }

  async #listen(stream: Stream, signal: AbortSignal): Promise<void> {
    const { cluster, clock } = this.#options;
    const { collection } = stream;
    const untilNextTurn = this.#turnMs() * this.#streams.size;
    const isOld = clock.now() - stream.wholeAt + untilNextTurn > RESYNC_MS;
    if (isOld || collection.version === undefined) collection.startOver();
    const { version } = collection;
    const { resource, namespace, metadataOnly } = collection.options;
    const options = {
      ...(namespace === undefined ? {} : { namespace }),
      ...(metadataOnly === undefined ? {} : { metadataOnly }),
      ...(version === undefined ? {} : { resourceVersion: version }),
    };
    for await (const event of cluster.watch(resource, { ...options, signal })) {
      if (signal.aborted) return;
      this.#hear(stream, event);
    }
  }

  #hear(stream: Stream, event: WatchEvent): void {
    const { clock } = this.#options;
    stream.heardAt = clock.now();
    if (this.#state.state !== 'reachable') {
      this.#outage = undefined;
      this.#become({ state: 'reachable', since: clock.now() });
    }
    if (stream.hasTrouble) this.#setTrouble(stream, undefined);
    stream.collection.take(event);
    if (event.type !== 'SYNCED') return;
    stream.wholeAt = clock.now();
    this.#bell.ring();
  }

  /** After a connection that ended by itself. */
  async #recover(
    stream: Stream,
    error: ClusterError | undefined,
    isAnswered: boolean,
    lifeMs: number,
  ): Promise<void> {
    const { collection, stopped } = stream;
    if (error?.reason === 'expired') collection.startOver();
    else if (!isAnswered && error !== undefined) {
      if (oftheCluster.has(error.reason)) return this.#fail(stream, error);
      // The storage of a new CRD is made ready in a moment.
      if (error.reason !== 'throttled' || stream.failures >= PATIENCE)
        this.#setTrouble(stream, error.message);
    }
    stream.failures = lifeMs < SHORT_LIFE_MS ? stream.failures + 1 : 0;
    // What was heard for a while and broke off is gone on with at once.
    if (stream.failures === 0) return;
    const longest = stream.hasTrouble ? LONGEST_TROUBLE_MS : LONGEST_PAUSE_MS;
    await this.#pause(stream.failures, longest, stopped.signal);
  }

  #setTrouble(stream: Stream, why: string | undefined): void {
    stream.hasTrouble = why !== undefined;
    this.#options.troubleChanged(stream.collection, why);
    this.#bell.ring();
  }

  /** The cluster did not answer one of them: the others may only look alive. */
  #fail(stream: Stream, error: ClusterError): void {
    this.#outage ??= { failures: 0, prober: stream };
    const { state, since } = this.#state;
    const from = state === 'unreachable' ? since : this.#options.clock.now();
    this.#become({ state: 'unreachable', since: from, lastError: error.message });
    for (const other of this.#streams.values()) other.connection?.abort();
  }

  #become(state: WatchState): void {
    const isNews = this.#state.state !== state.state;
    this.#state = state;
    if (isNews) this.#options.stateChanged(state);
    this.#bell.ring();
  }

  /** False: look again whether there is still something to be done. */
  async #mayTry(stream: Stream): Promise<boolean> {
    const outage = this.#outage;
    if (outage === undefined) return true;
    outage.prober ??= stream;
    if (outage.prober !== stream) {
      await this.#bell.heard();
      return false;
    }
    outage.failures += 1;
    await this.#pause(outage.failures, LONGEST_PAUSE_MS, stream.stopped.signal);
    return !stream.stopped.signal.aborted;
  }

  #pause(failures: number, longestMs: number, signal: AbortSignal): Promise<void> {
    const { clock, random } = this.#options;
    return clock.sleep(backOffMs({ firstMs: FIRST_PAUSE_MS, longestMs }, failures, random()), signal);
  }

  /** Rarely where it is known anyway, but so that each has its turn before it is to tell everything anew. */
  #turnMs(): number {
    const evenly = RESYNC_MS / Math.max(1, this.#streams.size);
    if (this.#options.cluster.areWatchesAsked()) return Math.max(TURN_MS, evenly);
    if (this.#options.isAskedAnyway !== true) return TURN_MS;
    return Math.max(TURN_MS, Math.min(RARE_TURN_MS, evenly));
  }

  async #takeTurns(): Promise<void> {
    const { clock, random } = this.#options;
    const { signal } = this.#closed;
    while (!signal.aborted) {
      await clock.sleep(this.#turnMs() * (0.9 + random() / 10), signal);
      if (signal.aborted || this.#outage !== undefined) continue;
      const lastWord = ({ heardAt, startedAt }: Stream) => heardAt ?? startedAt;
      const connected = [...this.#streams.values()].filter(({ connection }) => connection !== undefined);
      const [silent] = connected.sort((a, b) => lastWord(a) - lastWord(b));
      // One that is being told something is alive.
      if (silent !== undefined && clock.now() - lastWord(silent) >= TURN_MS / 2) silent.connection?.abort();
    }
  }
}
