import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { managedClusterSetBinding } from '../../kinds/managed-cluster-set-binding.ts';
import { getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { placementOf } from '../../topology/placement-of.ts';
import { manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule } from '../define-rule.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { nameOf, quoted } from '../wording.ts';

export const clusterSetUnbound = defineRule({
  id: 'cluster-set-unbound',
  severity: 'warning',
  summary: 'A protected Placement chooses from a cluster set that is not bound to its namespace.',
  page: () => ({
    why: `For OCM a namespace may use a ManagedClusterSet only where a ManagedClusterSetBinding says so; other sets of the list
count as empty. While Ramen decides, nobody looks; when the application is taken out of disaster recovery and OCM
schedules the Placement again, it finds no cluster and the application is removed.`,
    fix: "Add a ManagedClusterSetBinding to the Placement's namespace, or name a set that is bound there.",
    links: [
      'https://github.com/open-cluster-management-io/api/blob/main/cluster/v1beta1/types_placement.go',
      'https://github.com/open-cluster-management-io/api/blob/main/cluster/v1beta2/types_managedclustersetbinding.go',
    ],
    invalid: [
      {
        title: 'Bound in another namespace only',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata: { name: east-west, namespace: other }
spec: { clusterSet: east-west }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec:
  numberOfClusters: 1
  clusterSets:
    - east-west # finding
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
        title: "Bound in the Placement's namespace",
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata: { name: east-west, namespace: shop }
spec: { clusterSet: east-west }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec:
  numberOfClusters: 1
  clusterSets:
    - east-west
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
  *check(topology) {
    const told = new Set<Manifest>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const found = placementOf(drpc, topology);
      const sets = getAt(found?.object, ['spec', 'clusterSets']);
      if (found === undefined || !isArray(sets) || told.has(found)) continue;
      told.add(found);
      const here = setsBoundIn(topology, found.key.namespace ?? '');
      for (const [index, set] of sets.entries()) {
        if (typeof set !== 'string' || here.includes(set)) continue;
        const kind = managedClusterSetBinding.kind;
        const hidden = unseen(topology, {
          kind,
          name: set,
          isKeptHere: manifestsOf(topology, managedClusterSetBinding).length > 0,
        });
        if (hidden !== undefined) {
          yield hidden;
          continue;
        }
        const meant = similarName(set, here);
        yield {
          manifest: found,
          path: ['spec', 'clusterSets', index],
          message: `${nameOf(found)} chooses from cluster set ${quoted(set)}, which is not bound to namespace ${found.key.namespace ?? ''}`,
          label: 'no ManagedClusterSetBinding',
          help:
            meant === undefined
              ? `add a ManagedClusterSetBinding ${set} to namespace ${found.key.namespace ?? ''}`
              : `write ${meant}${describeDifference(set, meant)}`,
        };
      }
    }
  },
});

function setsBoundIn(topology: Topology, namespace: string): readonly string[] {
  const bindings = topology.byName.get(managedClusterSetBinding)?.get(namespace)?.values() ?? [];
  return [...bindings].map(({ key, object }) => getString(object, ['spec', 'clusterSet']) ?? key.name);
}
