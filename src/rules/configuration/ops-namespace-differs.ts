import {
  automationFlag,
  clusterConfigs,
  declaredFlag,
  declaredText,
  hubConfigs,
} from '../../topology/config-flags.ts';
import { configName, configSpot } from '../config-spot.ts';
import { defineRule } from '../define-rule.ts';
import { quoted } from '../wording.ts';

const field = ['ramenOpsNamespace'];

export const opsNamespaceDiffers = defineRule({
  id: 'ops-namespace-differs',
  severity: 'error',
  summary: 'Hub and cluster name different namespaces for discovered applications.',
  page: () => ({
    why: `The hub puts what protects a discovered application into \`ramenOpsNamespace\` of each cluster, and the operator there
accepts protected namespaces only in its own \`ramenOpsNamespace\`. Where the two differ, it refuses every such application.`,
    fix: 'Write the same namespace in both.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/ramenconfig.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/volumereplicationgroup_controller.go',
    ],
    invalid: [
      {
        title: 'Two names',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
ramenOpsNamespace: ramen-ops
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: dr1 }
data:
  ramen_manager_config.yaml: |
    ramenOpsNamespace: openshift-dr-ops # finding
`,
      },
    ],
    valid: [
      {
        title: 'One name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
ramenOpsNamespace: ramen-ops
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: ramen-dr-cluster-operator-config
  namespace: ramen-system
  annotations: { ramen-sync.io/cluster: dr1 }
data:
  ramen_manager_config.yaml: |
    ramenOpsNamespace: ramen-ops
`,
      },
    ],
  }),
  *check(topology) {
    const [hub, second] = hubConfigs(topology);
    if (hub === undefined || second !== undefined || declaredFlag(hub, automationFlag) === true) return;
    const ofHub = declaredText(hub, field);
    if (ofHub === undefined) return;
    for (const config of clusterConfigs(topology)) {
      const own = declaredText(config, field);
      if (own === undefined || own === ofHub) continue;
      yield {
        ...configSpot(config, field),
        message: `${configName(config)} has ramenOpsNamespace ${quoted(own)}, the hub has ${quoted(ofHub)}`,
        label: "not the hub's",
        related: [{ ...configSpot(hub, field), message: 'on the hub' }],
        help: `write ${ofHub}`,
      };
    }
  },
});
