import { getAt } from '../../model/field-path.ts';
import { readS3Profiles, type S3Profile } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';

export const s3ProfileIncomplete = defineRule({
  id: 's3-profile-incomplete',
  severity: 'error',
  summary: 'An S3 profile lacks its name, bucket or endpoint.',
  page: () => ({
    why: `Ramen finds a profile by its name, and opens its bucket at its endpoint. Where one is missing, no DRCluster that uses
the profile is validated, and no DRPolicy with that DRCluster protects anything.`,
    fix: 'Add what is missing.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
    ],
    invalid: [
      {
        title: 'No bucket, and an empty endpoint',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: minio-on-dr1
        s3CompatibleEndpoint: https://minio.dr1.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-dr1 }
        s3Bucket: "" # finding
      - s3ProfileName: minio-on-dr2
        s3Bucket: ramen
        s3CompatibleEndpoint: "" # finding
        s3Region: us-east-1
        s3SecretRef: { name: s3-dr2 }
`,
      },
    ],
    valid: [
      {
        title: 'All of it',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: minio-on-dr1
        s3Bucket: ramen
        s3CompatibleEndpoint: https://minio.dr1.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-dr1 }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      for (const profile of readS3Profiles(config)) {
        if (profile.name === '') yield missing(profile, 's3ProfileName', 'a name');
        if (profile.bucket === undefined) yield missing(profile, 's3Bucket', 'a bucket');
        if (profile.endpoint === undefined) yield missing(profile, 's3CompatibleEndpoint', 'an endpoint');
      }
    }
  },
});

const words: Readonly<Record<string, string>> = { s3Bucket: 'bucket', s3CompatibleEndpoint: 'endpoint' };

function missing(profile: S3Profile, field: string, what: string): Problem {
  const word = words[field];
  const isThere = getAt(profile.value, [field]) !== undefined;
  return {
    ...profileSpot(profile, [field]),
    message: `${profileName(profile)} has no ${field}`,
    label: isThere ? 'empty' : `${field} is missing here`,
    ...(word === undefined
      ? {}
      : { ramen: `s3 ${word} has not been configured in s3 profile ${profile.name}` }),
    help: `add ${field}: a profile without ${what} is of no use`,
  };
}
