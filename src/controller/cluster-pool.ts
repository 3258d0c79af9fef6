import type { Cluster } from '../ports/cluster.ts';
import { type ClusterNews, SharedCluster, type SharedClusterOptions } from './shared-cluster.ts';

export interface ClusterPoolOptions extends Omit<SharedClusterOptions, 'isAskedAnyway'> {
  /** Whether the hub is asked all the time anyway. */
  readonly isHubAskedAnyway: boolean;
}

/** One of the TopologySyncs that share a cluster. */
export interface ClusterUse {
  readonly shared: SharedCluster;
  /** The last one closes the connection. */
  readonly release: () => void;
  /** Who comes from now on gets another connection, made with what credentials there are then. */
  readonly outdate: () => void;
}

interface Entry {
  users: number;
  readonly shared: Promise<SharedCluster>;
}

/**
 * The clusters of all TopologySyncs of one process: those who reach a cluster by the same credentials share the connection
 * and the watches, so that a cluster hears no more of many than of one.
 */
export class ClusterPool {
  readonly #options: ClusterPoolOptions;
  readonly #entries = new Map<string, Entry>();

  constructor(options: ClusterPoolOptions) {
    this.#options = options;
  }

  /** `access`: by what it is connected. Rejects with what `connect` does. */
  async use(
    name: string,
    access: string,
    connect: () => Promise<Cluster>,
    news: ClusterNews,
  ): Promise<ClusterUse> {
    const id = JSON.stringify([name, access]);
    const entry = this.#entries.get(id) ?? this.#begin(id, name, connect);
    entry.users += 1;
    const outdate = (): void => {
      if (this.#entries.get(id) === entry) this.#entries.delete(id);
    };
    const leave = (): boolean => {
      entry.users -= 1;
      if (entry.users === 0) outdate();
      return entry.users === 0;
    };
    try {
      const shared = await entry.shared;
      shared.join(news);
      const release = (): void => {
        shared.leave(news);
        if (leave()) shared.close();
      };
      return { shared, release, outdate };
    } catch (error) {
      leave();
      throw error;
    }
  }

  #begin(id: string, name: string, connect: () => Promise<Cluster>): Entry {
    const { isHubAskedAnyway, ...options } = this.#options;
    const isAskedAnyway = name === 'hub' && isHubAskedAnyway;
    const shared = connect().then((cluster) => new SharedCluster(cluster, { ...options, isAskedAnyway }));
    const entry = { users: 0, shared };
    this.#entries.set(id, entry);
    return entry;
  }
}
