import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { opsNamespaceOf } from '../../topology/ops-namespace.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const flag = ['multiNamespace', 'FeatureEnabled'];

export const multiNamespaceDisabled = defineRule({
  id: 'multi-namespace-disabled',
  severity: 'error',
  summary: "A discovered application is to be protected, but Ramen's configuration switches that off.",
  page: () => ({
    why: `With \`multiNamespace.FeatureEnabled: false\` Ramen refuses every DRPlacementControl in its ops namespace. The
application looks declared and is not protected.`,
    fix: 'Set `multiNamespace.FeatureEnabled: true` in the configuration of the hub operator.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
      'https://github.com/RamenDR/ramen/blob/main/api/v1alpha1/ramenconfig_types.go',
    ],
    invalid: [
      {
        title: 'Switched off, and used',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
multiNamespace:
  # ramen-sync-ignore false-not-durable: the loop applies it again
  FeatureEnabled: false
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: ramen-ops # finding
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
      },
    ],
    valid: [
      {
        title: 'Switched on',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: RamenConfig
multiNamespace:
  FeatureEnabled: true
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: ramen-ops
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
      },
    ],
  }),
  *check(topology) {
    const off = topology.ramenConfigs.find(
      ({ role, value }) => role === 'hub' && getAt(value, flag) === false,
    );
    if (off === undefined) return;
    const ops = opsNamespaceOf(topology);
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      if (!ops.holds(drpc)) continue;
      yield {
        manifest: drpc,
        path: ['metadata', 'namespace'],
        message: `${nameOf(drpc)} is in the ops namespace, but multiNamespace is switched off in Ramen's configuration`,
        label: 'Ramen refuses it here',
        related: [{ manifest: off.manifest, within: off, path: flag, message: 'switched off here' }],
        ramen: 'drpc cannot be in admin namespace when multinamespace feature is disabled',
        help: 'set multiNamespace.FeatureEnabled: true',
      };
    }
  },
});
