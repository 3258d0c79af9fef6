import {
  automationFlag,
  clusterConfigs,
  declaredFlag,
  distributionFlag,
  hubConfigs,
} from '../../topology/config-flags.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

export const hubSwitchOnCluster = defineRule({
  id: 'hub-switch-on-cluster',
  severity: 'warning',
  summary: 'A switch that only the hub reads is on in the configuration of a cluster.',
  page: () => ({
    why: `Only the hub deploys operators and distributes Secrets. In the ConfigMap of a cluster the switch does nothing; and where
it was copied from a hub that has it on, the hub writes this ConfigMap itself, and Git fights with it.`,
    fix: 'Remove the switch, or the whole ConfigMap where the hub deploys.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusters.go'],
    invalid: [
      {
        title: "Copied from the hub's",
        yaml: `apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: dr1 }
data:
  ramen_manager_config.yaml: |
    drClusterOperator:
      deploymentAutomationEnabled: true # finding
`,
      },
    ],
    valid: [
      {
        title: 'On the hub',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  deploymentAutomationEnabled: true
`,
      },
    ],
  }),
  fixable: true,
  *check(topology) {
    // Where the hub deploys, the whole ConfigMap is wrong: another rule says so.
    if (hubConfigs(topology).some((config) => declaredFlag(config, automationFlag) === true)) return;
    for (const config of clusterConfigs(topology)) {
      for (const flag of [automationFlag, distributionFlag]) {
        if (declaredFlag(config, flag) !== true) continue;
        yield {
          ...configSpot(config, flag),
          message: `${configName(config)} has ${flag.join('.')}: true, which only the hub reads`,
          label: 'without effect here',
          help: 'remove it; where the hub deploys, remove the whole ConfigMap',
          fix: { type: 'remove', path: flag },
        };
      }
    }
  },
});
