import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import { opsNamespaceOf } from '../../topology/ops-namespace.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const kubeObjectsNotProtected = defineRule({
  id: 'kube-objects-not-protected',
  severity: 'warning',
  summary: 'Of a discovered application only the volumes are protected.',
  page: () => ({
    why: `Nobody delivers a discovered application to the other cluster: what Ramen has not captured is not there after a
failover. Without \`kubeObjectProtection\` it captures nothing but the volumes, so the data arrives and no Deployment,
Service or Secret that uses it.`,
    fix: `Add \`kubeObjectProtection\`, empty for everything in the protected namespaces, or with a selector or a Recipe. Where
something else delivers the objects, silence the rule and say what does.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_recipe.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/vrg_kubeobjects.go',
    ],
    invalid: [
      {
        title: 'Volumes without an application',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec: # finding
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'The objects of the application too',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection:
    captureInterval: 30m
`,
      },
      {
        title: 'An application in its own namespace comes with its Placement',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    const ops = opsNamespaceOf(topology);
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const path = ['spec', 'kubeObjectProtection'];
      if (!ops.holds(drpc) || (getAt(drpc.object, path) ?? undefined) !== undefined) continue;
      yield {
        manifest: drpc,
        path,
        message: `${nameOf(drpc)} protects volumes, but none of the objects that use them`,
        label: 'kubeObjectProtection is missing here',
        help: 'add kubeObjectProtection: {}, or with a selector or a Recipe',
      };
    }
  },
});
