import { applicationSet } from '../../kinds/application-set.ts';
import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { ramenKey } from '../../model/annotations.ts';
import { type FieldPath, getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { manifestsOf, type Topology } from '../../topology/topology.ts';
import { pinnedNamespace, placementNameOf } from '../../topology/vrg-namespace.ts';
import { defineRule } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const applicationSetGenerator = defineRule({
  id: 'application-set-generator',
  severity: 'error',
  summary: 'Ramen does not see which ApplicationSet follows a protected Placement.',
  page: () => ({
    why: `To find the namespace of an application, Ramen looks at the first generator of each ApplicationSet, and there at
\`clusterDecisionResource.labelSelector.matchLabels\` only. A second generator, one inside a matrix, or matchExpressions
work for Argo CD and not for Ramen: it then protects the volumes of Argo CD's own namespace, that is none.`,
    fix: `Make \`clusterDecisionResource\` the first generator and select the Placement by \`matchLabels\`. Where that cannot be,
pin the namespace with the annotation \`${ramenKey.appNamespace}\` on the DRPlacementControl.`,
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'The second generator',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - list: { elements: [] }
    - clusterDecisionResource: # finding
        configMapRef: ocm-placement
        labelSelector:
          matchLabels: { cluster.open-cluster-management.io/placement: cart }
  template: { metadata: { name: cart }, spec: { project: default, destination: { namespace: shop } } }
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
        title: 'The first generator',
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
    const seen = new Set(sets.flatMap((set) => placementNameOf(set) ?? []));
    const protectedBy = placementsWithoutPin(topology);
    for (const set of sets) {
      for (const { path, name } of decisionsOf(getAt(set.object, ['spec', 'generators']), [
        'spec',
        'generators',
      ])) {
        const drpc = protectedBy.get(`${set.key.namespace ?? ''}/${name}`);
        if (drpc === undefined || seen.has(name)) continue;
        yield {
          manifest: set,
          path,
          part: 'key',
          message: `${nameOf(set)} follows Placement ${quoted(name)} in a way that Ramen does not read`,
          label: 'not the first generator with matchLabels',
          related: [{ manifest: drpc, path: ['spec', 'placementRef', 'name'], message: 'protected here' }],
          ramen: `Placement ${name} does not belong to any ApplicationSet. Defaulting the dest namespace to ${set.key.namespace ?? ''}`,
          help: 'make clusterDecisionResource the first generator, with labelSelector.matchLabels',
        };
      }
    }
  },
});

/** By namespace and name of the Placement. */
function placementsWithoutPin(topology: Topology): ReadonlyMap<string, Manifest> {
  const found = new Map<string, Manifest>();
  for (const drpc of manifestsOf(topology, drPlacementControl)) {
    const name = getString(drpc.object, ['spec', 'placementRef', 'name']) ?? '';
    if (name !== '' && pinnedNamespace(drpc) === undefined)
      found.set(`${drpc.key.namespace ?? ''}/${name}`, drpc);
  }
  return found;
}

/** Every Placement that a generator names, however deep. */
function* decisionsOf(
  value: Json | undefined,
  path: FieldPath,
): Generator<{ readonly path: FieldPath; readonly name: string }> {
  if (isArray(value)) {
    for (const [index, item] of value.entries()) yield* decisionsOf(item, [...path, index]);
  } else if (isObject(value)) {
    for (const [key, item] of Object.entries(value)) {
      if (key === 'clusterDecisionResource') {
        for (const name of selectedNames(item)) yield { path: [...path, key], name };
      } else yield* decisionsOf(item, [...path, key]);
    }
  }
}

function selectedNames(resource: Json): readonly string[] {
  const label = getString(resource, ['labelSelector', 'matchLabels', ramenKey.placementLabel]);
  const expressions = getAt(resource, ['labelSelector', 'matchExpressions']);
  return [
    ...(label === undefined ? [] : [label]),
    ...(isArray(expressions) ? expressions : []).flatMap((expression) => {
      if (getString(expression, ['key']) !== ramenKey.placementLabel) return [];
      const values = getAt(expression, ['values']);
      return isArray(values) ? values.filter((item) => typeof item === 'string') : [];
    }),
  ];
}
