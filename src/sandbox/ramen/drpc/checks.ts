import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { annotationOf, conditionOf, isBeingDeleted } from '../../../model/live-object.ts';
import type { SandboxCluster } from '../../world.ts';
import { readRamenConfig } from '../config/ramen-config.ts';
import { drpcAnnotation, listOf, nameOf, namespacedName, namespaceOf } from '../metadata.ts';

const schedulingDisabled = 'cluster.open-cluster-management.io/experimental-scheduling-disable';

/** What a DRPC stands on: Ramen goes no further without. */
export interface DrpcGround {
  readonly placement: JsonObject;
  readonly policy: JsonObject;
  readonly clusters: readonly string[];
}

/** The first of Ramen's checks that fails, in its words (Ramen: internal/controller/drplacementcontrol_controller.go). */
export function groundOf(hub: SandboxCluster, drpc: JsonObject): DrpcGround | string {
  const deleting = isBeingDeleted(drpc);
  const config = readRamenConfig(hub);
  if (typeof config === 'string') return `failed to get the ramen configMap: ${config}`;
  const placement = deleting ? (findPlacement(hub, drpc) ?? gonePlacement(drpc)) : placementOf(hub, drpc);
  if (typeof placement === 'string') return placement;
  const policy = policyOf(hub, drpc);
  if (typeof policy === 'string') return policy;
  const owner = annotationOf(placement, drpcAnnotation('drpc-name'));
  if (owner !== undefined && owner !== nameOf(drpc)) {
    return `object ${nameOf(placement)} not owned by this DRPC '${namespacedName(drpc)}'`;
  }
  const clusters = listOf(policy, ['spec', 'drClusters']).map(String);
  const missing = clusters.find((cluster) => hub.get('DRCluster', undefined, cluster) === undefined);
  if (missing !== undefined) {
    return `failed to get DRCluster (${missing}) DRCluster.ramendr.openshift.io "${missing}" not found`;
  }
  if (!deleting && (getString(drpc, ['spec', 'preferredCluster']) ?? '') === '')
    return 'invalid user PlacementRule';
  return { placement, policy, clusters };
}

function placementOf(hub: SandboxCluster, drpc: JsonObject): JsonObject | string {
  const namespace = namespaceOf(drpc);
  const name = getString(drpc, ['spec', 'placementRef', 'name']) ?? '';
  const asked = getString(drpc, ['spec', 'placementRef', 'namespace']) ?? '';
  if (asked !== '' && asked !== namespace) {
    return `referenced Placement namespace (${asked}) differs from DRPlacementControl resource namespace (${namespace})`;
  }
  const placement = findPlacement(hub, drpc);
  // Ramen tries a PlacementRule second, so that is what it reports as missing.
  if (placement === undefined) return `PlacementRule.apps.open-cluster-management.io "${name}" not found`;
  const disabled = annotationOf(placement, schedulingDisabled);
  if (disabled === undefined || disabled === 'false') {
    return `placement ${name} must be disabled in order for Ramen to be the scheduler`;
  }
  return placement;
}

function findPlacement(hub: SandboxCluster, drpc: JsonObject): JsonObject | undefined {
  const name = getString(drpc, ['spec', 'placementRef', 'name']) ?? '';
  return hub.get('Placement', namespaceOf(drpc), name);
}

/** A DRPC can be deleted without its Placement. */
function gonePlacement(drpc: JsonObject): JsonObject {
  const name = getString(drpc, ['spec', 'placementRef', 'name']) ?? '';
  return { kind: 'Placement', metadata: { name, namespace: namespaceOf(drpc) } };
}

function policyOf(hub: SandboxCluster, drpc: JsonObject): JsonObject | string {
  const name = getString(drpc, ['spec', 'drPolicyRef', 'name']) ?? '';
  const policy = hub.get('DRPolicy', undefined, name);
  if (policy === undefined) return `failed to get DRPolicy DRPolicy.ramendr.openshift.io "${name}" not found`;
  if (isBeingDeleted(policy)) {
    return isBeingDeleted(drpc)
      ? policy
      : `drPolicy '${name}' referred by the DRPC is deleted, DRPC reconciliation would fail`;
  }
  const validated = conditionOf(policy, 'Validated');
  if (validated === undefined) return 'DRPolicy not valid validated condition absent';
  return validated.status === 'True' ? policy : `DRPolicy not valid ${validated.message}`;
}
