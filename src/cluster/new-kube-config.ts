import { KubeConfig } from '@kubernetes/client-node';

/**
 * Load this file late (`await import`): the library takes its time. Imported by name, and only here, the bundle holds
 * the tenth of it that KubeConfig needs; a late import of the package itself would keep every client it has.
 */
export function newKubeConfig(): KubeConfig {
  return new KubeConfig();
}
