import { getString } from '../../model/field-path.ts';
import { namespacedName } from '../ramen/metadata.ts';
import { type Ground, hasObject, type Invention, objectsOn } from './ground.ts';

/** A policy of five minutes over the first two clusters, for each name that DRPCs use and Git does not have. */
export function inventPolicies(ground: Ground): readonly Invention[] {
  const drClusters = ground.managedClusters.slice(0, 2);
  const missing = new Map<string, string>();
  for (const drpc of objectsOn(ground, 'hub', 'DRPlacementControl')) {
    const name = getString(drpc, ['spec', 'drPolicyRef', 'name']) ?? '';
    if (name === '' || hasObject(ground, 'hub', 'DRPolicy', '', name) || missing.has(name)) continue;
    missing.set(name, namespacedName(drpc));
  }
  return [...missing].map(([name, drpc]) => ({
    cluster: 'hub',
    object: {
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRPolicy',
      metadata: { name },
      spec: { drClusters, schedulingInterval: '5m' },
    },
    because: `drpc ${drpc} refers to it: ${drClusters.join(' and ')}, every 5m`,
  }));
}
