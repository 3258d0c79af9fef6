import { type S3Secret, s3Secrets } from '../../topology/s3-secrets.ts';
import { secretEntries } from '../../topology/secrets.ts';
import { profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const keys: ReadonlySet<string> = new Set(['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY']);

export const s3SecretValue = defineRule({
  id: 's3-secret-value',
  severity: 'error',
  summary: 'A credential of an S3 profile is empty, or has white space around it.',
  page: () => ({
    why: `Ramen hands the value to the S3 client as it is. A line end that \`echo\` put behind it becomes part of the credential,
the store denies access, and nothing shows why.`,
    fix: 'Store the bare value. For base64 by hand: `printf %s "$value" | base64`.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go'],
    invalid: [
      {
        title: 'A line end inside the base64, and an empty value',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
---
apiVersion: v1
kind: Secret
metadata: { name: s3-dr1, namespace: ramen-system }
data:
  AWS_ACCESS_KEY_ID: ZXhhbXBsZQo= # finding
  AWS_SECRET_ACCESS_KEY: "" # finding
`,
      },
    ],
    valid: [
      {
        title: 'Bare values',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
---
apiVersion: v1
kind: Secret
metadata: { name: s3-dr1, namespace: ramen-system }
data:
  AWS_ACCESS_KEY_ID: ZXhhbXBsZQ==
  AWS_SECRET_ACCESS_KEY: ZXhhbXBsZQ==
`,
      },
    ],
  }),
  *check(topology) {
    for (const found of s3Secrets(topology)) yield* checkValues(found);
  },
});

function* checkValues({ secret, profile }: S3Secret): Iterable<Problem> {
  for (const { key, path, value } of secretEntries(secret) ?? []) {
    if (value === undefined || !keys.has(key) || (value !== '' && value === value.trim())) continue;
    const isEmpty = value.trim() === '';
    yield {
      manifest: secret.manifest,
      path,
      message: `${nameOf(secret.manifest)} has ${isEmpty ? 'nothing' : 'white space before or behind the value'} in ${key}`,
      label: isEmpty ? 'empty' : 'white space around the value',
      related: [{ ...profileSpot(profile, ['s3SecretRef', 'name']), message: 'a profile refers to it here' }],
      help: isEmpty ? 'store the credential here' : 'store the bare value: no blank and no line end',
    };
  }
}
