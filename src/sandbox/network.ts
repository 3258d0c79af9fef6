import type { Server } from 'node:http';

/** The way to the clusters' API servers. */
export interface Network {
  /** Every connection is reset, and so is every new one, until `mend`. */
  cut(cluster: string): void;
  mend(cluster: string): void;
  isCut(cluster: string): boolean;
}

export function createNetwork(servers: ReadonlyMap<string, Server>): Network {
  const cut = new Set<string>();
  for (const [cluster, server] of servers) {
    server.on('connection', (socket) => {
      if (cut.has(cluster)) socket.resetAndDestroy();
    });
  }
  return {
    cut: (cluster) => {
      cut.add(cluster);
      servers.get(cluster)?.closeAllConnections();
    },
    mend: (cluster) => {
      cut.delete(cluster);
    },
    isCut: (cluster) => cut.has(cluster),
  };
}
