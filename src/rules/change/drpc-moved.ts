import { defineChangeRule } from '../define-rule.ts';
import { replacedControls } from '../vanished-objects.ts';
import { nameOf } from '../wording.ts';

export const drpcMoved = defineChangeRule({
  id: 'drpc-moved',
  severity: 'warning',
  summary: 'A DRPlacementControl gets another namespace.',
  page: () => ({
    why: `An object cannot change its namespace: this is a second DRPlacementControl, for the Placement and the volume claims of
another namespace, while the first one stays on the hub and goes on protecting the old one. ramen-sync deletes nothing because
Git does not have it. Where another tool prunes the first one, its replica and its metadata in S3 are deleted with it.`,
    fix: `Write the old namespace back. Where the application really moves, retire the old DRPlacementControl with a Removal when
nothing of the application is left in the old namespace.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'From shop to shop-prod',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: shop-prod # finding
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'The same name twice, in two namespaces',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop-test }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(change) {
    for (const { before, after } of replacedControls(change).moved) {
      const then = before.key.namespace ?? 'no namespace';
      yield {
        manifest: after,
        path: ['metadata', 'namespace'],
        message: `${nameOf(after)} was in ${then} at ${change.commit}: a second object, while the first stays on the hub`,
        label: `was ${then}`,
        help: `write ${then} again, or retire ${nameOf(before)} with a Removal when nothing of it is left there`,
      };
    }
  },
});
