import type { WatchState } from '../cluster/cluster-watches.ts';
import type { Movement } from '../cluster/followed-collection.ts';
import { backOffMs } from '../model/back-off.ts';
import { isClusterError } from '../model/errors.ts';
import { scopeId, type WatchScope } from '../operations/watch-scopes.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { ClusterPool, ClusterUse } from './cluster-pool.ts';
import type { Mark } from './marks.ts';
import type { ClusterNews } from './shared-cluster.ts';

export interface KeptClustersOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly pool: ClusterPool;
  readonly moved: (cluster: string, movement: Movement<Mark>) => void;
  readonly stateChanged: (cluster: string, state: WatchState) => void;
  readonly troubleChanged: (scope: string, why: string | undefined) => void;
  /** What `watching` answers may be another thing now. */
  readonly told: () => void;
}

export interface Watching {
  /** Why what moves is not told, or not all of it; absent: it is. */
  readonly why?: string;
}

interface Kept {
  readonly name: string;
  readonly use: ClusterUse;
  readonly news: ClusterNews;
  /** By what it was connected: other credentials make another connection. */
  readonly access: string;
  /** What is followed, by `scopeId`. */
  readonly scopes: Set<string>;
  readonly dropped: AbortController;
  /** Undefined: nobody has asked for any. */
  wanted: readonly WatchScope[] | undefined;
  /** Scopes that cannot be watched because the cluster does not serve their kind; undefined: it has not been asked. */
  missing: number | undefined;
  /** Why it could not be asked. */
  lost: WatchState | undefined;
}

/** How long a pass waits for the watches to know what is there; one that comes later finds out by itself. */
const SETTLE_MS = 10_000;
const UNTIL_ASKED = { firstMs: 2_000, longestMs: 30_000 };

/** The clusters of one TopologySync between its passes: its share in their connections and watches. */
export class KeptClusters {
  readonly #options: KeptClustersOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: KeptClustersOptions) {
    this.#options = options;
  }

  /** The same connection as long as `access` is the same. */
  async open(name: string, access: string, connect: () => Promise<Cluster>): Promise<Cluster> {
    const known = this.#kept.get(name);
    if (known?.access === access) return known.use.shared.cluster;
    const { pool, moved, stateChanged, troubleChanged, told } = this.#options;
    const news: ClusterNews = {
      moved: (movement) => moved(name, movement),
      stateChanged: (state) => stateChanged(name, state),
      troubleChanged,
      synced: told,
    };
    const use = await pool.use(name, access, connect, news);
    this.drop(name);
    const dropped = new AbortController();
    const fresh = { scopes: new Set<string>(), wanted: undefined, missing: undefined, lost: undefined };
    this.#kept.set(name, { name, use, news, access, dropped, ...fresh });
    return use.shared.cluster;
  }

  /** Why the cluster is known not to answer now, without asking it. */
  whyLost(name: string): string | undefined {
    const kept = this.#kept.get(name);
    const { state, lastError } = kept?.lost ?? kept?.use.shared.state ?? {};
    return state === 'unreachable' ? (lastError ?? 'it does not answer') : undefined;
  }

  /** Watches exactly these scopes from now on, as far as their clusters serve them. Nobody waits for one that does not answer. */
  follow(wanted: readonly WatchScope[]): void {
    for (const kept of this.#kept.values()) {
      const own = wanted.filter(({ cluster }) => cluster === kept.name);
      kept.wanted = own;
      kept.missing = undefined;
      void this.#establish(kept, own);
    }
  }

  /** What is there is known, or is not going to be soon. */
  async settled(signal: AbortSignal): Promise<void> {
    const patience = new AbortController();
    const over = this.#options.clock.sleep(SETTLE_MS, AbortSignal.any([patience.signal, signal]));
    const all = Promise.all([...this.#kept.values()].map((kept) => untilSettled(kept, patience.signal)));
    await Promise.race([over, all]);
    patience.abort();
  }

  /** Whatever moves on any of the clusters is told. */
  isWhole(): boolean {
    return [...this.#kept.values()].every(
      ({ missing, use, scopes }) => missing === 0 && use.shared.isWhole(scopes),
    );
  }

  /** Undefined: nothing is to be watched there. */
  watching(name: string): Watching | undefined {
    const kept = this.#kept.get(name);
    if (kept?.wanted === undefined) return undefined;
    const why = this.whyLost(name);
    if (why !== undefined) return { why };
    return kept.missing !== undefined && kept.use.shared.isSettled(kept.scopes) ? {} : { why: 'not yet' };
  }

  drop(name: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    this.#kept.delete(name);
    kept.dropped.abort();
    kept.use.release();
  }

  /** Everything is closed, and what is opened then is connected with what credentials there are then. */
  beginAnew(): void {
    for (const { use } of this.#kept.values()) use.outdate();
    this.close();
  }

  names(): readonly string[] {
    return [...this.#kept.keys()];
  }

  close(): void {
    for (const name of this.names()) this.drop(name);
  }

  async #establish(kept: Kept, wanted: readonly WatchScope[]): Promise<void> {
    const { dropped } = kept;
    for (let failures = 0; !dropped.signal.aborted && kept.wanted === wanted; failures += 1) {
      try {
        const missing = await this.#followOn(kept, wanted);
        if (kept.wanted !== wanted) return;
        kept.missing = missing;
        kept.lost = undefined;
        kept.use.shared.wake();
        return this.#options.told();
      } catch (error) {
        if (!isClusterError(error)) throw error;
        if (dropped.signal.aborted) return;
        this.#lose(kept, error.message);
        const { clock, random } = this.#options;
        await clock.sleep(backOffMs(UNTIL_ASKED, failures, random()), dropped.signal);
      }
    }
  }

  #lose(kept: Kept, lastError: string): void {
    const isNews = kept.lost === undefined;
    const since = kept.lost?.since ?? this.#options.clock.now();
    kept.lost = { state: 'unreachable', since, lastError };
    if (isNews) this.#options.stateChanged(kept.name, kept.lost);
    kept.use.shared.wake();
  }

  /** Answers how many kinds the cluster does not serve. */
  async #followOn({ use, news, scopes, dropped }: Kept, wanted: readonly WatchScope[]): Promise<number> {
    const { shared } = use;
    const found = await Promise.all(
      wanted.map(async (scope) => ({
        scope,
        resource: await shared.cluster.resource(scope.apiVersion, scope.kind),
      })),
    );
    if (dropped.signal.aborted) return 0;
    const ids = new Set(wanted.map(scopeId));
    for (const id of scopes) {
      if (ids.has(id)) continue;
      shared.unfollow(id, news);
      scopes.delete(id);
    }
    for (const { scope, resource } of found) {
      const id = scopeId(scope);
      if (resource === undefined || scopes.has(id)) continue;
      scopes.add(id);
      shared.follow(scope, resource, news);
    }
    return found.filter(({ resource }) => resource === undefined).length;
  }
}

async function untilSettled(kept: Kept, signal: AbortSignal): Promise<void> {
  const isSettled = () =>
    kept.lost !== undefined || (kept.missing !== undefined && kept.use.shared.isSettled(kept.scopes));
  const over = aborted(signal);
  while (!signal.aborted && !isSettled()) await Promise.race([kept.use.shared.news(), over]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
