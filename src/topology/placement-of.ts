import { drPolicy } from '../kinds/dr-policy.ts';
import { placement } from '../kinds/placement.ts';
import { placementRule } from '../kinds/placement-rule.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { findManifest, type Topology } from './topology.ts';

/**
 * What a DRPlacementControl decides for: the Placement of that name in its own namespace, else the PlacementRule; the
 * kind in the reference is not read. Ramen: getPlacementOrPlacementRule in drplacementcontrol_controller.go.
 */
export function placementOf(drpc: Manifest, topology: Topology): Manifest | undefined {
  const name = getString(drpc.object, ['spec', 'placementRef', 'name']);
  if (name === undefined || name === '') return undefined;
  const { namespace } = drpc.key;
  return (
    findManifest(topology, placement, name, namespace) ??
    findManifest(topology, placementRule, name, namespace)
  );
}

export function isPlacementRule({ key }: Manifest): boolean {
  return key.kind === placementRule.kind;
}

/** The clusters that the policy of a DRPlacementControl pairs; undefined where that is not in these files. */
export function pairOf(drpc: Manifest, topology: Topology): readonly string[] | undefined {
  const name = getString(drpc.object, ['spec', 'drPolicyRef', 'name']);
  const policy = name === undefined ? undefined : findManifest(topology, drPolicy, name);
  const clusters = getAt(policy?.object, ['spec', 'drClusters']);
  return isArray(clusters) ? clusters.filter((cluster) => typeof cluster === 'string') : undefined;
}

/**
 * What two DRPlacementControls must have in common to meet on a cluster: its clusters, or where the policy is not in these
 * files, the policy itself.
 */
export function meetingPoints(drpc: Manifest, topology: Topology): readonly string[] {
  const policy = getString(drpc.object, ['spec', 'drPolicyRef', 'name']) ?? '';
  return pairOf(drpc, topology) ?? [`policy ${policy}`];
}
