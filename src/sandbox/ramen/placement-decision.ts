import { getString } from '../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import type { SandboxCluster } from '../world.ts';
import { createdByRamen, listOf, nameOf, namespaceOf, ownerReference } from './metadata.ts';

/** The reason of an entry kept for the old home of a failover until it is cleaned up. */
export const retained = 'RetainedForFailover';

export interface Decision {
  readonly clusterName: string;
  /** The cluster's own name, or `retained`. */
  readonly reason: string;
}

export function decisionsOf(hub: SandboxCluster, namespace: string, placement: string): readonly Decision[] {
  return findDecisions(hub, namespace, placement) ?? [];
}

/** Undefined where no PlacementDecision exists, which is not the same as an empty one. */
export function findDecisions(
  hub: SandboxCluster,
  namespace: string,
  placement: string,
): readonly Decision[] | undefined {
  const found = hub.get('PlacementDecision', namespace, decisionName(placement));
  if (found === undefined) return undefined;
  return listOf(found, ['status', 'decisions']).map((entry) => ({
    clusterName: getString(entry, ['clusterName']) ?? '',
    reason: getString(entry, ['reason']) ?? '',
  }));
}

/** Writes the decisions as Ramen does in the scheduler's place; made on the first decision. */
export function writeDecisions(
  hub: SandboxCluster,
  placement: JsonObject,
  decisions: readonly Decision[],
): void {
  const namespace = namespaceOf(placement);
  const name = decisionName(nameOf(placement));
  if (hub.get('PlacementDecision', namespace, name) === undefined && decisions.length === 0) return;
  const found = ensureDecision(hub, placement, 'manager', {
    ...createdByRamen,
    'velero.io/exclude-from-backup': 'true',
  });
  const status: JsonObject = {
    decisions: decisions.map(({ clusterName, reason }) => ({ clusterName, reason })),
  };
  const before = found.status;
  if (isObject(before) && jsonEquals(before, status)) return;
  hub.updateStatus('PlacementDecision', namespace, name, status, 'manager');
}

/** The one that is there, whoever made it; or a new one without a decision, with these labels. */
export function ensureDecision(
  hub: SandboxCluster,
  placement: JsonObject,
  manager: string,
  labels: JsonObject,
): JsonObject {
  const name = decisionName(nameOf(placement));
  return (
    hub.get('PlacementDecision', namespaceOf(placement), name) ??
    hub.create(newDecision(placement, name, labels), manager)
  );
}

function decisionName(placement: string): string {
  return `${placement}-decision-1`;
}

function newDecision(placement: JsonObject, name: string, labels: JsonObject): JsonObject {
  return {
    apiVersion: 'cluster.open-cluster-management.io/v1beta1',
    kind: 'PlacementDecision',
    metadata: {
      name,
      namespace: namespaceOf(placement),
      labels: {
        'cluster.open-cluster-management.io/placement': nameOf(placement),
        ...labels,
      },
      ownerReferences: [ownerReference(placement)],
    },
  };
}
