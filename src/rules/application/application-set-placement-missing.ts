import { applicationSet } from '../../kinds/application-set.ts';
import { placement } from '../../kinds/placement.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { labelPath, placementNameOf } from '../../topology/vrg-namespace.ts';
import { defineRule, type Problem, type Unjudged } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { nameOf, quoted } from '../wording.ts';

export const applicationSetPlacementMissing = defineRule({
  id: 'application-set-placement-missing',
  severity: 'error',
  summary: 'An ApplicationSet follows a Placement that is not in its namespace.',
  page: () => ({
    why: `Argo CD reads the decisions of Placements in the ApplicationSet's own namespace. Without one the application is
deployed nowhere, and Ramen, which looks by name alone, may take the ApplicationSet for that of another application.`,
    fix: `Keep Placement, DRPlacementControl and ApplicationSet in one namespace, Argo CD's, and name the Placement in the
generator's label.`,
    links: [
      'https://argo-cd.readthedocs.io/en/stable/operator-manual/applicationset/Generators-Cluster-Decision-Resource/',
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: "The Placement is in the application's namespace",
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels:
            cluster.open-cluster-management.io/placement: cart # finding
  template: { metadata: { name: cart }, spec: { project: default, destination: { namespace: shop } } }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: shop
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec: { numberOfClusters: 1 }
`,
      },
    ],
    valid: [
      {
        title: 'Both beside Argo CD',
        yaml: `apiVersion: argoproj.io/v1alpha1
kind: ApplicationSet
metadata: { name: cart, namespace: argocd }
spec:
  generators:
    - clusterDecisionResource:
        configMapRef: ocm-placement
        labelSelector:
          matchLabels:
            cluster.open-cluster-management.io/placement: cart
  template: { metadata: { name: cart }, spec: { project: default, destination: { namespace: shop } } }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: cart
  namespace: argocd
  annotations:
    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"
spec: { numberOfClusters: 1 }
`,
      },
    ],
  }),
  *check(topology) {
    const sets = manifestsOf(topology, applicationSet);
    const around = sets.length === 0 ? undefined : surroundings(topology);
    for (const set of around === undefined ? [] : sets) {
      const name = placementNameOf(set);
      if (name === undefined || isPlaceholder(name)) continue;
      if (findManifest(topology, placement, name, set.key.namespace) !== undefined) continue;
      if (around !== undefined) yield* judge(set, name, topology, around);
    }
  },
});

interface Surroundings {
  readonly byName: ReadonlyMap<string, Manifest>;
  /** Names of Placements by namespace. */
  readonly names: ReadonlyMap<string, readonly string[]>;
}

function surroundings(topology: Topology): Surroundings {
  const byName = new Map<string, Manifest>();
  const names = new Map<string, string[]>();
  for (const manifest of manifestsOf(topology, placement)) {
    const { name, namespace = '' } = manifest.key;
    if (!byName.has(name)) byName.set(name, manifest);
    const group = names.get(namespace);
    if (group === undefined) names.set(namespace, [name]);
    else group.push(name);
  }
  return { byName, names };
}

function* judge(
  set: Manifest,
  name: string,
  topology: Topology,
  { byName, names }: Surroundings,
): Iterable<Problem | Unjudged> {
  const elsewhere = byName.get(name);
  const neighbours = names.get(set.key.namespace ?? '') ?? [];
  const isKeptHere = elsewhere !== undefined || neighbours.length > 0;
  const hidden = unseen(topology, { kind: placement.kind, name, isKeptHere });
  if (hidden !== undefined) {
    yield hidden;
    return;
  }
  const meant = elsewhere === undefined ? similarName(name, neighbours) : undefined;
  yield {
    manifest: set,
    path: labelPath,
    message: `${nameOf(set)} follows Placement ${quoted(name)}, which is not in namespace ${set.key.namespace ?? ''}`,
    label: 'no Placement of this name here',
    ...(elsewhere === undefined
      ? {}
      : {
          related: [
            {
              manifest: elsewhere,
              path: ['metadata', 'namespace'],
              message: 'one of this name is in another namespace',
            },
          ],
        }),
    help:
      meant === undefined
        ? `keep the Placement and its DRPlacementControl in namespace ${set.key.namespace ?? ''}`
        : `write ${meant}${describeDifference(name, meant)}`,
  };
}
