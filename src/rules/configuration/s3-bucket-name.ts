import { readS3Profiles } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { quoted } from '../wording.ts';

export const s3BucketName = defineRule({
  id: 's3-bucket-name',
  severity: 'warning',
  summary: 'An S3 bucket has a name that S3 does not allow.',
  page: () => ({
    why: `Most stores refuse to make such a bucket, so it does not exist, and the DRCluster stays unvalidated with
\`s3BucketNotFound\`. Ramen has no path inside a bucket: what stands behind a slash is part of the name.`,
    fix: `Name a bucket of 3 to 63 lower case letters, digits, dots and hyphens that starts and ends with a letter or digit and
is no IP address.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
      'https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html',
    ],
    invalid: [
      {
        title: 'Upper case, and a path',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: Ramen_DR # finding
    s3CompatibleEndpoint: https://s3.one.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
  - s3ProfileName: two
    s3Bucket: backup/ramen # finding
    s3CompatibleEndpoint: https://s3.two.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-two }
`,
      },
    ],
    valid: [
      {
        title: 'As S3 wants it',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen-dr.2
    s3CompatibleEndpoint: https://s3.one.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const profile of ramenConfigs.flatMap(readS3Profiles)) {
      const reason =
        profile.bucket === undefined || isPlaceholder(profile.bucket) ? undefined : whyNot(profile.bucket);
      if (reason === undefined) continue;
      yield {
        ...profileSpot(profile, ['s3Bucket']),
        message: `${profileName(profile)} has bucket ${quoted(profile.bucket ?? '')}: ${reason}`,
        label: reason,
        help: 'use 3 to 63 lower case letters, digits, dots and hyphens, with a letter or digit at both ends',
      };
    }
  },
});

function whyNot(bucket: string): string | undefined {
  if (bucket.includes('/')) return 'a bucket has no path';
  if (bucket.length < 3 || bucket.length > 63) return 'a name has 3 to 63 characters';
  if (/[^a-z0-9.-]/.test(bucket)) return 'only lower case letters, digits, dots and hyphens are allowed';
  if (!/^[a-z0-9].*[a-z0-9]$/.test(bucket)) return 'a name starts and ends with a letter or a digit';
  if (bucket.includes('..')) return 'two dots may not stand side by side';
  return /^\d+\.\d+\.\d+\.\d+$/.test(bucket) ? 'a name is no IP address' : undefined;
}
