import { isClusterLocal } from '../../topology/s3-hosts.ts';
import { parseEndpoint, readS3Profiles } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

export const s3EndpointPlainHttp = defineRule({
  id: 's3-endpoint-plain-http',
  severity: 'warning',
  summary: 'An S3 store is reached without TLS.',
  page: () => ({
    why: `What Ramen stores there is what an application is recovered from: its volumes' identities and, with kube object
protection, its objects, Secrets included. Without TLS everybody on the way reads it, and can change it.`,
    fix: 'Use `https://`. Ramen trusts what its own pod trusts: add the authority of the store there.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_kubeobjects.go',
    ],
    invalid: [
      {
        title: 'http',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: http://minio.dr1.example.com:9000 # finding
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
`,
      },
    ],
    valid: [
      {
        title: 'https',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com:9000
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const profile of ramenConfigs.flatMap(readS3Profiles)) {
      const url = profile.endpoint === undefined ? undefined : parseEndpoint(profile.endpoint);
      if (url?.protocol !== 'http:' || isClusterLocal(url.hostname)) continue;
      yield {
        ...profileSpot(profile, ['s3CompatibleEndpoint']),
        message: `${profileName(profile)} is reached by plain http`,
        label: 'no TLS',
        help: "use https://, and let the operators' pods trust the store's authority",
      };
    }
  },
});
