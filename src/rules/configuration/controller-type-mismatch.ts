import { declaredText } from '../../topology/config-flags.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

const field = ['ramenControllerType'];

export const controllerTypeMismatch = defineRule({
  id: 'controller-type-mismatch',
  severity: 'warning',
  summary: 'ramenControllerType names the other operator than the ConfigMap does.',
  page: () => ({
    why: `Ramen 0.1 decides by this key which of its two operators it is: with the wrong one the hub runs the controllers of a
cluster. Later releases do not read it.`,
    fix: 'Write `dr-hub` in the ConfigMap of the hub and `dr-cluster` in that of a cluster, or leave the key out for a newer Ramen.',
    links: ['https://github.com/RamenDR/ramen/blob/release-0.1/cmd/main.go'],
    invalid: [
      {
        title: 'A hub that says it is a cluster',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    ramenControllerType: dr-cluster # finding
`,
      },
    ],
    valid: [
      {
        title: 'The same on both',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    ramenControllerType: dr-hub
`,
      },
    ],
  }),
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      if (config.spelling !== 'config-map') continue;
      const declared = declaredText(config, field);
      const right = config.role === 'hub' ? 'dr-hub' : 'dr-cluster';
      if ((declared !== 'dr-hub' && declared !== 'dr-cluster') || declared === right) continue;
      yield {
        ...configSpot(config, field),
        message: `${configName(config)} has ramenControllerType ${declared}, but its name is that of the ${right} operator`,
        label: `must be ${right}`,
        related: [
          { manifest: config.manifest, path: ['metadata', 'name'], message: 'the name says otherwise' },
        ],
        help: `write ${right}, or rename the ConfigMap`,
      };
    }
  },
});
