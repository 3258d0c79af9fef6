import { isClusterLocal } from '../../topology/s3-hosts.ts';
import { parseEndpoint, readS3Profiles } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';

export const s3EndpointClusterLocal = defineRule({
  id: 's3-endpoint-cluster-local',
  severity: 'error',
  summary: 'The endpoint of an S3 profile is known inside one cluster only.',
  page: () => ({
    why: `The hub validates the store, and both clusters of a policy write to the stores of both. A Service's DNS name, \`localhost\`
or a name without a dot means something else on each of them, or nothing. On the day of the disaster the store must be reached
from the cluster that is left.`,
    fix: `Use an address that the hub and all clusters resolve alike, for instance of a Route, an Ingress or a load balancer.
Where a Service of that name leads to the same store on every cluster, set the rule to \`off\`.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
      'https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/',
    ],
    invalid: [
      {
        title: 'The DNS name of a Service, and the loopback address',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.minio-system.svc.cluster.local:9000 # finding
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
  - s3ProfileName: two
    s3Bucket: ramen
    s3CompatibleEndpoint: http://localhost:9000 # finding
    s3Region: us-east-1
    s3SecretRef: { name: s3-two }
`,
      },
    ],
    valid: [
      {
        title: 'Known everywhere',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com:9000
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const profile of ramenConfigs.flatMap(readS3Profiles)) {
      const url = profile.endpoint === undefined ? undefined : parseEndpoint(profile.endpoint);
      if (url === undefined || !isClusterLocal(url.hostname)) continue;
      if (isPlaceholder(/\/\/([^/:]+)/.exec(profile.endpoint ?? '')?.[1] ?? '')) continue;
      yield {
        ...profileSpot(profile, ['s3CompatibleEndpoint']),
        message: `${profileName(profile)} is at ${url.hostname}, which other clusters and the hub cannot reach`,
        label: 'known inside one cluster only',
        help: 'use an address that the hub and both clusters of every policy reach: of a Route, an Ingress or a load balancer',
      };
    }
  },
});
