import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import { type FieldPath, getAt, getString } from '../../model/field-path.ts';
import { isArray } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { opsNamespaceOf } from '../../topology/ops-namespace.ts';
import { meetingPoints } from '../../topology/placement-of.ts';
import { manifestsOf, type Topology } from '../../topology/topology.ts';
import { vrgNamespaces } from '../../topology/vrg-namespace.ts';
import { defineRule, type Problem } from '../define-rule.ts';
import { nameOf, quoted } from '../wording.ts';

const path = ['spec', 'protectedNamespaces'];
const recipeRef = ['spec', 'kubeObjectProtection', 'recipeRef'];
const parameters = ['spec', 'kubeObjectProtection', 'recipeParameters'];

export const protectedNamespacesOverlap = defineRule({
  id: 'protected-namespaces-overlap',
  severity: 'error',
  summary: 'Two DRPlacementControls protect the same namespace, on policies that share a cluster.',
  why: `As soon as one of the two is in the ops namespace, Ramen refuses both: whichever it looks at, it finds the other.
Neither application is protected. Only virtual machines may share a namespace: where both use the built-in \`vm-recipe\`
and name different machines and different labels.`,
  fix: 'Protect each namespace once: list it in one DRPlacementControl, or leave it to the one that lives in it.',
  links: ['https://github.com/RamenDR/ramen/blob/main/internal/controller/drplacementcontrol_controller.go'],
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
  *check(topology) {
    const ops = opsNamespaceOf(topology);
    const drpcs = manifestsOf(topology, drPlacementControl);
    if (!drpcs.some(ops.holds)) return;
    const claimsOf = claims(topology);
    const claimed = new Map<string, Claimed>();
    for (const drpc of drpcs) {
      const told = new Set<Manifest>();
      for (const claim of claimsOf(drpc)) {
        for (const cluster of meetingPoints(drpc, topology)) {
          const id = `${cluster}\n${claim.namespace}`;
          const earlier = claimed.get(id) ?? { machines: new Map() };
          const other = conflict(earlier, claim, ops.holds(drpc));
          if (other !== undefined && !told.has(other.drpc)) {
            told.add(other.drpc);
            yield problem(claim, other);
          }
          claimed.set(id, withClaim(earlier, claim, ops.holds(drpc)));
        }
      }
    }
  },
});

interface Claim {
  readonly drpc: Manifest;
  readonly namespace: string;
  readonly path: FieldPath;
  /** Machines and labels of a claim that is for virtual machines only. */
  readonly machines: readonly string[] | undefined;
}

/** Who was first at one namespace of one cluster: the first of each sort is enough to name. */
interface Claimed {
  readonly fromOps?: Claim;
  readonly fromInside?: Claim;
  readonly anyMachines?: Claim;
  readonly machines: Map<string, Claim>;
}

function claims(topology: Topology): (drpc: Manifest) => readonly Claim[] {
  const ops = opsNamespaceOf(topology);
  const vrgNamespaceOf = vrgNamespaces(topology);
  return (drpc) => {
    const list = getAt(drpc.object, path);
    if (isArray(list) && list.length > 0) {
      const machines = machinesOf(drpc, ops.name);
      const first = new Map([...list.entries()].reverse().map(([index, name]) => [name, index]));
      return [...first].flatMap(([namespace, index]) =>
        typeof namespace === 'string' ? [{ drpc, namespace, path: [...path, index], machines }] : [],
      );
    }
    const namespace = ops.mayHold(drpc) ? undefined : vrgNamespaceOf(drpc);
    return namespace === undefined
      ? []
      : [{ drpc, namespace, path: ['metadata', 'namespace'], machines: undefined }];
  };
}

/** Ramen: drplacementcontrol_controller.go, drpcProtectVMInNS. */
function machinesOf(drpc: Manifest, opsNamespace: string): readonly string[] | undefined {
  const ref = (field: string): string | undefined => getString(drpc.object, [...recipeRef, field]);
  if (ref('name') !== 'vm-recipe' || ref('namespace') !== opsNamespace) return undefined;
  return ['PROTECTED_VMS', 'K8S_RESOURCE_SELECTOR', 'PVC_RESOURCE_SELECTOR'].flatMap((key) => {
    const values = getAt(drpc.object, [...parameters, key]);
    return (isArray(values) ? values : []).map((value) => `${key}=${String(value)}`);
  });
}

function conflict(earlier: Claimed, claim: Claim, isOps: boolean): Claim | undefined {
  if (claim.machines !== undefined) {
    const same = claim.machines
      .map((name) => earlier.machines.get(name))
      .find((other) => other !== undefined);
    return earlier.fromOps ?? earlier.fromInside ?? same;
  }
  return earlier.fromOps ?? earlier.anyMachines ?? (isOps ? earlier.fromInside : undefined);
}

function withClaim(earlier: Claimed, claim: Claim, isOps: boolean): Claimed {
  if (claim.machines !== undefined) {
    for (const name of claim.machines) if (!earlier.machines.has(name)) earlier.machines.set(name, claim);
    return earlier.anyMachines === undefined ? { ...earlier, anyMachines: claim } : earlier;
  }
  if (isOps) return earlier.fromOps === undefined ? { ...earlier, fromOps: claim } : earlier;
  return earlier.fromInside === undefined ? { ...earlier, fromInside: claim } : earlier;
}

function problem(claim: Claim, other: Claim): Problem {
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
