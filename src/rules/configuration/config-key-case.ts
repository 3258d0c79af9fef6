import { getAt } from '../../model/field-path.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { type StrangeKey, strangeKeys } from '../../topology/ramen-config-keys.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';

export const configKeyCase = defineRule({
  id: 'config-key-case',
  severity: 'warning',
  summary: "A key of Ramen's configuration is written in the wrong case.",
  page: () => ({
    why: `Ramen finds the key all the same, because Go's JSON reader does not look at case. At its next start the operator
writes the configuration anew with its own spelling, and whoever compares Git with the cluster, or looks for the key, sees
two different ones.`,
    fix: 'Write the key as Ramen does.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
      'https://pkg.go.dev/encoding/json#Unmarshal',
    ],
    invalid: [
      {
        title: 'A small letter where Ramen has a capital one',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    multiNamespace:
      featureEnabled: true # finding
`,
      },
    ],
    valid: [
      {
        title: 'The key as it is called',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    multiNamespace:
      FeatureEnabled: true
`,
      },
    ],
  }),
  fixable: true,
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      for (const strange of strangeKeys(config.value)) {
        if (strange.inCase !== undefined) yield problem(config, strange, strange.inCase);
      }
    }
  },
});

function problem(config: RamenConfigDocument, { path }: StrangeKey, right: string): Problem {
  const isTwice = getAt(config.value, [...path.slice(0, -1), right]) !== undefined;
  return {
    ...configSpot(config, path, 'key'),
    message: `${configName(config)} has key ${String(path.at(-1))}, which Ramen spells ${right}`,
    label: `must be ${right}`,
    help: isTwice ? `remove it: ${right} is there too` : `write ${right}`,
    ...(isTwice ? {} : { fix: { type: 'rename-key', path, to: right } as const }),
  };
}
