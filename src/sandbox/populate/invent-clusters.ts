import { getString } from '../../model/field-path.ts';
import { listOf, nameOf } from '../ramen/metadata.ts';
import { type Ground, hasObject, type Invention, objectsOn } from './ground.ts';

/** A DRCluster for each name of a policy that Git does not have, with the S3 profile of another one. */
export function inventClusters(ground: Ground): readonly Invention[] {
  const wanted = new Map<string, string>();
  for (const policy of objectsOn(ground, 'hub', 'DRPolicy')) {
    for (const cluster of listOf(policy, ['spec', 'drClusters']).map(String)) {
      if (!hasObject(ground, 'hub', 'DRCluster', '', cluster) && !wanted.has(cluster))
        wanted.set(cluster, nameOf(policy));
    }
  }
  const profile = objectsOn(ground, 'hub', 'DRCluster')
    .map((each) => getString(each, ['spec', 's3ProfileName']))
    .find((each) => each !== undefined);
  return [...wanted].map(([name, policy]) => ({
    cluster: 'hub',
    object: {
      apiVersion: 'ramendr.openshift.io/v1alpha1',
      kind: 'DRCluster',
      metadata: { name },
      spec: { s3ProfileName: profile ?? `s3-${name}` },
    },
    because: `policy ${policy} names it`,
  }));
}
