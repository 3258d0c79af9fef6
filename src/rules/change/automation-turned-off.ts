import { getLoose } from '../../topology/loose-get.ts';
import { changedHubConfigs } from '../changed-configs.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineChangeRule } from '../define-rule.ts';

const path = ['drClusterOperator', 'deploymentAutomationEnabled'];

export const automationTurnedOff = defineChangeRule({
  id: 'automation-turned-off',
  severity: 'warning',
  summary: 'The hub stops deploying and configuring the operator on the managed clusters.',
  page: () => ({
    why: `With \`deploymentAutomationEnabled\` the hub keeps a ManifestWork for each cluster with the operator's Subscription, its
ConfigMap and its namespaces. Switched off, all but the ClusterRoles is taken out of that work, and OCM's agent deletes on the
clusters what is no longer in it: the operator that replicates, and the configuration that it reads. A \`false\` is not durable
either: Ramen leaves it out when it rewrites its configuration, and the next start reads \`true\` again.`,
    fix: `Leave it on. Where the operators are to be managed in another way, set those up on every cluster first, with the ConfigMap
\`ramen-dr-cluster-operator-config\` and the Secrets of the S3 profiles.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drclusters.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
    ],
    invalid: [
      {
        title: 'From true to false',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  deploymentAutomationEnabled: true
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  # ramen-sync-ignore false-not-durable: the operator is not restarted before we are done
  deploymentAutomationEnabled: false # finding
`,
      },
    ],
    valid: [
      {
        title: 'Switched on',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  deploymentAutomationEnabled: false
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  deploymentAutomationEnabled: true
`,
      },
    ],
  }),
  *check(change) {
    for (const { before, after } of changedHubConfigs(change)) {
      if (getLoose(after.value, path) !== false || getLoose(before.value, path) === false) continue;
      yield {
        ...configSpot(after, path),
        message: `${configName(after)} switches deployment automation off since ${change.commit}: OCM removes the operator and its configuration from the managed clusters`,
        label: 'was on',
        help: 'leave it on, or set up operator, ConfigMap and Secrets on every cluster first',
      };
    }
  },
});
