import { type FieldPath, getAt, getString } from '../model/field-path.ts';
import { isArray } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { opsNamespaceOf } from './ops-namespace.ts';
import type { Topology } from './topology.ts';
import { vrgNamespaces } from './vrg-namespace.ts';

/** A namespace that a DRPlacementControl protects, and the field that says so. */
export interface NamespaceClaim {
  readonly drpc: Manifest;
  readonly namespace: string;
  readonly path: FieldPath;
  /** Machines and labels of a claim that is for virtual machines only. */
  readonly machines: readonly string[] | undefined;
}

const path = ['spec', 'protectedNamespaces'];
const recipeRef = ['spec', 'kubeObjectProtection', 'recipeRef'];
const parameters = ['spec', 'kubeObjectProtection', 'recipeParameters'];

/** As far as these files say. Ramen: internal/controller/drplacementcontrol_controller.go, getProtectedNamespaces. */
export function namespaceClaims(topology: Topology): (drpc: Manifest) => readonly NamespaceClaim[] {
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
