import type { Kind } from '../../kinds/define-kind.ts';
import { drCluster } from '../../kinds/dr-cluster.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { drPolicy } from '../../kinds/dr-policy.ts';
import { kindOf } from '../../kinds/registry.ts';
import type { Manifest } from '../../model/manifest.ts';
import { unreadThatMayHold } from '../../topology/topology.ts';
import { gone } from '../change-wording.ts';
import { defineChangeRule, unjudged } from '../define-rule.ts';
import { askedRemovals, removalKey, replacedControls } from '../vanished-objects.ts';
import { mayStandIn, nameOf } from '../wording.ts';

/** What stays on the hub if nobody says otherwise, and what that means. */
const kept: ReadonlyMap<Kind, string> = new Map([
  [drPlacementControl, 'the application stays protected as it was, and nobody can change it from Git'],
  [drPolicy, 'it stays on the hub, and applications can go on using it'],
  [drCluster, 'it stays on the hub, with its operator on the cluster'],
]);

export const objectRemoved = defineChangeRule({
  id: 'object-removed',
  severity: 'warning',
  summary: 'An object of disaster recovery goes from Git, but not from the hub.',
  page: () => ({
    why: `ramen-sync deletes nothing because Git does not have it: deleting a DRPlacementControl ends the protection of its
application, deleting a DRPolicy blocks every failover of the applications that use it. So the object stays on the hub as it
is, and from now on nothing in Git tells of it.`,
    fix: `To delete it, say so in a Removal, which names the object by its UID (\`ramen-sync plan\` prints it). To keep it, put the
document back. Where it is deleted already, silence the rule on the first document of the file or in \`ramen-sync.yaml\`.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'A DRPlacementControl is left out',
        before: `apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: v1 # finding
kind: Namespace
metadata: { name: shop }
`,
      },
    ],
    valid: [
      {
        title: 'With a Removal that names it',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
        yaml: `apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: retire-cart }
spec:
  objects:
    - { kind: DRPlacementControl, namespace: shop, name: cart, uid: 6f0c2d3e-0000-4000-8000-000000000000 }
  reason: application retired
  expires: 2099-12-31
`,
      },
      {
        title: 'Only the order of the documents changes',
        before: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2 }
`,
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr2 }
spec: { s3ProfileName: minio-on-dr2 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRCluster
metadata: { name: dr1 }
spec: { s3ProfileName: minio-on-dr1 }
`,
      },
    ],
  }),
  *check(change) {
    const { renamed, moved } = replacedControls(change);
    const asked = askedRemovals(change);
    const first = firstByFile(change.vanished.length === 0 ? [] : change.after.manifests);
    const told = new Set([...renamed, ...moved].map(({ before }) => before));
    for (const manifest of change.vanished) {
      const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
      const means = kind === undefined ? undefined : kept.get(kind);
      if (means === undefined || told.has(manifest) || asked.has(removalKey(manifest.key))) continue;
      const unread = unreadThatMayHold(change.after, manifest.key.name);
      if (unread !== undefined) {
        yield unjudged('unread-text', mayStandIn(nameOf(manifest), unread));
        continue;
      }
      yield {
        manifest: gone(manifest, first.get(manifest.file)),
        path: [],
        message: `${nameOf(manifest)} of ${change.commit} is not here any more, and no Removal names it: ${means}`,
        label: 'it was in this file',
        help: 'add a Removal that names it by its UID, or put the document back',
      };
    }
  },
});

function firstByFile(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  const first = new Map<string, Manifest>();
  for (const manifest of manifests) if (!first.has(manifest.file)) first.set(manifest.file, manifest);
  return first;
}
