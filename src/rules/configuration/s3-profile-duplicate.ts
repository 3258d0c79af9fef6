import { jsonEquals } from '../../model/json.ts';
import { readS3Profiles, type S3Profile } from '../../topology/s3-profiles.ts';
import { profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { quoted } from '../wording.ts';

export const s3ProfileDuplicate = defineRule({
  id: 's3-profile-duplicate',
  severity: 'error',
  summary: 'Two S3 profiles of one configuration have the same name.',
  page: () => ({
    why: `Ramen takes the first profile of a name and never looks at the second. A cluster that was meant to use the second one
keeps the data of its applications in the other store, and nobody notices before the day it is needed.`,
    fix: 'Give the second profile a name of its own, or remove it.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go'],
    invalid: [
      {
        title: 'A copied profile kept its name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
  - s3ProfileName: minio-on-dr1 # finding
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr2.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr2 }
`,
      },
    ],
    valid: [
      {
        title: 'Two names',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
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
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      const first = new Map<string, S3Profile>();
      for (const profile of readS3Profiles(config)) {
        const earlier = first.get(profile.name);
        if (earlier === undefined) first.set(profile.name, profile);
        else if (profile.name !== '') yield problem(profile, earlier);
      }
    }
  },
});

function problem(profile: S3Profile, earlier: S3Profile): Problem {
  const same = jsonEquals(profile.value, earlier.value);
  return {
    // The place of the schema's own finding, which this one replaces.
    ...profileSpot(profile, []),
    message: `S3 profile ${quoted(profile.name)} is declared twice; Ramen uses the first and ignores this one`,
    label: 'never used',
    related: [{ ...profileSpot(earlier, ['s3ProfileName']), message: 'this one counts' }],
    help: same ? 'remove this one: it says the same' : 'give it a name of its own, or remove it',
    ...(same ? { fix: { type: 'remove', path: profile.path } as const } : {}),
  };
}
