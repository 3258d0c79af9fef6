import { getString } from '../../model/field-path.ts';
import type { SandboxCluster } from '../world.ts';

/**
 * The same cluster, with no objects of the kinds that it does not have, instead of errors; and what of such a kind
 * is to be made (as OCM's ClusterRoles) is taken and forgotten.
 */
export function withAbsentKinds(cluster: SandboxCluster): SandboxCluster {
  return {
    ...cluster,
    get: (kind, namespace, name) =>
      servesKind(cluster, kind) ? cluster.get(kind, namespace, name) : undefined,
    list: (kind, namespace) => (servesKind(cluster, kind) ? cluster.list(kind, namespace) : []),
    create: (object, manager) =>
      servesKind(cluster, getString(object, ['kind']) ?? '') ? cluster.create(object, manager) : object,
  };
}

/** Asking a cluster for a kind that it does not have throws. */
export function servesKind(cluster: SandboxCluster, kind: string): boolean {
  try {
    cluster.list(kind);
    return true;
  } catch {
    return false;
  }
}
