import { type AnyCollection, ClusterWatches, type WatchState } from '../cluster/cluster-watches.ts';
import { FollowedCollection, type Movement } from '../cluster/followed-collection.ts';
import { scopeId, type WatchScope } from '../operations/watch-scopes.ts';
import type { Clock } from '../ports/clock.ts';
import type { ApiResource, Cluster } from '../ports/cluster.ts';
import { isSameMark, type Mark, markOf } from './marks.ts';

export interface SharedClusterOptions {
  readonly clock: Clock;
  readonly random: () => number;
  readonly digest: (text: string) => string;
  /** Whether the cluster is asked all the time anyway. */
  readonly isAskedAnyway: boolean;
}

/** What one of those who share a cluster is told. */
export interface ClusterNews {
  readonly moved: (movement: Movement<Mark>) => void;
  readonly stateChanged: (state: WatchState) => void;
  /** Of one scope, by `scopeId`. Undefined: it is over. */
  readonly troubleChanged: (scope: string, why: string | undefined) => void;
  /** A scope is known as a whole. */
  readonly synced: () => void;
}

interface SharedScope {
  readonly collection: FollowedCollection<Mark>;
  readonly followers: Set<ClusterNews>;
  trouble: string | undefined;
}

/** A connection to a cluster, and one watch for each scope that anybody follows. */
export class SharedCluster {
  readonly cluster: Cluster;
  readonly #options: SharedClusterOptions;
  readonly #watches: ClusterWatches;
  readonly #scopes = new Map<string, SharedScope>();
  readonly #users = new Set<ClusterNews>();

  constructor(cluster: Cluster, options: SharedClusterOptions) {
    this.cluster = cluster;
    this.#options = options;
    this.#watches = new ClusterWatches({
      cluster,
      ...options,
      stateChanged: (state) => {
        for (const news of this.#users) news.stateChanged(state);
      },
      troubleChanged: (collection, why) => this.#trouble(collection, why),
    });
  }

  get state(): WatchState {
    return this.#watches.state;
  }

  join(news: ClusterNews): void {
    this.#users.add(news);
  }

  leave(news: ClusterNews): void {
    this.#users.delete(news);
    for (const id of [...this.#scopes.keys()]) this.unfollow(id, news);
  }

  /** Who comes later is told first what those before know. */
  follow(scope: WatchScope, resource: ApiResource, news: ClusterNews): void {
    const id = scopeId(scope);
    const known = this.#scopes.get(id);
    if (known === undefined) this.#begin(id, scope, resource, news);
    else this.#follow(id, known, news);
  }

  unfollow(id: string, news: ClusterNews): void {
    const scope = this.#scopes.get(id);
    if (scope?.followers.delete(news) !== true || scope.followers.size > 0) return;
    this.#scopes.delete(id);
    this.#watches.drop(scope.collection);
  }

  /** Every one of these scopes is known as a whole, or cannot be. */
  isSettled(ids: Iterable<string>): boolean {
    return this.#watches.isSettled(this.#collections(ids));
  }

  /** Every one of these scopes is known as a whole, and is being watched. */
  isWhole(ids: Iterable<string>): boolean {
    return this.#watches.isWhole(this.#collections(ids));
  }

  /** Resolves when `isSettled` may have come true. */
  news(): Promise<void> {
    return this.#watches.news();
  }

  /** Has everybody who waits for news look again. */
  wake(): void {
    this.#watches.wake();
  }

  close(): void {
    this.#watches.close();
    this.cluster.close();
  }

  #follow(id: string, { collection, followers, trouble }: SharedScope, news: ClusterNews): void {
    followers.add(news);
    for (const [object, after] of collection.marks()) news.moved({ id: object, before: undefined, after });
    if (trouble !== undefined) news.troubleChanged(id, trouble);
    if (collection.isSynced) news.synced();
  }

  #begin(id: string, { namespace }: WatchScope, resource: ApiResource, news: ClusterNews): void {
    const followers = new Set([news]);
    const collection = new FollowedCollection<Mark>({
      resource,
      ...(namespace === undefined ? {} : { namespace }),
      metadataOnly: true,
      markOf: (object) => markOf(object, this.#options.digest),
      isSame: isSameMark,
      moved: (movement) => {
        for (const each of followers) each.moved(movement);
      },
      synced: () => {
        for (const each of followers) each.synced();
      },
    });
    this.#scopes.set(id, { collection, followers, trouble: undefined });
    this.#watches.follow(collection);
  }

  #trouble(collection: AnyCollection, why: string | undefined): void {
    for (const [id, scope] of this.#scopes) {
      if (scope.collection !== collection) continue;
      scope.trouble = why;
      for (const news of scope.followers) news.troubleChanged(id, why);
    }
  }

  #collections(ids: Iterable<string>): readonly AnyCollection[] {
    return [...ids].flatMap((id) => this.#scopes.get(id)?.collection ?? []);
  }
}
