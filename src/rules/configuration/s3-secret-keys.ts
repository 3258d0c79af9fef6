import type { Manifest } from '../../model/manifest.ts';
import { type S3Secret, s3Secrets } from '../../topology/s3-secrets.ts';
import { type SecretEntry, secretEntries } from '../../topology/secrets.ts';
import { profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { similarName } from '../similar-name.ts';
import { nameOf, quoted } from '../wording.ts';

const keys = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

export const s3SecretKeys = defineRule({
  id: 's3-secret-keys',
  severity: 'error',
  summary: 'The Secret of an S3 profile lacks a key that Ramen reads.',
  page: () => ({
    why: `Ramen reads \`AWS_ACCESS_KEY_ID\` and \`AWS_SECRET_ACCESS_KEY\`. A missing key is no error to it: it opens the store with
empty credentials, and what you see is a store that denies access.`,
    fix: 'Store the two values under exactly these keys.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go'],
    invalid: [
      {
        title: 'A key in another spelling',
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
stringData:
  AWS_ACCESS_KEY_ID: example
  aws_secret_access_key: example # finding
`,
      },
      {
        title: 'A key is missing in a sealed Secret',
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
metadata: { name: s3-dr1, namespace: ramen-system }
spec:
  encryptedData: # finding
    AWS_ACCESS_KEY_ID: AgBy3
`,
      },
    ],
    valid: [
      {
        title: 'Both keys, fetched from elsewhere',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: { name: s3-dr1, namespace: ramen-system }
spec:
  secretStoreRef: { kind: ClusterSecretStore, name: vault }
  data:
    - { secretKey: AWS_ACCESS_KEY_ID, remoteRef: { key: dr/s3-dr1, property: id } }
    - { secretKey: AWS_SECRET_ACCESS_KEY, remoteRef: { key: dr/s3-dr1, property: secret } }
`,
      },
    ],
  }),
  *check(topology) {
    for (const found of s3Secrets(topology)) {
      const entries = secretEntries(found.secret);
      if (entries !== undefined) yield* checkKeys(found, entries);
    }
  },
});

function* checkKeys(found: S3Secret, entries: readonly SecretEntry[]): Iterable<Problem> {
  const missing = keys.filter((key) => !entries.some((entry) => entry.key === key));
  const others = entries.filter(({ key }) => !keys.includes(key));
  for (const key of missing) {
    const meant =
      missing.length === others.length || others.length === 1 ? nearest(key, others, missing) : undefined;
    yield meant === undefined ? absent(found, key, entries) : misspelt(found, key, meant);
  }
}

/** The one key that stands for this one, and not for the other missing one. */
function nearest(
  key: string,
  others: readonly SecretEntry[],
  missing: readonly string[],
): SecretEntry | undefined {
  const name = similarName(
    key,
    others.map((entry) => entry.key),
  );
  const entry = others.find((other) => other.key === name);
  return entry !== undefined && similarName(entry.key, missing) === key ? entry : undefined;
}

function misspelt({ secret, profile }: S3Secret, key: string, entry: SecretEntry): Problem {
  const { manifest } = secret;
  const isKey = entry.path.at(-1) === entry.key;
  return {
    manifest,
    path: entry.path,
    ...(isKey ? { part: 'key' as const } : {}),
    message: `${nameOf(manifest)} has key ${quoted(entry.key)} where Ramen reads ${key}`,
    label: `must be ${key}`,
    related: [{ ...profileSpot(profile, ['s3SecretRef', 'name']), message: 'a profile refers to it here' }],
    help: `write ${key}`,
    ...(isKey ? { fix: { type: 'rename-key', path: entry.path, to: key } as const } : {}),
  };
}

function absent({ secret, profile }: S3Secret, key: string, entries: readonly SecretEntry[]): Problem {
  const { manifest } = secret;
  return {
    manifest,
    path: [...(entries[0]?.path.slice(0, -1) ?? sectionOf(manifest)), key],
    message: `${nameOf(manifest)} has no key ${key}; Ramen would open the store with an empty one`,
    label: `${key} is missing here`,
    related: [{ ...profileSpot(profile, ['s3SecretRef', 'name']), message: 'a profile refers to it here' }],
    help: `add ${key}`,
  };
}

function sectionOf({ key }: Manifest): readonly string[] {
  return key.kind === 'Secret'
    ? ['stringData']
    : ['spec', key.kind === 'SealedSecret' ? 'encryptedData' : 'data'];
}
