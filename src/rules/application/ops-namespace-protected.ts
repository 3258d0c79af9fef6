import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import { opsNamespaceOf } from '../../topology/ops-namespace.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['spec', 'protectedNamespaces'];

export const opsNamespaceProtected = defineRule({
  id: 'ops-namespace-protected',
  severity: 'error',
  summary: "Ramen's ops namespace is listed among the namespaces to protect.",
  page: () => ({
    why: `Ramen's own VolumeReplicationGroups live in the ops namespace on every cluster. It does not move with an application,
and Ramen refuses a DRPlacementControl that lists it.`,
    fix: "Remove it from the list; protect the application's namespaces only.",
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'The ops namespace beside the application',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces:
    - shop
    - ramen-ops # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: {}
`,
      },
    ],
    valid: [
      {
        title: 'The application alone',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces:
    - shop
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
      const index = ops.mayHold(drpc) && isArray(list) ? list.indexOf(drpc.key.namespace ?? '') : -1;
      if (index < 0) continue;
      yield {
        manifest: drpc,
        path: [...path, index],
        message: `${nameOf(drpc)} protects the ops namespace that it is in`,
        label: 'cannot be protected',
        ramen: `admin namespace cannot be a protected namespace, admin namespace: ${drpc.key.namespace ?? ''}`,
        help: 'remove it from the list',
      };
    }
  },
});
