import { drCluster } from '../../kinds/dr-cluster.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { policyPairs } from '../../topology/policy-pairs.ts';
import { parseEndpoint, type S3Profile, s3ProfilesByName } from '../../topology/s3-profiles.ts';
import { findManifest, manifestsOf } from '../../topology/topology.ts';
import { profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 's3ProfileName'];

export const s3ProfileOfOneCluster = defineRule({
  id: 's3-profile-of-one-cluster',
  severity: 'warning',
  summary: 'Both clusters of a DRPolicy use one S3 profile that seems to belong to one of them.',
  page: () => ({
    why: `Ramen writes what an application is recovered from to the stores of both clusters. With one profile for both there is
one store, and where it stands on one of the two clusters it is lost with it. The finding is made where the profile or its
endpoint carries the name of just one of the clusters, or where a profile is declared that no cluster uses. One store that stands
elsewhere is fine.`,
    fix: 'Give each cluster the profile of its own store; or name the profile for where it is.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/util/drpolicy_util.go',
    ],
    invalid: [
      {
        title: 'The store of dr1 for both',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: store }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec:
  s3ProfileName: store # finding
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: store
    s3Bucket: ramen
    s3CompatibleEndpoint: https://minio.dr1.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3 }
`,
      },
    ],
    valid: [
      {
        title: 'One store that stands elsewhere',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: store }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: store }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: store
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.us-east-1.amazonaws.com
    s3Region: us-east-1
    s3SecretRef: { name: s3 }
`,
      },
    ],
  }),
  *check(topology) {
    const profiles = s3ProfilesByName(topology.s3Profiles);
    const used = new Set(manifestsOf(topology, drCluster).map(({ object }) => getString(object, field)));
    const unused = [...profiles.values()].find(({ name }) => !used.has(name));
    const told = new Set<Manifest>();
    for (const { clusters } of policyPairs(topology)) {
      const [first, second] = clusters.map((name) => findManifest(topology, drCluster, name));
      if (first === undefined || second === undefined || told.has(second)) continue;
      const name = getString(first.object, field) ?? '';
      const profile = getString(second.object, field) === name ? profiles.get(name) : undefined;
      if (profile === undefined) continue;
      told.add(second);
      const owner = ownerOf(profile, clusters);
      if (owner !== undefined || unused !== undefined) yield problem(first, second, profile, owner, unused);
    }
  },
});

/** The one cluster whose name the profile or its endpoint carries. */
function ownerOf(profile: S3Profile, clusters: readonly string[]): string | undefined {
  const host = profile.endpoint === undefined ? undefined : parseEndpoint(profile.endpoint)?.hostname;
  // A region of a cloud is no cluster, whatever the clusters there are called.
  const isCloud = host?.endsWith('.amazonaws.com') === true;
  const text = `${profile.name} ${isCloud ? '' : (host ?? '')}`.toLowerCase();
  const parts = text.split(/[^a-z0-9-]+/);
  const named = clusters.filter((name) => parts.some(isOf(name)));
  return named.length === 1 ? named[0] : undefined;
}

function isOf(cluster: string): (part: string) => boolean {
  return (part) => part === cluster || part.endsWith(`-${cluster}`) || part.startsWith(`${cluster}-`);
}

function problem(
  first: Manifest,
  second: Manifest,
  profile: S3Profile,
  owner: string | undefined,
  unused: S3Profile | undefined,
): Problem {
  const why =
    owner === undefined
      ? `while ${quoted(unused?.name ?? '')} is used by none`
      : `which looks like the store of ${owner} alone`;
  return {
    manifest: second,
    path: field,
    message: `${nameOf(second)} uses the same S3 profile as ${first.key.name}, ${why}`,
    label: 'the same as the other cluster',
    related: [
      { manifest: first, path: field, message: 'the other cluster of the pair' },
      owner === undefined && unused !== undefined
        ? { ...profileSpot(unused, ['s3ProfileName']), message: 'nobody uses this one' }
        : { ...profileSpot(profile, ['s3ProfileName']), message: 'declared here' },
    ],
    help: 'give each cluster the profile of its own store; the field cannot be changed once it is applied',
  };
}
