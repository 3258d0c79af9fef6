import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type NamespaceClaim, namespaceClaims } from '../../topology/namespace-claims.ts';
import { opsNamespaceOf } from '../../topology/ops-namespace.ts';
import { meetingPoints } from '../../topology/placement-of.ts';
import { manifestsOf } from '../../topology/topology.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

export const protectedNamespacesOverlap = defineRule({
  id: 'protected-namespaces-overlap',
  severity: 'error',
  summary: 'Two DRPlacementControls protect the same namespace, on policies that share a cluster.',
  page: () => ({
    why: `As soon as one of the two is in the ops namespace, Ramen refuses both: whichever it looks at, it finds the other.
Neither application is protected. Only virtual machines may share a namespace: where both use the built-in \`vm-recipe\`
and name different machines and different labels.`,
    fix: 'Protect each namespace once: list it in one DRPlacementControl, or leave it to the one that lives in it.',
    links: [
      'https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go',
    ],
    invalid: [
      {
        title: 'Two discovered applications with a common namespace',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop, shop-db]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
  kubeObjectProtection: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: database, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop-db] # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: database }
  pvcSelector: {}
  kubeObjectProtection: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
      {
        title: 'A discovered application reaches into the namespace of another',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: cart, namespace: shop }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: cart }
  pvcSelector: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: everything, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [shop] # finding
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: everything }
  pvcSelector: {}
  kubeObjectProtection: {}
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
    valid: [
      {
        title: 'Different virtual machines of one namespace',
        yaml: `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: web, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [machines]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: web }
  pvcSelector: {}
  kubeObjectProtection:
    recipeRef: { namespace: ramen-ops, name: vm-recipe }
    recipeParameters: { PROTECTED_VMS: [web-1], K8S_RESOURCE_SELECTOR: [web], PVC_RESOURCE_SELECTOR: [web] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: db, namespace: ramen-ops }
spec:
  preferredCluster: dr1
  protectedNamespaces: [machines]
  drPolicyRef: { name: p5m }
  placementRef: { kind: Placement, name: db }
  pvcSelector: {}
  kubeObjectProtection:
    recipeRef: { namespace: ramen-ops, name: vm-recipe }
    recipeParameters: { PROTECTED_VMS: [db-1], K8S_RESOURCE_SELECTOR: [db], PVC_RESOURCE_SELECTOR: [db] }
---
apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPolicy
metadata: { name: p5m }
spec: { schedulingInterval: 5m, drClusters: [dr1, dr2] }
`,
      },
    ],
  }),
  *check(topology) {
    const ops = opsNamespaceOf(topology);
    const drpcs = manifestsOf(topology, drPlacementControl);
    if (!drpcs.some(ops.holds)) return;
    const claimsOf = namespaceClaims(topology);
    const claimed = new Map<string, Claimed>();
    for (const drpc of drpcs) {
      const told = new Set<Manifest>();
      for (const claim of claimsOf(drpc)) {
        for (const cluster of meetingPoints(drpc, topology)) {
          const id = `${cluster}\n${claim.namespace}`;
          const earlier = claimed.get(id) ?? { machines: new Map() };
          const other = conflict(earlier, claim, ops.holds(drpc));
          if (other !== undefined && !told.has(other.drpc) && !isSame(drpc, other.drpc)) {
            told.add(other.drpc);
            yield problem(claim, other);
          }
          claimed.set(id, withClaim(earlier, claim, ops.holds(drpc)));
        }
      }
    }
  },
});

/** Who was first at one namespace of one cluster: the first of each sort is enough to name. */
interface Claimed {
  readonly fromOps?: NamespaceClaim;
  readonly fromInside?: NamespaceClaim;
  readonly anyMachines?: NamespaceClaim;
  readonly machines: Map<string, NamespaceClaim>;
}

function conflict(earlier: Claimed, claim: NamespaceClaim, isOps: boolean): NamespaceClaim | undefined {
  if (claim.machines !== undefined) {
    const same = claim.machines
      .map((name) => earlier.machines.get(name))
      .find((other) => other !== undefined);
    return earlier.fromOps ?? earlier.fromInside ?? same;
  }
  return earlier.fromOps ?? earlier.anyMachines ?? (isOps ? earlier.fromInside : undefined);
}

function withClaim(earlier: Claimed, claim: NamespaceClaim, isOps: boolean): Claimed {
  if (claim.machines !== undefined) {
    for (const name of claim.machines) if (!earlier.machines.has(name)) earlier.machines.set(name, claim);
    return earlier.anyMachines === undefined ? { ...earlier, anyMachines: claim } : earlier;
  }
  if (isOps) return earlier.fromOps === undefined ? { ...earlier, fromOps: claim } : earlier;
  return earlier.fromInside === undefined ? { ...earlier, fromInside: claim } : earlier;
}

/** A DRPlacementControl that stands twice is another rule's. */
function isSame({ key }: Manifest, other: Manifest): boolean {
  return key.name === other.key.name && key.namespace === other.key.namespace;
}

function problem(claim: NamespaceClaim, other: NamespaceClaim): Problem {
  return {
    manifest: claim.drpc,
    path: claim.path,
    message: `${nameOf(claim.drpc)} protects namespace ${quoted(claim.namespace)}, which ${nameOf(other.drpc)} protects already`,
    label: 'protected twice',
    related: [{ manifest: other.drpc, path: other.path, message: 'protected here' }],
    ramen: `drpc: ${claim.drpc.key.name} and drpc: ${other.drpc.key.name} protect common resources from the same namespace`,
    help: 'list the namespace in one of the two',
  };
}
