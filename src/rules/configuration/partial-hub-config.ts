import { ramenKey } from '../../model/annotations.ts';
import { declaredFlag } from '../../topology/config-flags.ts';
import { getLoose } from '../../topology/loose-get.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { listed } from '../wording.ts';

/** What is true by default, and false for an operator that reads a text without it. */
const flags = [
  'drClusterOperator.deploymentAutomationEnabled',
  'drClusterOperator.s3SecretDistributionEnabled',
  'multiNamespace.FeatureEnabled',
  'multiNamespace.volsyncSupported',
  'volumeUnprotectionEnabled',
  'retainNamespaceSCCAcrossPeers',
];

/** What every complete text has; the others came with later releases. */
const essential = [...flags.slice(0, 4), 'ramenOpsNamespace'];

/** Sections that matter at the start only: who writes them writes the whole text. */
const wholeText = ['leaderElection', 'health', 'metrics'];

export const partialHubConfig = defineRule({
  id: 'partial-hub-config',
  severity: 'warning',
  summary: 'A hub configuration that looks complete leaves out switches that are on by default.',
  page: () => ({
    why: `Ramen fills in its defaults when it starts. A text that is applied while it runs is read as it stands: a switch that is
not there counts as \`false\`, a name as empty, until the next start. ramen-sync changes only the keys that Git declares, but
\`kubectl apply\` or a first installation puts this text there as a whole.`,
    fix: 'Write the missing switches down, or declare only what you want to set, as a plain `kind: RamenConfig`.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
    ],
    invalid: [
      {
        title: 'All but the switches',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: | # finding
    health: { healthProbeBindAddress: ":8081" }
    metrics: { bindAddress: "0.0.0.0:9289" }
    leaderElection: { leaderElect: true, resourceName: hub.ramendr.openshift.io }
    ramenOpsNamespace: ramen-ops
    volumeUnprotectionEnabled: true
`,
      },
    ],
    valid: [
      {
        title: 'With the switches',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    health: { healthProbeBindAddress: ":8081" }
    metrics: { bindAddress: "0.0.0.0:9289" }
    leaderElection: { leaderElect: true, resourceName: hub.ramendr.openshift.io }
    ramenOpsNamespace: ramen-ops
    drClusterOperator: { deploymentAutomationEnabled: true, s3SecretDistributionEnabled: true }
    multiNamespace: { FeatureEnabled: true, volsyncSupported: true }
    volumeUnprotectionEnabled: true
    retainNamespaceSCCAcrossPeers: true
`,
      },
      {
        title: 'Only the profiles: ramen-sync merges them',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    s3StoreProfiles: []
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      if (config.role !== 'hub' || config.spelling !== 'config-map' || !config.readable) continue;
      if (wholeText.some((section) => getLoose(config.value, [section]) === undefined)) continue;
      const missing = flags.filter((flag) => declaredFlag(config, flag.split('.')) === undefined);
      if (getLoose(config.value, ['ramenOpsNamespace']) === undefined) missing.push('ramenOpsNamespace');
      if (missing.some((key) => essential.includes(key))) yield problem(config, missing);
    }
  },
});

function problem(config: RamenConfigDocument, missing: readonly string[]): Problem {
  return {
    manifest: config.manifest,
    path: ['data', ramenKey.configKey],
    part: 'key',
    message: `${configName(config)} leaves out ${listed(missing)}; a running operator reads them as false or empty`,
    label: 'not complete',
    related: [
      { ...configSpot(config, ['leaderElection'], 'key'), message: 'a text with this looks complete' },
    ],
    help: 'write them down, as true or as they should be',
  };
}
