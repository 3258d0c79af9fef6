import { getString } from '../../model/field-path.ts';
import { nameOf, namespaceOf } from '../ramen/metadata.ts';
import { type Ground, hasObject, type Invention, objectsOn } from './ground.ts';

/** A Placement that leaves the decision to Ramen, for each DRPC whose own is not in Git. */
export function inventPlacements(ground: Ground): readonly Invention[] {
  return objectsOn(ground, 'hub', 'DRPlacementControl').flatMap((drpc) => {
    const name = getString(drpc, ['spec', 'placementRef', 'name']) ?? '';
    const kind = getString(drpc, ['spec', 'placementRef', 'kind']) ?? 'Placement';
    const namespace = namespaceOf(drpc);
    if (name === '' || kind !== 'Placement' || hasObject(ground, 'hub', 'Placement', namespace, name))
      return [];
    return [
      {
        cluster: 'hub',
        object: {
          apiVersion: 'cluster.open-cluster-management.io/v1beta1',
          kind: 'Placement',
          metadata: {
            name,
            namespace,
            annotations: { 'cluster.open-cluster-management.io/experimental-scheduling-disable': 'true' },
          },
          spec: { clusterSets: ['default'], numberOfClusters: 1 },
        },
        because: `drpc ${namespace}/${nameOf(drpc)} refers to it`,
      },
    ];
  });
}
