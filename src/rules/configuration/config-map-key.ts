import { ramenKey } from '../../model/annotations.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject } from '../../model/json.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { configName } from '../config-spot.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { similarName } from '../similar-name.ts';
import { listed, quoted } from '../wording.ts';

export const configMapKey = defineRule({
  id: 'config-map-key',
  severity: 'error',
  summary: "The ConfigMap of Ramen's configuration lacks the key that Ramen reads.",
  page: () => ({
    why: `Ramen reads the text under \`${ramenKey.configKey}\`. Where it is not there, the configuration is empty: no profile, no
automation.`,
    fix: `Put the text under \`${ramenKey.configKey}\`.`,
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go'],
    invalid: [
      {
        title: 'Named as a file was',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen-manager-config.yaml: "volSync: { disabled: true }" # finding
`,
      },
    ],
    valid: [
      {
        title: 'The key that Ramen reads',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
  }),
  fixable: true,
  *check({ ramenConfigs }) {
    for (const config of ramenConfigs) {
      if (config.spelling !== 'config-map') continue;
      if (getAt(config.manifest.object, ['data', ramenKey.configKey]) === undefined) yield problem(config);
    }
  },
});

function problem(config: RamenConfigDocument): Problem {
  const { manifest } = config;
  const data = getAt(manifest.object, ['data']);
  const keys = Object.keys(isObject(data) ? data : {});
  const [only] = keys;
  const meant = keys.length === 1 ? only : similarName(ramenKey.configKey, keys);
  const path = ['data', meant ?? ramenKey.configKey];
  return {
    manifest,
    path,
    ...(meant === undefined ? {} : { part: 'key' as const }),
    message:
      meant === undefined
        ? `${configName(config)} has no key ${ramenKey.configKey}; there is ${listed(keys)}`
        : `${configName(config)} has key ${quoted(meant)}, but Ramen reads ${ramenKey.configKey}`,
    label: meant === undefined ? `${ramenKey.configKey} is missing here` : `must be ${ramenKey.configKey}`,
    help: meant === undefined ? `add ${ramenKey.configKey}` : `write ${ramenKey.configKey}`,
    ...(meant === undefined ? {} : { fix: { type: 'rename-key', path, to: ramenKey.configKey } as const }),
  };
}
