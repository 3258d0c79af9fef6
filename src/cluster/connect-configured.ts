import type { Config } from '../model/config.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { ConnectOptions } from './connect.ts';

/** Connects `hub` or a managed cluster by its name in the configuration. Loads the client on the first call. */
export function connectConfigured(
  config: Config,
  options: Pick<ConnectOptions, 'requestTimeoutMs' | 'verbose' | 'warn' | 'clock'>,
): (name: string) => Promise<Cluster> {
  return async (name) => {
    const { connectCluster } = await import('./connect.ts');
    const access = config.managedClusters.find((cluster) => cluster.name === name) ?? config.hub;
    return connectCluster({ name, access, ...options });
  };
}
