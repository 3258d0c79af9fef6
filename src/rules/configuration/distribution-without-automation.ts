import { automationFlag, declaredFlag, distributionFlag } from '../../topology/config-flags.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

export const distributionWithoutAutomation = defineRule({
  id: 'distribution-without-automation',
  severity: 'warning',
  summary: 'The hub is to distribute S3 Secrets, but its automation is off.',
  page: () => ({
    why: `Ramen sends the Secrets of its profiles to the clusters only where both switches are on. With this one alone nothing is
sent, the operators on the clusters cannot open the stores, and volumes are not protected.`,
    fix: 'Switch `deploymentAutomationEnabled` on too, or keep configuration and Secrets of each cluster in Git.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drpolicy.go',
      'https://github.com/RamenDR/ramen/issues/818',
    ],
    invalid: [
      {
        title: 'One of two',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  s3SecretDistributionEnabled: true # finding
  # ramen-sync-ignore false-not-durable: the loop runs on this hub
  deploymentAutomationEnabled: false
`,
      },
    ],
    valid: [
      {
        title: 'Both',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
drClusterOperator:
  s3SecretDistributionEnabled: true
  deploymentAutomationEnabled: true
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      if (config.role !== 'hub' || declaredFlag(config, distributionFlag) !== true) continue;
      if (declaredFlag(config, automationFlag) !== false) continue;
      yield {
        ...configSpot(config, distributionFlag),
        message: `${configName(config)} wants Secrets distributed, which needs deploymentAutomationEnabled too`,
        label: 'without effect',
        related: [{ ...configSpot(config, automationFlag), message: 'switched off here' }],
        help: 'set deploymentAutomationEnabled: true, or set this to false and keep the Secrets of each cluster in Git',
      };
    }
  },
});
