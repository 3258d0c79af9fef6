import { applicationSet } from '../../kinds/application-set.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { ramenKey } from '../../model/annotations.ts';
import { getString } from '../../model/field-path.ts';
import { manifestsOf } from '../../topology/topology.ts';
import {
  applicationSetsByPlacement,
  commonDestination,
  destinationPath,
  pinnedNamespace,
} from '../../topology/vrg-namespace.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const appNamespaceMismatch = defineRule({
  id: 'app-namespace-mismatch',
  severity: 'warning',
  summary:
    'A DRPlacementControl pins its application to another namespace than its ApplicationSet deploys to.',
  page: () => ({
    why: `Ramen notes in an annotation where the application runs, and from then on looks nowhere else. Where the annotation is
kept in Git and the ApplicationSet has moved on, Ramen protects volumes in a namespace that the application has left.`,
    fix: 'Correct the annotation, or leave it out of Git and to Ramen.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'The old namespace',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels: { cluster.open-cluster-management.io/placement: cart }
  template: { metadata: { name: cart }, spec: { project: default, destination: { namespace: shop } } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: argocd
  annotations:
    drplacementcontrol.ramendr.openshift.io/app-namespace: old-shop # finding
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
        title: 'Where it runs',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels: { cluster.open-cluster-management.io/placement: cart }
  template: { metadata: { name: cart }, spec: { project: default, destination: { namespace: shop } } }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata:
  name: cart
  namespace: argocd
  annotations:
    drplacementcontrol.ramendr.openshift.io/app-namespace: shop
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
    if (manifestsOf(topology, applicationSet).length === 0) return;
    const sets = applicationSetsByPlacement(topology);
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const pinned = pinnedNamespace(drpc);
      const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
      const own =
        pinned === undefined
          ? []
          : (sets.get(name) ?? []).filter(({ key }) => key.namespace === drpc.key.namespace);
      const [set] = own;
      const destination = commonDestination(own);
      if (pinned === undefined || set === undefined || destination === undefined || destination === pinned)
        continue;
      yield {
        manifest: drpc,
        path: ['metadata', 'annotations', ramenKey.appNamespace],
        message: `${nameOf(drpc)} is pinned to namespace ${quoted(pinned)}, but ${nameOf(set)} deploys to ${quoted(destination)}`,
        label: 'not where the application runs',
        related: [{ manifest: set, path: destinationPath, message: 'deployed to' }],
        help: `write ${destination}, or leave the annotation to Ramen`,
      };
    }
  },
});
