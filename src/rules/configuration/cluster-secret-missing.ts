import {
  automationFlag,
  clusterConfigs,
  declaredFlag,
  distributionFlag,
  hubConfigs,
} from '../../topology/config-flags.ts';
import { clustersFor } from '../../topology/manifest-clusters.ts';
import { readS3Profiles, type S3Profile } from '../../topology/s3-profiles.ts';
import { profileName, profileSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { unseen } from '../unseen.ts';
import { quoted } from '../wording.ts';

export const clusterSecretMissing = defineRule({
  id: 'cluster-secret-missing',
  severity: 'error',
  summary: 'The hub distributes no Secrets, and a cluster lacks the one of a profile.',
  page: () => ({
    why: `Where the hub does not distribute them, each cluster needs the Secrets of all profiles of its policies in the namespace
of its own operator. Without one it cannot write to that store, and no volume of it becomes protected. This is judged where the
repository holds S3 Secrets of managed clusters.`,
    fix: 'Add the Secret for that cluster, or let the hub distribute the Secrets.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy.go',
      'https://github.com/RamenDR/ramen/issues/818',
    ],
    invalid: [
      {
        title: 'The second cluster has none',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  # ramen-sync-ignore false-not-durable: the loop runs on this hub
  deploymentAutomationEnabled: false
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: "dr1, dr2" }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: store
        s3Bucket: ramen
        s3CompatibleEndpoint: https://s3.example.com
        s3Region: us-east-1
        s3SecretRef:
          name: s3 # finding
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: s3, namespace: ramen-system, annotations: { ramen-sync.io/cluster: dr1 } }
spec: { encryptedData: { AWS_ACCESS_KEY_ID: AgBy3, AWS_SECRET_ACCESS_KEY: AgCt8 } }
`,
      },
    ],
    valid: [
      {
        title: 'On both',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  # ramen-sync-ignore false-not-durable: the loop runs on this hub
  deploymentAutomationEnabled: false
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: "dr1, dr2" }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles:
      - s3ProfileName: store
        s3Bucket: ramen
        s3CompatibleEndpoint: https://s3.example.com
        s3Region: us-east-1
        s3SecretRef: { name: s3 }
---
apiVersion: bitnami.com/v1alpha1
kind: SealedSecret
metadata: { name: s3, namespace: ramen-system, annotations: { ramen-sync.io/cluster: "dr1, dr2" } }
spec: { encryptedData: { AWS_ACCESS_KEY_ID: AgBy3, AWS_SECRET_ACCESS_KEY: AgCt8 } }
`,
      },
    ],
  }),
  *check(topology) {
    const isOff = hubConfigs(topology).some((config) =>
      [automationFlag, distributionFlag].some((flag) => declaredFlag(config, flag) === false),
    );
    if (!isOff) return;
    const find = clustersFor(topology);
    const there = new Set(
      topology.secrets.flatMap(({ manifest, name }) => find(manifest).map((cluster) => `${cluster}/${name}`)),
    );
    const isKeptHere = [...there].some((place) => !place.startsWith('hub/'));
    for (const config of clusterConfigs(topology)) {
      for (const profile of readS3Profiles(config)) {
        const { secretName: name } = profile;
        if (name === undefined) continue;
        const cluster = find(config.manifest).find((each) => !there.has(`${each}/${name}`));
        if (cluster === undefined) continue;
        yield unseen(topology, { kind: 'Secret', name, isKeptHere }) ?? problem(profile, name, cluster);
      }
    }
  },
});

function problem(profile: S3Profile, name: string, cluster: string): Problem {
  return {
    ...profileSpot(profile, ['s3SecretRef', 'name']),
    message: `${profileName(profile)} refers to Secret ${quoted(name)}, which is not on ${cluster}, and the hub sends none`,
    label: `not on ${cluster}`,
    ramen: `failed to get secret ${profile.secretNamespace ?? ''}/${name}`,
    help: `add Secret ${name} for ${cluster}, or let the hub distribute the Secrets`,
  };
}
