import type { Manifest } from '../../model/manifest.ts';
import { clustersFor } from '../../topology/manifest-clusters.ts';
import type { S3Profile } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed } from '../wording.ts';

export const s3SecretNotOnHub = defineRule({
  id: 's3-secret-not-on-hub',
  severity: 'error',
  summary: 'The Secret of an S3 profile goes to managed clusters only.',
  page: () => ({
    why: `The hub opens every store itself before it validates a DRCluster, and it is the hub that sends the Secrets to the
clusters. A Secret that Git puts on the clusters alone leaves the hub without one.`,
    fix: 'Put the Secret on the hub, in the namespace of its operator.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drcluster_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
    ],
    invalid: [
      {
        title: 'On the clusters only',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef:
      name: s3-dr1 # finding
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: s3-dr1, namespace: ramen-system, annotations: { ramen-sync.io/cluster: "dr1, dr2" } }
spec: { encryptedData: { AWS_ACCESS_KEY_ID: AgBy3, AWS_SECRET_ACCESS_KEY: AgCt8 } }
`,
      },
    ],
    valid: [
      {
        title: 'On the hub too',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: s3-dr1, namespace: ramen-system, annotations: { ramen-sync.io/cluster: "hub, dr1" } }
spec: { encryptedData: { AWS_ACCESS_KEY_ID: AgBy3, AWS_SECRET_ACCESS_KEY: AgCt8 } }
`,
      },
    ],
  }),
  *check(topology) {
    const find = clustersFor(topology);
    for (const profile of topology.s3Profiles) {
      // A configuration for a hub of another name is judged when that is the hub.
      if (!find(profile.config.manifest).includes('hub')) continue;
      const { secretName, secretNamespace } = profile;
      const own = topology.secrets.filter(
        ({ name, namespace }) => name === secretName && (namespace ?? secretNamespace) === secretNamespace,
      );
      const clusters = new Set(own.flatMap(({ manifest }) => find(manifest)));
      const [first] = own;
      if (first === undefined || clusters.size === 0 || clusters.has('hub')) continue;
      yield problem(profile, first.manifest, [...clusters]);
    }
  },
});

function problem(profile: S3Profile, secret: Manifest, clusters: readonly string[]): Problem {
  return {
    ...profileSpot(profile, ['s3SecretRef', 'name']),
    message: `${profileName(profile)} has a Secret that goes to ${listed(clusters)} and not to the hub`,
    label: 'not on the hub',
    related: [{ manifest: secret, path: ['metadata', 'name'], message: `for ${listed(clusters)} only` }],
    help: 'put the Secret on the hub too; with its automation on, the hub sends it to the clusters',
  };
}
