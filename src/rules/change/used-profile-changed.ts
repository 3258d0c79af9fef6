import { drCluster } from '../../kinds/dr-cluster.ts';
import { type FieldPath, getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type S3Profile, s3ProfilesByName, s3StoreOf } from '../../topology/s3-profiles.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { shown } from '../change-wording.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineChangeRule, type Problem, type RepositoryChange } from '../define-rule.ts';
import { listed } from '../wording.ts';

export const usedProfileChanged = defineChangeRule({
  id: 'used-profile-changed',
  severity: 'warning',
  summary: 'An S3 profile that DRClusters use leads somewhere else.',
  page: () => ({
    why: `Ramen keeps in the store of a profile what it needs to recover each application: the definitions of its volumes and its
objects. It reads the profile anew each time and brings nothing over. With another bucket or endpoint a failover finds an empty
store until everything has been uploaded again, and what was captured of objects before is out of reach. With a region or a
Secret that does not fit, the DRCluster is no longer valid, and its policies with it.`,
    fix: `Copy the objects of the old bucket to the new place first, change the profile then, and watch the DRClusters return to
Validated. A DRCluster cannot change the name of its profile, so the content behind the name is what changes.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/s3utils.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
    ],
    invalid: [
      {
        title: 'Another bucket',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
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
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen-dr1 # finding
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
`,
      },
    ],
    valid: [
      {
        title: 'A profile more, and another order',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
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
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: minio-on-dr3
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr3.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr3 }
  - s3ProfileName: minio-on-dr1
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com/
    s3Region: us-east-1
    s3SecretRef: { name: s3-dr1 }
`,
      },
    ],
  }),
  *check(change) {
    const old = s3ProfilesByName(change.before.s3Profiles);
    const users = usersByProfile(change);
    for (const [name, now] of s3ProfilesByName(change.after.s3Profiles)) {
      const [then, clusters] = [old.get(name), users.get(name)];
      if (then === undefined || clusters === undefined || then === now) continue;
      yield* problems(then, now, clusters, change.commit);
    }
  },
});

/** DRClusters of the old revision: they have something to lose. */
function usersByProfile({ before }: RepositoryChange): ReadonlyMap<string, readonly Manifest[]> {
  const users = new Map<string, Manifest[]>();
  for (const cluster of manifestsOf(before, drCluster)) {
    const name = getString(cluster.object, ['spec', 's3ProfileName']);
    if (name === undefined || name === '') continue;
    const group = users.get(name);
    if (group === undefined) users.set(name, [cluster]);
    else group.push(cluster);
  }
  return users;
}

interface Aspect {
  readonly path: FieldPath;
  readonly what: string;
  readonly of: (profile: S3Profile) => string | undefined;
  readonly help: string;
}

const copy = 'copy the objects of the old place to the new one before this is applied';

const aspects: readonly Aspect[] = [
  { path: ['s3Bucket'], what: 'bucket', of: ({ bucket }) => bucket, help: copy },
  { path: ['s3CompatibleEndpoint'], what: 'endpoint', of: ({ endpoint }) => endpoint, help: copy },
  {
    path: ['s3Region'],
    what: 'region',
    of: ({ region }) => region,
    help: 'make sure that the bucket is in that region: every upload and every failover needs it',
  },
  {
    path: ['s3SecretRef', 'name'],
    what: 'Secret',
    of: ({ secretName, secretNamespace }) =>
      secretName === undefined ? undefined : `${secretNamespace ?? ''}/${secretName}`,
    help: 'make sure that the Secret is there, with keys for the same bucket, before this is applied',
  },
];

function* problems(
  then: S3Profile,
  now: S3Profile,
  clusters: readonly Manifest[],
  commit: string,
): Iterable<Problem> {
  const names = listed(clusters.map(({ key }) => key.name));
  for (const { path, what, of, help } of aspects) {
    const [old, young] = [of(then), of(now)];
    if (old === undefined || young === undefined || old === young) continue;
    // Two spellings of one endpoint.
    if (what === 'endpoint' && then.bucket === now.bucket && s3StoreOf(then) === s3StoreOf(now)) continue;
    yield {
      ...profileSpot(now, path),
      message: `${profileName(now)} changes its ${what} from ${shown(old)} at ${commit} to ${shown(young)} while ${names} ${clusters.length === 1 ? 'uses' : 'use'} it`,
      label: `was ${shown(old)}`,
      help,
    };
  }
}
