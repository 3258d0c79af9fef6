import { clustersFor } from '../../topology/manifest-clusters.ts';
import type { RamenConfigDocument } from '../../topology/ramen-config.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';

export const secondHubConfig = defineRule({
  id: 'second-hub-config',
  severity: 'warning',
  summary: 'Two configurations are meant for one hub.',
  page: () => ({
    why: `A hub has one operator, which reads the one ConfigMap of its own namespace. The other one is read by nobody, though it
looks as if its profiles were there.`,
    fix: 'Merge the two, or remove the one that is not in the namespace of the operator.',
    links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go'],
    invalid: [
      {
        title: 'In two namespaces',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-hub-operator-config
  namespace: openshift-operators # finding
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
    valid: [
      {
        title: 'Two hubs',
        yaml: `apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system, annotations: { ramen-sync.io/cluster: hub } }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: ramen-hub-operator-config, namespace: ramen-system, annotations: { ramen-sync.io/cluster: hub-2 } }
data:
  ramen_manager_config.yaml: |
    volSync: { disabled: true }
`,
      },
    ],
  }),
  *check(topology) {
    const find = clustersFor(topology);
    const first = new Map<string, RamenConfigDocument>();
    for (const config of topology.ramenConfigs) {
      const hub = find(config.manifest).join(',');
      const earlier = config.role === 'hub' ? first.get(hub) : undefined;
      if (config.role === 'hub' && earlier === undefined) first.set(hub, config);
      // In one namespace the two are one object, which has a rule of its own.
      if (earlier === undefined || earlier.key.namespace === config.key.namespace) continue;
      yield {
        ...(config.manifest.key.namespace === undefined
          ? configSpot(config, [])
          : { manifest: config.manifest, path: ['metadata', 'namespace'] }),
        message: `${configName(config)} is a second configuration for the same hub; an operator reads one`,
        label: 'one of the two is read by nobody',
        related: [
          {
            manifest: earlier.manifest,
            path: ['metadata', 'name'],
            message: `the first: ${configName(earlier)}`,
          },
        ],
        help: 'merge the two, or remove the one that is not in the namespace of the operator',
      };
    }
  },
});
