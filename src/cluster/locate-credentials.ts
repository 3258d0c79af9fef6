import { isAbsolute, join } from 'node:path';
import type { ClusterAccess, Config } from '../model/config.ts';

/**
 * Kubeconfig paths of a configuration count from the repository, whatever folder the program runs in. `kubeconfig`
 * (absolute) is that of managed clusters that name none.
 */
export function locateCredentials(config: Config, repo: string, kubeconfig: string | undefined): Config {
  return {
    ...config,
    hub: withAbsolute(config.hub, repo),
    managedClusters: config.managedClusters.map((cluster) =>
      withAbsolute({ ...(kubeconfig === undefined ? {} : { kubeconfig }), ...cluster }, repo),
    ),
  };
}

function withAbsolute<T extends ClusterAccess>(access: T, repo: string): T {
  const { kubeconfig } = access;
  return kubeconfig === undefined || isAbsolute(kubeconfig)
    ? access
    : { ...access, kubeconfig: join(repo, kubeconfig) };
}
