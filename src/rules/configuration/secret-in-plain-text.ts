import { parseEndpoint, readS3Profiles, type S3Profile } from '../../topology/s3-profiles.ts';
import { type S3Secret, s3Secrets } from '../../topology/s3-secrets.ts';
import { type SecretEntry, secretEntries } from '../../topology/secrets.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

/** What stands where a value is to be put, by a person or by a tool, is no credential. */
const placeholder =
  /example|changeme|change-me|replace|placeholder|redacted|dummy|your[-_ ]|<[^>]+>|\$\{|\$\(|\{\{|\*\*\*|^x+$|^todo/i;

export const secretInPlainText = defineRule({
  id: 'secret-in-plain-text',
  severity: 'warning',
  summary: 'Credentials of an S3 store are readable in Git.',
  page: () => ({
    why: `Whoever can read the repository, its clones or its history can read and destroy what every application is recovered
from. Base64 is no encryption. Values that are plainly placeholders are not meant.`,
    fix: `Encrypt the file with SOPS, or keep a SealedSecret or an ExternalSecret in its place: ramen-sync knows all three and
never decrypts. Then change the credentials, because the history keeps the old ones.`,
    links: [
      'https://kubernetes.io/docs/concepts/security/secrets-good-practices/',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
    ],
    invalid: [
      {
        title: 'The default credentials of MinIO',
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
  AWS_ACCESS_KEY_ID: minioadmin # finding
  AWS_SECRET_ACCESS_KEY: minioadmin
`,
      },
      {
        title: 'In the endpoint',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minioadmin:minioadmin@minio.dr1.acme.com # finding
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
`,
      },
    ],
    valid: [
      {
        title: 'Encrypted by SOPS',
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
  AWS_ACCESS_KEY_ID: ENC[AES256_GCM,data:mM0=,type:str]
  AWS_SECRET_ACCESS_KEY: ENC[AES256_GCM,data:ppA=,type:str]
sops: { mac: "ENC[AES256_GCM,data:u0o=,type:str]", version: 3.9.1 }
`,
      },
      {
        title: 'Filled in by a tool on the way',
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
  AWS_ACCESS_KEY_ID: \${S3_KEY}
  AWS_SECRET_ACCESS_KEY: \${S3_SECRET}
`,
      },
    ],
  }),
  *check(topology) {
    for (const profile of topology.ramenConfigs.flatMap(readS3Profiles)) {
      const url = profile.endpoint === undefined ? undefined : parseEndpoint(profile.endpoint);
      if (url !== undefined && url.password !== '' && !placeholder.test(url.password)) {
        yield inEndpoint(profile);
      }
    }
    const told = new Set<unknown>();
    for (const found of s3Secrets(topology)) {
      const entry = secretEntries(found.secret)?.find(isCredential);
      if (entry === undefined || told.has(found.secret.manifest)) continue;
      told.add(found.secret.manifest);
      yield problem(found, entry);
    }
  },
});

function inEndpoint(profile: S3Profile): Problem {
  return {
    ...profileSpot(profile, ['s3CompatibleEndpoint']),
    message: `${profileName(profile)} has a password in its endpoint, where everybody who reads the repository can read it`,
    label: 'readable',
    help: 'take it out, keep the credentials in the Secret of the profile, and change them',
  };
}

function isCredential({ key, value }: SecretEntry): boolean {
  return /^AWS_/i.test(key) && value !== undefined && value.trim() !== '' && !placeholder.test(value);
}

function problem({ secret, profile }: S3Secret, { path }: SecretEntry): Problem {
  return {
    manifest: secret.manifest,
    path,
    part: 'key',
    message: `${nameOf(secret.manifest)} holds credentials that everybody who reads the repository can read`,
    label: 'readable',
    related: [{ ...profileSpot(profile, ['s3SecretRef', 'name']), message: 'a profile refers to it here' }],
    help: 'encrypt it with SOPS, or keep a SealedSecret or ExternalSecret instead; then change the credentials',
  };
}
