import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import { policyPairs } from '../../topology/policy-pairs.ts';
import { type S3Profile, s3ProfilesByName, s3StoreOf } from '../../topology/s3-profiles.ts';
import { findManifest } from '../../topology/topology.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, nameOf } from '../wording.ts';

const field = ['spec', 's3ProfileName'];

export const s3ProfilesSameStore = defineRule({
  id: 's3-profiles-same-store',
  severity: 'warning',
  summary: 'The two S3 profiles of a DRPolicy lead to one bucket.',
  page: () => ({
    why: `Two profiles are there so that what an application is recovered from is in two stores. With the same endpoint and bucket
there is one, and Ramen writes everything there twice.`,
    fix: 'Give each profile a store of its own; or use one profile for both clusters, if one store is meant.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/util/drpolicy_util.go',
    ],
    invalid: [
      {
        title: 'A copied endpoint',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
  - s3ProfileName: minio-on-dr2
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com/ # finding
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr2 }
`,
      },
    ],
    valid: [
      {
        title: 'The same name of the bucket, in two stores',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
  - s3ProfileName: minio-on-dr2
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr2.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr2 }
`,
      },
    ],
  }),
  *check(topology) {
    const profiles = s3ProfilesByName(topology.s3Profiles);
    const profileOf = (name: string): S3Profile | undefined => {
      const cluster = findManifest(topology, drCluster, name);
      return profiles.get((cluster === undefined ? undefined : getString(cluster.object, field)) ?? '');
    };
    const told = new Set<S3Profile>();
    for (const { policy, clusters } of policyPairs(topology)) {
      const [first, second] = [profileOf(clusters[0]), profileOf(clusters[1])];
      if (first === undefined || second === undefined || first === second || told.has(second)) continue;
      const store = s3StoreOf(second);
      if (store === undefined || store !== s3StoreOf(first)) continue;
      told.add(second);
      yield problem(second, first, `${listed(clusters)}, the clusters of ${nameOf(policy)},`);
    }
  },
});

function problem(profile: S3Profile, other: S3Profile, whose: string): Problem {
  return {
    ...profileSpot(profile, ['s3CompatibleEndpoint']),
    message: `${profileName(profile)} leads to the bucket of ${profileName(other)}: ${whose} have one store`,
    label: 'the same store',
    related: [{ ...profileSpot(other, ['s3CompatibleEndpoint']), message: profileName(other) }],
    help: 'write the endpoint of its own store; or use one profile for both clusters',
  };
}
