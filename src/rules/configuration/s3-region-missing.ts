import { readS3Profiles } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

export const s3RegionMissing = defineRule({
  id: 's3-region-missing',
  severity: 'warning',
  summary: 'An S3 profile has no region.',
  page: () => ({
    why: `Ramen passes the region on as it is, and the AWS client that it uses refuses to sign a request without one, whatever
the store is. Stores that know no regions accept any.`,
    fix: 'Add `s3Region`; for a store without regions `us-east-1` is the usual answer.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
    ],
    invalid: [
      {
        title: 'No region',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1 # finding
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3SecretRef: { name: s3-dr1 }
`,
      },
    ],
    valid: [
      {
        title: 'A region',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
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
    for (const profile of ramenConfigs.flatMap(readS3Profiles)) {
      if (profile.region !== undefined) continue;
      yield {
        ...profileSpot(profile, ['s3Region']),
        message: `${profileName(profile)} has no s3Region, and the S3 client needs one`,
        label: 's3Region is missing here',
        ramen: 'MissingRegion: could not find region configuration',
        help: 'add s3Region; a store without regions takes any, for instance us-east-1',
      };
    }
  },
});
