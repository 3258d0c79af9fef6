import { ramenKey } from '../../model/annotations.ts';
import { automationFlag, declaredFlag } from '../../topology/config-flags.ts';
import { getLoose } from '../../topology/loose-get.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

export const leaderElectionMissing = defineRule({
  id: 'leader-election-missing',
  severity: 'warning',
  summary: "The hub's configuration switches automation on, but has no leader election.",
  page: () => ({
    why: `To install the operator on a cluster, the hub copies its configuration and writes the cluster's own name of the lease
into \`leaderElection\`, without looking whether that is there. Without it the attempt ends in a panic each time, and the
cluster is never deployed to. An operator that starts with such a text fills the section in; one that runs does not.`,
    fix: 'Add `leaderElection` to the text.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusters.go'],
    invalid: [
      {
        title: 'A configuration without leaderElection',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    drClusterOperator:
      deploymentAutomationEnabled: true # finding
      s3SecretDistributionEnabled: true
`,
      },
    ],
    valid: [
      {
        title: 'With leaderElection',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    leaderElection: { leaderElect: true, resourceName: hub.ramendr.openshift.io }
    drClusterOperator:
      deploymentAutomationEnabled: true
      s3SecretDistributionEnabled: true
`,
      },
      {
        title: 'A plain RamenConfig is merged into what the operator has',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  deploymentAutomationEnabled: true
  s3SecretDistributionEnabled: true
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      if (config.role !== 'hub' || config.spelling !== 'config-map') continue;
      if (declaredFlag(config, automationFlag) !== true) continue;
      if (getLoose(config.value, ['leaderElection']) !== undefined) continue;
      yield {
        ...configSpot(config, automationFlag),
        message: `${configName(config)} switches deployment automation on, which needs leaderElection beside it`,
        label: 'needs leaderElection',
        help: `add leaderElection with leaderElect: true and resourceName: hub.ramendr.openshift.io to ${ramenKey.configKey}`,
      };
    }
  },
});
