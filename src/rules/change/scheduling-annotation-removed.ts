import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { placement } from '../../kinds/placement.ts';
import { ramenKey } from '../../model/annotations.ts';
import { getString } from '../../model/field-path.ts';
import { annotationOf } from '../../model/live-object.ts';
import { manifestsOf, type Topology } from '../../topology/topology.ts';
import { changedOf } from '../../topology/topology-change.ts';
import { defineChangeRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

const path = ['metadata', 'annotations', ramenKey.schedulingDisabled];

export const schedulingAnnotationRemoved = defineChangeRule({
  id: 'scheduling-annotation-removed',
  severity: 'warning',
  summary: 'A Placement goes back to OCM while its application may still be protected.',
  page: () => ({
    why: `The annotation is what keeps OCM from choosing a cluster. When it goes, OCM schedules at once, by the Placement's own
terms, and can put the application on the cluster that has only a replica of its volumes. That its DRPlacementControl is
leaving Git in the same change does not help: it stays on the hub until its Removal has been carried out.`,
    fix: 'Leave the annotation until the DRPlacementControl is gone from the hub, then remove it in a change of its own.',
    links: [
      'https://github.com/open-cluster-management-io/api/blob/main/cluster/v1beta1/types_placement.go',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'Together with the DRPlacementControl',
        before: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations: { cluster.open-cluster-management.io/experimental-scheduling-disable: "true" }
spec: { numberOfClusters: 1 }
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
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: # finding
  name: cart
  namespace: shop
spec: { numberOfClusters: 1 }
---
apiVersion: ramen-sync.io/v1alpha1
kind: Removal
metadata: { name: unprotect-cart }
spec:
  objects:
    - { kind: DRPlacementControl, namespace: shop, name: cart, uid: 6f0c2d3e-0000-4000-8000-000000000000 }
  reason: needs no protection any more
  expires: 2099-12-31
`,
      },
    ],
    valid: [
      {
        title: 'It was not protected',
        before: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: monitoring
  namespace: shop
  annotations: { cluster.open-cluster-management.io/experimental-scheduling-disable: "true" }
spec: { numberOfClusters: 1 }
`,
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: monitoring, namespace: shop }
spec: { numberOfClusters: 1 }
`,
      },
    ],
  }),
  *check(change) {
    const [was, is] = [protectedPlacements(change.before), protectedPlacements(change.after)];
    for (const { before, after } of changedOf(change, placement)) {
      const id = `${after.key.namespace ?? ''}/${after.key.name}`;
      // While a DRPlacementControl of this revision names it, placement-not-disabled says so.
      if (!was.has(id) || is.has(id)) continue;
      if (annotationOf(before.object, ramenKey.schedulingDisabled) !== 'true') continue;
      if (annotationOf(after.object, ramenKey.schedulingDisabled) === 'true') continue;
      yield {
        manifest: after,
        path,
        message: `${nameOf(after)} is scheduled by OCM again; at ${change.commit} a DRPlacementControl decided for it`,
        label: 'the annotation is gone',
        help: `keep ${ramenKey.schedulingDisabled}: "true" until the DRPlacementControl is gone from the hub`,
      };
    }
  },
});

function protectedPlacements(topology: Topology): ReadonlySet<string> {
  return new Set(
    manifestsOf(topology, drPlacementControl).map(
      ({ key, object }) =>
        `${key.namespace ?? ''}/${getString(object, ['spec', 'placementRef', 'name']) ?? ''}`,
    ),
  );
}
