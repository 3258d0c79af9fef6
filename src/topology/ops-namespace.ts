import { getString } from '../model/field-path.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Topology } from './topology.ts';

/**
 * Where DRPlacementControls of discovered applications live; Ramen calls it the admin namespace.
 * Ramen: internal/controller/drplacementcontrol_controller.go, drpcInAdminNamespace.
 */
export interface OpsNamespace {
  /** As Ramen's configuration says, else as ramen-sync's does. */
  readonly name: string;
  readonly holds: (manifest: Manifest) => boolean;
  /** It may be another than `name`: Ramen's own configuration is not in these files, and this one is usual. */
  readonly mayHold: (manifest: Manifest) => boolean;
}

/** What Ramen's manifests and OpenShift's operators set up. */
const usual: readonly string[] = ['ramen-ops', 'openshift-dr-ops'];

export function opsNamespaceOf({ ramenConfigs, config }: Topology): OpsNamespace {
  const declared = ramenConfigs
    .filter(({ role }) => role === 'hub')
    .map(({ value }) => getString(value, ['ramenOpsNamespace']) ?? '')
    .filter((name) => name !== '');
  const names = new Set(declared.length === 0 ? [config.ramen.opsNamespace] : declared);
  const possible = new Set([...names, ...(declared.length === 0 ? usual : [])]);
  return {
    name: declared[0] ?? config.ramen.opsNamespace,
    holds: ({ key }) => names.has(key.namespace ?? ''),
    mayHold: ({ key }) => possible.has(key.namespace ?? ''),
  };
}
