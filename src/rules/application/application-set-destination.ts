import { applicationSet } from '../../kinds/application-set.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { ramenKey } from '../../model/annotations.ts';
import { getAt, getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf } from '../../topology/topology.ts';
import {
  destinationPath,
  isTemplate,
  pinnedNamespace,
  placementNameOf,
} from '../../topology/vrg-namespace.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const applicationSetDestination = defineRule({
  id: 'application-set-destination',
  severity: 'error',
  summary: 'The ApplicationSet of a protected Placement does not say plainly where it deploys to.',
  page: () => ({
    why: `Ramen protects the volumes of the namespace in \`template.spec.destination.namespace\` and takes the text as it stands:
it fills no template in, and an empty text is an empty name. The protection is then asked for in a namespace that cannot
exist.`,
    fix: `Write the namespace out. Where it must be a template, pin it with the annotation
\`${ramenKey.appNamespace}\` on the DRPlacementControl.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'A template',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels: { cluster.open-cluster-management.io/placement: cart }
  template:
    metadata: { name: cart }
    spec:
      project: default
      destination:
        namespace: "{{ path.basename }}" # finding
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: argocd }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
      {
        title: 'No namespace',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels: { cluster.open-cluster-management.io/placement: cart }
  template:
    metadata: { name: cart }
    spec:
      project: default
      destination: # finding
        server: "{{ server }}"
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: argocd }
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
        title: 'The namespace by name',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels: { cluster.open-cluster-management.io/placement: cart }
  template:
    metadata: { name: cart }
    spec:
      project: default
      destination: { namespace: shop, server: "{{ server }}" }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: argocd }
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
    const sets = manifestsOf(topology, applicationSet);
    if (sets.length === 0) return;
    const drpcs = new Map<string, Manifest>();
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
      if (name !== '' && pinnedNamespace(drpc) === undefined && !drpcs.has(name)) drpcs.set(name, drpc);
    }
    for (const set of sets) {
      const drpc = drpcs.get(placementNameOf(set) ?? '');
      const namespace = getAt(set.object, destinationPath) ?? '';
      const isPlain = typeof namespace === 'string' && namespace !== '' && !isTemplate(namespace);
      if (drpc === undefined || isPlain) continue;
      yield {
        manifest: set,
        path: destinationPath,
        message:
          namespace === ''
            ? `${nameOf(set)} has no destination.namespace, by which Ramen finds the application`
            : `${nameOf(set)} deploys to ${quoted(String(namespace))}, a template that Ramen does not fill in`,
        label: namespace === '' ? 'the namespace is missing here' : 'must be a name',
        related: [{ manifest: drpc, path: ['spec', 'placementRef', 'name'], message: 'protected here' }],
        help: 'write the namespace of the application out',
      };
    }
  },
});
