import { declaredFlag } from '../../topology/config-flags.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

/** Booleans that are true by default and are left out of the text where they are false (omitempty). */
const flags: readonly (readonly string[])[] = [
  ['drClusterOperator', 'deploymentAutomationEnabled'],
  ['drClusterOperator', 's3SecretDistributionEnabled'],
  ['volumeUnprotectionEnabled'],
  ['retainNamespaceSCCAcrossPeers'],
  ['multiNamespace', 'FeatureEnabled'],
  ['multiNamespace', 'volsyncSupported'],
];

export const falseNotDurable = defineRule({
  id: 'false-not-durable',
  severity: 'warning',
  summary: "A `false` in Ramen's configuration is lost when the operator starts twice.",
  page: () => ({
    why: `At its start the operator writes its configuration anew, and Go leaves out what is \`false\` there. At the start after
that the key is missing, and the default counts: \`true\`. Whoever applies Git again puts the \`false\` back, but between the
start and that moment the operator acts as if it were on.`,
    fix: `Nothing in Git makes it durable. Keep the loop running, apply soon after each start of the operator, and silence this
finding with that reason.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
    ],
    invalid: [
      {
        title: 'Volumes that are no longer selected should stay protected',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
volumeUnprotectionEnabled: false # finding
`,
      },
    ],
    valid: [
      {
        title: 'A switch that is off by default is no trouble',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
volumeUnprotectionEnabled: true
kubeObjectProtection: { disabled: false }
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      for (const flag of flags) {
        if (declaredFlag(config, flag) !== false) continue;
        yield {
          ...configSpot(config, flag),
          message: `${configName(config)} has ${flag.join('.')}: false, which the operator drops when it starts`,
          label: 'true again after the second start',
          help: 'apply again after each start of the operator, or let the loop do it; silence this with that reason',
        };
      }
    }
  },
});
