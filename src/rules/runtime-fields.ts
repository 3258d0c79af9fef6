import { getAt, getString } from '../model/field-path.ts';
import type { Manifest } from '../model/manifest.ts';

/** What a DRPlacementControl asks Ramen to do now. An empty text counts as absent. */
export interface RuntimeFields {
  readonly action: string | undefined;
  readonly preferredCluster: string | undefined;
  readonly failoverCluster: string | undefined;
  readonly dryRun: boolean;
  /** Where the action brings the application, or without one where it is deployed. */
  readonly goal: string | undefined;
}

export function runtimeFieldsOf({ object }: Manifest): RuntimeFields {
  const [action, preferredCluster, failoverCluster] = ['action', 'preferredCluster', 'failoverCluster'].map(
    (field) => getString(object, ['spec', field]) || undefined,
  );
  return {
    action,
    preferredCluster,
    failoverCluster,
    dryRun: getAt(object, ['spec', 'dryRun']) === true,
    goal: action === 'Failover' ? failoverCluster : preferredCluster,
  };
}
