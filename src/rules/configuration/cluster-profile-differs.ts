import { automationFlag, clusterConfigs, declaredFlag, hubConfigs } from '../../topology/config-flags.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { readS3Profiles, type S3Profile, s3ProfilesByName, s3StoreOf } from '../../topology/s3-profiles.ts';
import { configName, configSpot, profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, quoted } from '../wording.ts';

export const clusterProfileDiffers = defineRule({
  id: 'cluster-profile-differs',
  severity: 'warning',
  summary: 'The S3 profiles of a cluster are not those of the hub.',
  page: () => ({
    why: `The hub tells each cluster by name which stores to write to: those of both clusters of the policy. A profile that the
cluster does not have, or that leads to another bucket there, means that its data is not where the hub looks for it.`,
    fix: 'Make the profiles of the cluster the same as those of the hub.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusters.go',
    ],
    invalid: [
      {
        title: 'One is missing, the other leads elsewhere',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.one.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
  - s3ProfileName: two
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.two.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-two }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: dr1 }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles: # finding
      - s3ProfileName: one
        s3Bucket: ramen-dr1 # finding
        s3CompatibleEndpoint: https://s3.one.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-one }
`,
      },
    ],
    valid: [
      {
        title: 'The same',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
s3StoreProfiles:
  - s3ProfileName: one
    s3Bucket: ramen
    s3CompatibleEndpoint: https://s3.one.example.com
    s3Region: us-east-1
    s3SecretRef: { name: s3-one }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: dr1 }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: one
        s3Bucket: ramen
        s3CompatibleEndpoint: https://s3.one.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3-one }
`,
      },
    ],
  }),
  *check(topology) {
    const [hub, second] = hubConfigs(topology);
    // With automation on the hub overwrites the cluster's: another rule says so.
    if (hub === undefined || second !== undefined || declaredFlag(hub, automationFlag) === true) return;
    const ofHub = s3ProfilesByName(readS3Profiles(hub));
    for (const config of clusterConfigs(topology)) yield* checkConfig(config, hub, ofHub);
  },
});

function* checkConfig(
  config: RamenConfigDocument,
  hub: RamenConfigDocument,
  ofHub: ReadonlyMap<string, S3Profile>,
): Iterable<Problem> {
  const own = s3ProfilesByName(readS3Profiles(config));
  if (own.size === 0) return;
  const missing = [...ofHub.keys()].filter((name) => !own.has(name));
  if (missing.length > 0) {
    yield {
      ...configSpot(config, ['s3StoreProfiles'], 'key'),
      message: `${configName(config)} lacks S3 ${missing.length === 1 ? 'profile' : 'profiles'} ${listed(missing.map(quoted))} of the hub`,
      label: 'not all profiles of the hub',
      related: [{ ...configSpot(hub, ['s3StoreProfiles'], 'key'), message: 'the profiles of the hub' }],
      help: 'add what the hub has',
    };
  }
  for (const profile of own.values()) yield* compare(profile, ofHub.get(profile.name));
}

function* compare(profile: S3Profile, hubs: S3Profile | undefined): Iterable<Problem> {
  const [here, there] = [s3StoreOf(profile), hubs === undefined ? undefined : s3StoreOf(hubs)];
  if (hubs === undefined || here === undefined || there === undefined || here === there) return;
  const field = profile.bucket === hubs.bucket ? 's3CompatibleEndpoint' : 's3Bucket';
  yield {
    ...profileSpot(profile, [field]),
    message: `${profileName(profile)} of this cluster leads to another store than the hub's`,
    label: "not the hub's",
    related: [{ ...profileSpot(hubs, [field]), message: 'on the hub' }],
    help: 'write what the hub has',
  };
}
