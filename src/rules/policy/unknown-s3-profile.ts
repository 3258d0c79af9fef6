import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { S3_PROFILE, type S3Profile } from '../../topology/s3-profiles.ts';
import { manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem, type Unjudged, unjudged } from '../define-rule.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { listed, mayStandIn, nameOf, noneLeft, quoted } from '../wording.ts';

/** Ramen skips every S3 check for this name (internal/controller/s3utils.go, NoS3StoreAvailable). */
const NO_S3 = 'NoS3';
const field = ['spec', 's3ProfileName'];

export const unknownS3Profile = defineRule({
  id: 'unknown-s3-profile',
  severity: 'error',
  summary: "A DRCluster names an S3 profile that Ramen's configuration does not have.",
  page: () => ({
    why: `Ramen keeps what it needs to recover an application (its volumes and objects) in the S3 store of each cluster. A
DRCluster whose profile is not in \`s3StoreProfiles\` is never validated, so no DRPolicy that lists it works, and
\`s3ProfileName\` is immutable: once applied, a wrong name can only be mended by deleting the DRCluster.`,
    fix: `Name a profile of \`s3StoreProfiles\` in the hub's configuration, or declare the missing one there.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/drcluster_types.go',
    ],
    invalid: [
      {
        title: 'The name has a typo',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec:
  s3ProfileName: minio-on-drl # finding
---
apiVersion: ramendr.openshift.io/v1alpha1
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
    valid: [
      {
        title: 'The profile is declared',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: v1
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
  *check(topology) {
    for (const cluster of manifestsOf(topology, drCluster)) yield* checkCluster(cluster, topology);
  },
});

function* checkCluster(cluster: Manifest, topology: Topology): Iterable<Problem | Unjudged> {
  const name = getString(cluster.object, field);
  if (name === undefined || name === '' || name === NO_S3) return;
  const profiles = topology.s3Profiles;
  if (profiles.some((profile) => profile.name === name)) return;
  const configs = topology.ramenConfigs.filter(({ role }) => role === 'hub');
  const broken = configs.find(({ readable }) => !readable);
  if (broken !== undefined) {
    yield unjudged('unread-text', mayStandIn(S3_PROFILE, { file: broken.manifest.file }));
    return;
  }
  yield unseen(topology, { kind: S3_PROFILE, name, isKeptHere: configs.length > 0 }) ??
    problem(cluster, name, profiles);
}

function problem(cluster: Manifest, name: string, profiles: readonly S3Profile[]): Problem {
  const names = profiles.map((profile) => profile.name);
  const meant = similarName(name, names);
  const shown = profiles.find((profile) => profile.name === meant) ?? profiles[0];
  return {
    manifest: cluster,
    path: field,
    message: `${nameOf(cluster)} names S3 profile ${quoted(name)}, which Ramen's configuration does not have`,
    label: 'no profile of this name',
    ...(shown === undefined
      ? {}
      : {
          related: [
            {
              manifest: shown.config.manifest,
              within: shown.config,
              path: [...shown.path, 's3ProfileName'],
              message: meant === undefined ? 'profiles are declared here' : 'a profile with a similar name',
            },
          ],
        }),
    ramen: `s3 profile ${name} not found in RamenConfig`,
    help:
      names.length === 0
        ? noneLeft('S3 profile', name)
        : meant === undefined
          ? `the declared profiles are ${listed(names)}; name one of them, or declare ${quoted(name)}`
          : `write ${meant}${describeDifference(name, meant)}; the field cannot be changed once it is applied`,
  };
}
