import { applicationSet } from '../../kinds/application-set.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { placement } from '../../kinds/placement.ts';
import { ramenKey } from '../../model/annotations.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { isPlacementRule, placementOf } from '../../topology/placement-of.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import {
  applicationSetsByPlacement,
  commonDestination,
  labelPath,
  pinnedNamespace,
} from '../../topology/vrg-namespace.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const applicationSetAmbiguous = defineRule({
  id: 'application-set-ambiguous',
  severity: 'error',
  summary: "Ramen may take another application's ApplicationSet for that of a protected Placement.",
  page: () => ({
    why: `Ramen looks for the ApplicationSet of a Placement by the Placement's name, in every namespace, and takes the first it
finds. Two Placements of one name in two namespaces, or two ApplicationSets that follow one Placement to different
namespaces, and it protects the volumes of the wrong application.`,
    fix: `Give Placements names that are unique on the hub, or pin the application's namespace with the annotation
\`${ramenKey.appNamespace}\` on the DRPlacementControl before its first apply.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'Two Placements called cart',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels: { cluster.open-cluster-management.io/placement: cart }
  template: { metadata: { name: cart }, spec: { project: default, destination: { namespace: outlet } } }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: cart, namespace: argocd }
spec: { numberOfClusters: 1 }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec: { numberOfClusters: 1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef:
    name: cart # finding
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'Names of their own',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels: { cluster.open-cluster-management.io/placement: outlet-cart }
  template: { metadata: { name: cart }, spec: { project: default, destination: { namespace: outlet } } }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata: { name: outlet-cart, namespace: argocd }
spec: { numberOfClusters: 1 }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec: { numberOfClusters: 1 }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef:
    name: cart
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    if (manifestsOf(topology, applicationSet).length === 0) return;
    const sets = applicationSetsByPlacement(topology);
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
      const found = placementOf(drpc, topology);
      if (pinnedNamespace(drpc) !== undefined || found === undefined || isPlacementRule(found)) continue;
      const other = wrongSet(drpc, sets.get(name) ?? [], topology);
      if (other === undefined) continue;
      yield {
        manifest: drpc,
        path: ['spec', 'placementRef', 'name'],
        message: `${nameOf(drpc)} refers to Placement ${quoted(name)}, for which Ramen may take ${nameOf(other)}`,
        label: 'not unique on the hub',
        related: [{ manifest: other, path: labelPath, message: 'follows a Placement of this name' }],
        help: `give the Placement another name, or pin the namespace with annotation ${ramenKey.appNamespace}`,
      };
    }
  },
});

/** One that deploys elsewhere than the application runs. */
function wrongSet(drpc: Manifest, sets: readonly Manifest[], topology: Topology): Manifest | undefined {
  const own = sets.filter(({ key }) => key.namespace === drpc.key.namespace);
  const expected = own.length === 0 ? drpc.key.namespace : commonDestination(own.slice(0, 1));
  const others = own.length === 0 ? sets.filter((set) => hasPlacement(set, drpc, topology)) : sets;
  return expected === undefined
    ? undefined
    : others.find((set) => commonDestination([set]) !== undefined && commonDestination([set]) !== expected);
}

/** Otherwise the ApplicationSet lacks its Placement, which is another rule's. */
function hasPlacement({ key }: Manifest, drpc: Manifest, topology: Topology): boolean {
  const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
  return findManifest(topology, placement, name, key.namespace) !== undefined;
}
