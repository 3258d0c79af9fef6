import type { AnyCollection, WatchState } from '../cluster/cluster-watches.ts';
import { ClusterWatches } from '../cluster/cluster-watches.ts';
import { FollowedCollection, type Movement } from '../cluster/followed-collection.ts';
import { backOffMs } from '../model/back-off.ts';
import { isClusterError } from '../model/errors.ts';
import { scopeId, type WatchScope } from '../operations/watch-scopes.ts';
import type { Clock } from '../ports/clock.ts';
import type { ApiResource, Cluster } from '../ports/cluster.ts';
import { isSameMark, type Mark, markOf } from './marks.ts';

export interface KeptClustersOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly digest: (text: string) => string;
  /** Whether the hub is asked all the time anyway. */
  readonly isHubAskedAnyway: boolean;
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
  readonly cluster: Cluster;
  /** By what it was connected: other credentials make another connection. */
  readonly access: string;
  readonly watches: ClusterWatches;
  readonly scopes: Map<string, AnyCollection>;
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

/** The clusters of one TopologySync between its passes: their connections, and the watches on them. */
export class KeptClusters {
  readonly #options: KeptClustersOptions;
  readonly #kept = new Map<string, Kept>();

  constructor(options: KeptClustersOptions) {
    this.#options = options;
  }

  /** The same connection as long as `access` is the same. */
  async open(name: string, access: string, connect: () => Promise<Cluster>): Promise<Cluster> {
    const known = this.#kept.get(name);
    if (known?.access === access) return known.cluster;
    const cluster = await connect();
    this.drop(name);
    const { clock, random, isHubAskedAnyway, stateChanged, troubleChanged } = this.#options;
    const scopes: Kept['scopes'] = new Map();
    const watches = new ClusterWatches({
      cluster,
      clock,
      random,
      isAskedAnyway: name === 'hub' && isHubAskedAnyway,
      stateChanged: (state) => stateChanged(name, state),
      troubleChanged: (collection, why) => {
        const [id = ''] = [...scopes].find(([, own]) => own === collection) ?? [];
        troubleChanged(id, why);
      },
    });
    const dropped = new AbortController();
    const fresh = { wanted: undefined, missing: undefined, lost: undefined };
    this.#kept.set(name, { name, cluster, access, watches, scopes, dropped, ...fresh });
    return cluster;
  }

  /** Why the cluster is known not to answer now, without asking it. */
  whyLost(name: string): string | undefined {
    const kept = this.#kept.get(name);
    const { state, lastError } = kept?.lost ?? kept?.watches.state ?? {};
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
    return [...this.#kept.values()].every(({ missing, watches }) => missing === 0 && watches.isWhole());
  }

  /** Undefined: nothing is to be watched there. */
  watching(name: string): Watching | undefined {
    const kept = this.#kept.get(name);
    if (kept?.wanted === undefined) return undefined;
    const why = this.whyLost(name);
    if (why !== undefined) return { why };
    return kept.missing !== undefined && kept.watches.isSettled() ? {} : { why: 'not yet' };
  }

  drop(name: string): void {
    const kept = this.#kept.get(name);
    if (kept === undefined) return;
    this.#kept.delete(name);
    kept.dropped.abort();
    kept.watches.close();
    kept.cluster.close();
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
        kept.watches.wake();
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
    kept.watches.wake();
  }

  /** Answers how many kinds the cluster does not serve. */
  async #followOn(kept: Kept, wanted: readonly WatchScope[]): Promise<number> {
    const { cluster, watches, scopes } = kept;
    const found = await Promise.all(
      wanted.map(async (scope) => ({
        scope,
        resource: await cluster.resource(scope.apiVersion, scope.kind),
      })),
    );
    if (kept.dropped.signal.aborted) return 0;
    const ids = new Set(wanted.map(scopeId));
    for (const [id, collection] of scopes) {
      if (ids.has(id)) continue;
      watches.drop(collection);
      scopes.delete(id);
    }
    for (const { scope, resource } of found) {
      const id = scopeId(scope);
      if (resource === undefined || scopes.has(id)) continue;
      const collection = this.#collectionOf(scope, resource);
      scopes.set(id, collection);
      watches.follow(collection);
    }
    return found.filter(({ resource }) => resource === undefined).length;
  }

  #collectionOf({ cluster, namespace }: WatchScope, resource: ApiResource): FollowedCollection<Mark> {
    const { moved, digest, told } = this.#options;
    return new FollowedCollection<Mark>({
      resource,
      ...(namespace === undefined ? {} : { namespace }),
      metadataOnly: true,
      markOf: (object) => markOf(object, digest),
      isSame: isSameMark,
      moved: (movement) => moved(cluster, movement),
      synced: told,
    });
  }
}

async function untilSettled(kept: Kept, signal: AbortSignal): Promise<void> {
  const isSettled = () => kept.lost !== undefined || (kept.missing !== undefined && kept.watches.isSettled());
  const over = aborted(signal);
  while (!signal.aborted && !isSettled()) await Promise.race([kept.watches.news(), over]);
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}
