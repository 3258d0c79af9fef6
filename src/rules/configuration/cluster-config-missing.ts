import { ramenKey } from '../../model/annotations.ts';
import { automationFlag, clusterConfigs, declaredFlag, hubConfigs } from '../../topology/config-flags.ts';
import { clustersFor } from '../../topology/manifest-clusters.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';
import { unseen } from '../unseen.ts';
import { listed } from '../wording.ts';

export const clusterConfigMissing = defineRule({
  id: 'cluster-config-missing',
  severity: 'warning',
  summary: "The hub's automation is off, and a cluster has no configuration in Git, though another has.",
  page: () => ({
    why: `Without automation the hub sends a cluster neither configuration nor Secrets. Its operator then runs with defaults and
without S3 profiles, and can protect no volume. Where the repository holds no such configuration at all, this is not judged.`,
    fix: `Add ConfigMap \`${ramenKey.clusterConfigName}\` for each cluster, with the profiles of the hub.`,
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusters.go'],
    invalid: [
      {
        title: 'One of two',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  # ramen-sync-ignore false-not-durable: the loop runs on this hub
  deploymentAutomationEnabled: false # finding
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
    volSync: { disabled: true }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: one }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: one }
`,
      },
    ],
    valid: [
      {
        title: 'For each cluster',
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
  annotations: { ramen-sync.io/cluster: "*" }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
  }),
  *check(topology) {
    const hub = hubConfigs(topology).find((config) => declaredFlag(config, automationFlag) === false);
    const configs = clusterConfigs(topology);
    if (hub === undefined || topology.ramenConfigs.some(({ readable }) => !readable)) return;
    const find = clustersFor(topology);
    const served = new Set(configs.flatMap(({ manifest }) => find(manifest)));
    const missing = topology.managedClusters.filter((name) => !served.has(name));
    if (missing.length === 0) return;
    const target = { kind: 'ConfigMap', name: ramenKey.clusterConfigName, isKeptHere: configs.length > 0 };
    yield unseen(topology, target) ?? {
      ...configSpot(hub, automationFlag),
      message: `${configName(hub)} sends nothing to the clusters, and for ${listed(missing)} no configuration is in Git`,
      label: 'the hub sends no configuration',
      related: configs.slice(0, 1).map(({ manifest }) => ({
        manifest,
        path: ['metadata', 'name'],
        message: 'another cluster has one',
      })),
      help: `add ConfigMap ${ramenKey.clusterConfigName} for ${listed(missing)}`,
    };
  },
});
