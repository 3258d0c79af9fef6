import type { Manifest } from '../../model/manifest.ts';
import {
  automationFlag,
  clusterConfigs,
  declaredFlag,
  distributionFlag,
  hubConfigs,
} from '../../topology/config-flags.ts';
import { clustersFor } from '../../topology/manifest-clusters.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { s3Secrets } from '../../topology/s3-secrets.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed, nameOf } from '../wording.ts';

export const configFightsHub = defineRule({
  id: 'config-fights-hub',
  severity: 'warning',
  summary: 'Git and the hub both write the configuration or the Secrets of a cluster.',
  page: () => ({
    why: `With automation on, the hub sends each cluster a copy of its own configuration by ManifestWork, and its S3 Secrets by
OCM Policy. OCM's agents put back within a minute what somebody else writes there, so what Git says never lasts, and the
operator reads now the one, now the other.`,
    fix: 'Remove the object of the cluster from Git and change the configuration of the hub; or switch the automation off.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusters.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy.go',
    ],
    invalid: [
      {
        title: 'The configuration of a cluster beside a hub that deploys',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator: { deploymentAutomationEnabled: true, s3SecretDistributionEnabled: true }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config # finding
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: dr1 }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
    valid: [
      {
        title: 'Only the hub is in Git',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator: { deploymentAutomationEnabled: true, s3SecretDistributionEnabled: true }
`,
      },
      {
        title: 'Nobody says that the hub deploys',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: dr1 }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
  }),
  *check(topology) {
    const hub = hubConfigs(topology).find((config) => declaredFlag(config, automationFlag) === true);
    if (hub === undefined) return;
    const clusters = clustersFor(topology);
    const managed = (manifest: Manifest) => clusters(manifest).filter((name) => name !== 'hub');
    for (const config of clusterConfigs(topology)) {
      yield problem(config.manifest, configName(config), managed(config.manifest), hub, automationFlag);
    }
    if (declaredFlag(hub, distributionFlag) !== true) return;
    for (const { secret } of s3Secrets(topology)) {
      const names = managed(secret.manifest);
      if (names.length > 0)
        yield problem(secret.manifest, nameOf(secret.manifest), names, hub, distributionFlag);
    }
  },
});

function problem(
  manifest: Manifest,
  name: string,
  clusters: readonly string[],
  hub: RamenConfigDocument,
  flag: readonly string[],
): Problem {
  const where = clusters.length === 0 ? 'a managed cluster' : listed(clusters);
  return {
    manifest,
    path: ['metadata', 'name'],
    message: `${name} is meant for ${where}, where the hub puts its own`,
    label: 'the hub writes this too',
    related: [{ ...configSpot(hub, flag), message: 'the hub is told to here' }],
    help: `remove it from Git, and set on the hub what it says; or set ${flag.at(-1)}: false there`,
  };
}
