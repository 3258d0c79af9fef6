import { type S3Profile, s3StoreOf } from '../../topology/s3-profiles.ts';
import { namedClusters } from '../../topology/targets.ts';
import type { Topology } from '../../topology/topology.ts';
import { configName, profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';

export const s3BucketSharedByHubs = defineRule({
  id: 's3-bucket-shared-by-hubs',
  severity: 'warning',
  summary: 'Two hubs keep their data in one bucket.',
  page: () => ({
    why: `Ramen files what it stores under the namespace and the name of the application, and nothing else. Two hubs with one
bucket overwrite each other where two applications are called alike, and a hub that recovers finds the other one's
applications.`,
    fix: 'Give each hub a bucket of its own.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
      'https://github.com/RamenDR/ramen/issues/303',
    ],
    invalid: [
      {
        title: 'A second hub with the profiles of the first',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system, annotations: { ramen-sync.io/cluster: hub } }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: east
        s3Bucket: ramen
        s3CompatibleEndpoint: https://s3.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-east }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system, annotations: { ramen-sync.io/cluster: hub-2 } }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: west
        s3Bucket: ramen # finding
        s3CompatibleEndpoint: https://S3.example.com:443/
        s3Region: us-east-1
        s3SecretRef: { name: s3-west }
`,
      },
    ],
    valid: [
      {
        title: 'A bucket for each hub',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system, annotations: { ramen-sync.io/cluster: hub } }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: east
        s3Bucket: ramen
        s3CompatibleEndpoint: https://s3.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-east }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system, annotations: { ramen-sync.io/cluster: hub-2 } }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: west
        s3Bucket: ramen-2
        s3CompatibleEndpoint: https://s3.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-west }
`,
      },
    ],
  }),
  *check(topology) {
    const first = new Map<string, S3Profile>();
    for (const profile of topology.s3Profiles) {
      const store = s3StoreOf(profile);
      if (store === undefined) continue;
      const earlier = first.get(store);
      if (earlier === undefined) first.set(store, profile);
      else if (hubOf(earlier, topology) !== hubOf(profile, topology)) yield problem(profile, earlier);
    }
  },
});

/** Where the configuration goes, and the operator's namespace there. */
function hubOf({ config }: S3Profile, topology: Topology): string {
  const clusters = namedClusters(config.manifest, topology.config) ?? ['hub'];
  return `${clusters.join(',')} ${config.key.namespace ?? ''}`;
}

function problem(profile: S3Profile, earlier: S3Profile): Problem {
  return {
    ...profileSpot(profile, ['s3Bucket']),
    message: `${profileName(profile)} is the store of another hub too: bucket and endpoint are the same`,
    label: 'the same bucket',
    related: [
      {
        ...profileSpot(earlier, ['s3Bucket']),
        message: `${profileName(earlier)} of ${configName(earlier.config)}`,
      },
    ],
    help: 'give each hub a bucket of its own',
  };
}
