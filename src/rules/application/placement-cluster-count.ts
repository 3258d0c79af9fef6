import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { getAt } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isPlacementRule, placementOf } from '../../topology/placement-of.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf } from '../wording.ts';

export const placementClusterCount = defineRule({
  id: 'placement-cluster-count',
  severity: 'warning',
  summary: 'A protected Placement asks for more or fewer clusters than one.',
  page: () => ({
    why: `A protected application runs on one of two clusters. Ramen only logs another number and places it on one; but as long
as, or as soon as, OCM schedules the Placement itself, the application runs on as many clusters as it asks for, and
without a number on all that match: two primaries of one volume.`,
    fix: 'Set `numberOfClusters: 1` (in a PlacementRule `clusterReplicas: 1`).',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
      'https://github.com/open-cluster-management-io/api/blob/main/cluster/v1beta1/types_placement.go',
    ],
    invalid: [
      {
        title: 'No number means all',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec: # finding
  predicates: []
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
      {
        title: 'Two replicas',
        yaml: `apiVersion: apps.open-cluster-management.io/v1
kind: PlacementRule
metadata: { name: cart, namespace: shop }
spec:
  schedulerName: ramen
  clusterReplicas: 2 # finding
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
    valid: [
      {
        title: 'One cluster',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec:
  numberOfClusters: 1
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
  }),
  fixable: true,
  *check(topology) {
    const told = new Set<Manifest>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const found = placementOf(drpc, topology);
      if (found === undefined || told.has(found)) continue;
      told.add(found);
      const field = isPlacementRule(found) ? 'clusterReplicas' : 'numberOfClusters';
      const path = ['spec', field];
      const count = getAt(found.object, path);
      if (count === 1) continue;
      yield {
        manifest: found,
        path,
        message:
          typeof count === 'number'
            ? `${nameOf(found)} asks for ${count} clusters, but ${nameOf(drpc)} runs it on one`
            : `${nameOf(found)} asks for all clusters that match, but ${nameOf(drpc)} runs it on one`,
        label: typeof count === 'number' ? 'must be 1' : `${field} is missing here`,
        related: [{ manifest: drpc, path: ['spec', 'placementRef', 'name'], message: 'protected here' }],
        ...(isPlacementRule(found)
          ? {}
          : {
              ramen:
                'User Placement number of clusters is not set to 1, reconciliation will only schedule it to a single cluster',
            }),
        help: `set ${field}: 1`,
        fix: { type: 'set', path, value: 1 },
      };
    }
  },
});
