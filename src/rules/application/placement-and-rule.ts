import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { placement } from '../../kinds/placement.ts';
import { placementRule } from '../../kinds/placement-rule.ts';
import { getString } from '../../model/field-path.ts';
import { findManifest, manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const placementAndRule = defineRule({
  id: 'placement-and-rule',
  severity: 'error',
  summary: 'A Placement and a PlacementRule of one name, and a DRPlacementControl that refers to it.',
  page: () => ({
    why: `Ramen looks for both, whatever kind the reference names. Where it finds both it does not choose, and the application is
not protected.`,
    fix: 'Remove the one that the application no longer follows; usually the PlacementRule, which OCM has deprecated.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'The old one was left behind',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec: { numberOfClusters: 1 }
---
apiVersion: apps.open-cluster-management.io/v1
kind: PlacementRule
metadata:
  name: cart # finding
  namespace: shop
spec: { schedulerName: ramen, clusterReplicas: 1 }
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
      },
    ],
    valid: [
      {
        title: 'One of them',
        yaml: `apiVersion: apps.open-cluster-management.io/v1
kind: PlacementRule
metadata:
  name: cart
  namespace: shop
spec: { schedulerName: ramen, clusterReplicas: 1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: PlacementRule, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    if (manifestsOf(topology, placementRule).length === 0) return;
    const told = new Set<unknown>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
      const [one, other] = [placement, placementRule].map((kind) =>
        findManifest(topology, kind, name, drpc.key.namespace),
      );
      if (one === undefined || other === undefined || told.has(other)) continue;
      told.add(other);
      yield {
        manifest: other,
        path: ['metadata', 'name'],
        message: `${nameOf(other)} has the name of a Placement that ${nameOf(drpc)} refers to`,
        label: 'the same name',
        related: [
          { manifest: one, path: ['metadata', 'name'], message: 'the Placement' },
          { manifest: drpc, path: ['spec', 'placementRef', 'name'], message: 'referred to here' },
        ],
        ramen: "can't proceed. Placement and PlacementRule CR with the same name exist in the same namespace",
        help: 'remove one of the two',
      };
    }
  },
});
