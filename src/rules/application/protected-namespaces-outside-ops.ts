import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { opsNamespaceOf } from '../../topology/ops-namespace.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['spec', 'protectedNamespaces'];

export const protectedNamespacesOutsideOps = defineRule({
  id: 'protected-namespaces-outside-ops',
  severity: 'error',
  summary: "A DRPlacementControl outside Ramen's ops namespace lists namespaces to protect.",
  page: () => ({
    why: `Only a DRPlacementControl in the ops namespace (\`ramenOpsNamespace\` of Ramen's configuration) may reach into other
namespaces. Anywhere else it protects its own application's namespace, and Ramen refuses the list.`,
    fix: 'Remove `protectedNamespaces`, or move the DRPlacementControl and its Placement to the ops namespace.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: "In the application's own namespace",
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop] # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'In the ops namespace',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
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
    const ops = opsNamespaceOf(topology);
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const list = getAt(drpc.object, path);
      if (!isArray(list) || list.length === 0 || drpc.key.namespace === undefined || ops.mayHold(drpc))
        continue;
      yield {
        manifest: drpc,
        path,
        part: 'key',
        message: `${nameOf(drpc)} lists protectedNamespaces, but is not in the ops namespace ${ops.name}`,
        label: `only in namespace ${ops.name}`,
        ramen: `drpc in non-admin namespace(${drpc.key.namespace}) cannot have protected namespaces, admin-namespaces: ${ops.name}`,
        help: `remove the list, or move the DRPlacementControl and its Placement to ${ops.name}`,
      };
    }
  },
});
