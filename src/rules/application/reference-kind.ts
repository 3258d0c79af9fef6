import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { placementRule } from '../../kinds/placement-rule.ts';
import { type FieldPath, getString } from '../../model/field-path.ts';
import type { Manifest } from '../../model/manifest.ts';
import { placementOf } from '../../topology/placement-of.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const referenceKind = defineRule({
  id: 'reference-kind',
  severity: 'warning',
  summary: 'A reference of a DRPlacementControl names another kind than the object it finds.',
  page: () => ({
    why: `Ramen does not read the kind of its references: it looks for a Placement of that name, then for a PlacementRule, and
for a DRPolicy. So the application is moved by another object than the file says. The reference is immutable, and the
wrong word stays.`,
    fix: 'Write the kind of the object that is meant, or leave `kind` out.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'A PlacementRule that is a Placement',
        yaml: `apiVersion: cluster.open-cluster-management.io/v1beta1
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
    kind: PlacementRule # finding
    name: cart
  pvcSelector: {}
`,
      },
      {
        title: 'A cluster in place of a policy',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef:
    kind: DRCluster # finding
    name: p5m
  placementRef: { name: cart }
  pvcSelector: {}
`,
      },
    ],
    valid: [
      {
        title: 'The kinds as they are',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { apiVersion: ramendr.openshift.io/v1alpha1, kind: DRPolicy, name: p5m }
  placementRef: { apiVersion: cluster.open-cluster-management.io/v1beta1, kind: Placement, name: cart }
  pvcSelector: {}
`,
      },
    ],
  }),
  *check(topology) {
    const hasRules = manifestsOf(topology, placementRule).length > 0;
    for (const drpc of manifestsOf(topology, drPlacementControl)) {
      const named = getString(drpc.object, ['spec', 'placementRef', 'kind']);
      const found =
        named === undefined || (named === 'Placement' && !hasRules) ? undefined : placementOf(drpc, topology);
      const kinds = found === undefined ? ['Placement', 'PlacementRule'] : [found.key.kind];
      yield* checkKind(drpc, ['spec', 'placementRef', 'kind'], kinds, found);
      yield* checkKind(drpc, ['spec', 'drPolicyRef', 'kind'], ['DRPolicy']);
    }
  },
});

function* checkKind(
  drpc: Manifest,
  path: FieldPath,
  kinds: readonly string[],
  found?: Manifest,
): Iterable<Problem> {
  const kind = getString(drpc.object, path) ?? '';
  if (kind === '' || kinds.includes(kind)) return;
  yield {
    manifest: drpc,
    path,
    message: `${nameOf(drpc)} refers to a ${kind}, but Ramen takes ${found === undefined ? `a ${kinds.join(' or a ')}` : nameOf(found)} here`,
    label: `Ramen does not read ${quoted(kind)}`,
    ...(found === undefined
      ? {}
      : { related: [{ manifest: found, path: ['kind'], message: 'what Ramen takes' }] }),
    help: `write ${kinds.join(' or ')}; the reference cannot be changed once it is applied`,
  };
}
