import type { S3Profile } from '../../topology/s3-profiles.ts';
import { type SecretEvidence, secretEntries } from '../../topology/secrets.ts';
import type { Topology } from '../../topology/topology.ts';
import { defineRule, type Problem, type Unjudged } from '../define-rule.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { quoted } from '../wording.ts';

export const s3SecretMissing = defineRule({
  id: 's3-secret-missing',
  severity: 'error',
  summary: 'An S3 profile refers to a Secret that is not there.',
  page: () => ({
    why: `Without the Secret the hub cannot open the store, no DRCluster with that profile is validated, and nothing that
was protected can be recovered from it. Ramen looks in the namespace of \`s3SecretRef\`, or of its own operator where that
is empty, and distributes the Secret from there.`,
    fix: `Add the Secret (plain, encrypted by SOPS, as a SealedSecret or an ExternalSecret), or correct name and namespace in
the profile. Where no secret at all is kept in the repository, this is not judged.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
    ],
    invalid: [
      {
        title: 'The second profile has no Secret',
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
    s3SecretRef:
      name: s3-dr2 # finding
---
apiVersion: v1
kind: Secret
metadata: { name: s3-dr1, namespace: ramen-system }
stringData: { AWS_ACCESS_KEY_ID: example, AWS_SECRET_ACCESS_KEY: example }
`,
      },
    ],
    valid: [
      {
        title: 'One is plain, the other is sealed',
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
---
apiVersion: v1
kind: Secret
metadata: { name: s3-dr1, namespace: ramen-system }
stringData: { AWS_ACCESS_KEY_ID: example, AWS_SECRET_ACCESS_KEY: example }
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: s3-dr2, namespace: ramen-system }
spec: { encryptedData: { AWS_ACCESS_KEY_ID: AgBy3, AWS_SECRET_ACCESS_KEY: AgCt8 } }
`,
      },
    ],
  }),
  *check(topology) {
    for (const profile of topology.s3Profiles) yield* checkProfile(profile, topology);
  },
});

function* checkProfile(profile: S3Profile, topology: Topology): Iterable<Problem | Unjudged> {
  const { secretName: name, secretNamespace: namespace } = profile;
  if (name === undefined) {
    yield noSecretRef(profile);
    return;
  }
  const matches = topology.secrets.filter((secret) => secret.name === name);
  if (matches.some((secret) => secret.namespace === namespace || secret.namespace === undefined)) return;
  const isKeptHere = matches.length > 0 || topology.secrets.some((secret) => isForS3(secret, namespace));
  yield unseen(topology, { kind: 'Secret', name, isKeptHere }) ?? missing(profile, name, topology);
}

/** Others' Secrets do not show that those of S3 profiles are kept here too. */
function isForS3(secret: SecretEvidence, namespace: string | undefined): boolean {
  return (
    secret.namespace === namespace || secretEntries(secret)?.some(({ key }) => /^AWS_/i.test(key)) === true
  );
}

function noSecretRef(profile: S3Profile): Problem {
  return {
    manifest: profile.config.manifest,
    within: profile.config,
    path: [...profile.path, 's3SecretRef', 'name'],
    message: `S3 profile ${quoted(profile.name)} names no Secret`,
    label: 's3SecretRef.name is missing here',
    help: 'add s3SecretRef with the name of the Secret that holds AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY',
  };
}

function missing(profile: S3Profile, name: string, topology: Topology): Problem {
  const where = profile.secretNamespace ?? '';
  const elsewhere = topology.secrets.find((secret) => secret.name === name);
  const neighbours = topology.secrets.filter(({ namespace }) => namespace === where);
  const meant =
    elsewhere === undefined
      ? similarName(
          name,
          neighbours.map((secret) => secret.name),
        )
      : undefined;
  const shown = elsewhere ?? neighbours.find((secret) => secret.name === meant);
  return {
    manifest: profile.config.manifest,
    within: profile.config,
    path: [...profile.path, 's3SecretRef', 'name'],
    message: `S3 profile ${quoted(profile.name)} refers to Secret ${quoted(name)}, which is not in namespace ${where}`,
    label: 'no Secret of this name there',
    ...(shown === undefined
      ? {}
      : {
          related: [
            {
              manifest: shown.manifest,
              path: ['metadata', elsewhere === undefined ? 'name' : 'namespace'],
              message:
                elsewhere === undefined
                  ? 'a Secret with a similar name'
                  : 'one of this name is in another namespace',
            },
          ],
        }),
    ramen: `failed to get secret ${where}/${name}`,
    help:
      meant === undefined
        ? `add Secret ${name} to namespace ${where}: plain, sealed, external or encrypted by SOPS`
        : `write ${meant}${describeDifference(name, meant)}`,
  };
}
