import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { opsNamespaceOf } from '../../topology/ops-namespace.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['spec', 'protectedNamespaces'];

export const protectedNamespacesMissing = defineRule({
  id: 'protected-namespaces-missing',
  severity: 'error',
  summary: "A DRPlacementControl in Ramen's ops namespace says nothing of what it protects.",
  page: () => ({
    why: `In the ops namespace there is no application, so Ramen demands the namespaces by name and refuses a
DRPlacementControl without them.`,
    fix: "List the application's namespaces in `protectedNamespaces`.",
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'No namespaces',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec: # finding
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
      },
    ],
    valid: [
      {
        title: 'The namespace of the application',
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
      if (!ops.holds(drpc) || (isArray(list) && list.length > 0)) continue;
      yield {
        manifest: drpc,
        path,
        message: `${nameOf(drpc)} is in the ops namespace, but has no protectedNamespaces`,
        label: 'protectedNamespaces is missing here',
        ramen: 'drpc in admin namespace must have protected namespaces',
        help: "list the application's namespaces",
      };
    }
  },
});
