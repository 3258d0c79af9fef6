import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { placement } from '../../kinds/placement.ts';
import { placementRule } from '../../kinds/placement-rule.ts';
import { getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { findManifest, manifestsOf, type Topology } from '../../topology/topology.ts';
import { defineRule, type Problem, type Unjudged } from '../define-rule.ts';
import { isPlaceholder } from '../placeholder.ts';
import { describeDifference, similarName } from '../similar-name.ts';
import { unseen } from '../unseen.ts';
import { nameOf, quoted } from '../wording.ts';

const field = ['spec', 'placementRef', 'name'];

export const placementMissing = defineRule({
  id: 'placement-missing',
  severity: 'error',
  summary: 'A DRPlacementControl refers to a Placement that is not in its namespace.',
  page: () => ({
    why: `Ramen moves an application by deciding for its Placement. It looks for a Placement of that name, then for a
PlacementRule, in the DRPlacementControl's own namespace and nowhere else. \`placementRef\` is immutable: once applied, a
wrong name can only be mended by deleting the DRPlacementControl.`,
    fix: "Refer to the application's Placement by name, and keep both in one namespace.",
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'The Placement has another name',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef:
    kind: Placement
    name: cart-placement # finding
  pvcSelector: {}
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
      {
        title: 'The reference names another namespace',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef:
    kind: Placement
    name: cart
    namespace: argocd # finding
  pvcSelector: {}
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
    valid: [
      {
        title: 'Same name, same namespace',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
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
  }),
  *check(topology) {
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const declared = getString(drpc.object, ['spec', 'placementRef', 'namespace']);
      if (declared !== undefined && declared !== '' && declared !== drpc.key.namespace) {
        yield otherNamespace(drpc, declared);
      } else yield* checkName(drpc, topology);
    }
  },
});

function otherNamespace(drpc: Manifest, declared: string): Problem {
  const own = drpc.key.namespace ?? '';
  return {
    manifest: drpc,
    path: ['spec', 'placementRef', 'namespace'],
    message: `${nameOf(drpc)} refers to a Placement in namespace ${quoted(declared)}, not in its own`,
    label: 'another namespace',
    ramen: `referenced Placement namespace (${declared}) differs from DRPlacementControl resource namespace (${own})`,
    help: `move the DRPlacementControl to ${declared}, or the Placement to ${own}`,
  };
}

function* checkName(drpc: Manifest, topology: Topology): Iterable<Problem | Unjudged> {
  const name = getString(drpc.object, field);
  if (name === undefined || isPlaceholder(name)) return;
  const namespace = drpc.key.namespace;
  const kinds = [placement, placementRule];
  if (kinds.some((kind) => findManifest(topology, kind, name, namespace) !== undefined)) return;
  const placements = kinds.flatMap((kind) => manifestsOf(topology, kind));
  const meant = getString(drpc.object, ['spec', 'placementRef', 'kind']);
  const kind = meant === placementRule.kind ? placementRule : placement;
  const isKeptHere = manifestsOf(topology, kind).length > 0;
  yield unseen(topology, { kind: kind.kind, name, isKeptHere }) ?? missing(drpc, name, placements);
}

function missing(drpc: Manifest, name: string, placements: readonly Manifest[]): Problem {
  const neighbours = placements.filter(({ key }) => key.namespace === drpc.key.namespace);
  const meant =
    similarName(
      name,
      neighbours.map(({ key }) => key.name),
    ) ?? onlyName(neighbours);
  const elsewhere = placements.find(({ key }) => key.name === name);
  const shown = neighbours.find(({ key }) => key.name === meant) ?? elsewhere;
  const where = drpc.key.namespace === undefined ? 'its namespace' : `namespace ${drpc.key.namespace}`;
  return {
    manifest: drpc,
    path: field,
    message: `${nameOf(drpc)} refers to Placement ${quoted(name)}, which is not in ${where}`,
    label: 'no Placement of this name',
    ...(shown === undefined
      ? {}
      : {
          related: [
            {
              manifest: shown,
              path: shown === elsewhere ? ['metadata', 'namespace'] : ['metadata', 'name'],
              message:
                shown === elsewhere
                  ? 'one of this name is in another namespace'
                  : 'the Placement of this namespace',
            },
          ],
        }),
    ramen: `placements.cluster.open-cluster-management.io "${name}" not found`,
    help:
      meant === undefined
        ? `add Placement ${name} to ${where}, or refer to the one that the application has`
        : `write ${meant}${describeDifference(name, meant)}; the reference cannot be changed once it is applied`,
  };
}

function onlyName(manifests: readonly Manifest[]): string | undefined {
  return manifests.length === 1 ? manifests[0]?.key.name : undefined;
}
