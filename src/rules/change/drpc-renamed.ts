import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getString } from '../../model/field-path.ts';
import { defineChangeRule } from '../define-rule.ts';
import { replacedControls } from '../vanished-objects.ts';
import { nameOf, quoted } from '../wording.ts';

export const drpcRenamed = defineChangeRule({
  id: 'drpc-renamed',
  severity: 'error',
  summary: 'A DRPlacementControl gets another name.',
  page: () => ({
    why: `Kubernetes knows no renaming: Git gains one object and loses another. The Placement belongs to the DRPlacementControl that
Ramen saw first, so the new one is refused for as long as the old one is there, and ramen-sync deletes nothing because Git
does not have it. Where another tool prunes the old one, its replica and its metadata in S3 are deleted first, and after a
failover the new one takes the application for a new one: it is deployed on \`preferredCluster\` on empty volumes.`,
    fix: `Write the old name back: nobody but people reads it. To change it all the same, retire the old DRPlacementControl with a
Removal, wait until it is gone, then add the new one with \`preferredCluster\` where the application runs; until its first
sync the application is not protected.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'Another name for the same Placement',
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
  name: cart-drpc # finding
  namespace: shop
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
        title: 'An application more',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: orders, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: orders }
  pvcSelector: { matchLabels: { app: orders } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: { matchLabels: { app: cart } }
`,
      },
    ],
  }),
  *check(change) {
    for (const { before, after } of replacedControls(change).renamed) {
      const { name, namespace = '' } = after.key;
      const placement = getString(after.object, ['spec', 'placementRef', 'name']) ?? '';
      yield {
        manifest: after,
        path: ['metadata', 'name'],
        message: `${nameOf(before)} of ${change.commit} is called ${quoted(name)} now: two ${drPlacementControl.kind}s for Placement ${quoted(placement)}`,
        label: `was ${before.key.name}`,
        ramen: `object ${placement} not owned by this DRPC '${name}/${namespace}'`,
        help: `write ${before.key.name} again; the old object stays on the hub, and the new one cannot have its Placement`,
      };
    }
  },
});
