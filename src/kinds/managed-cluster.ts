import { getAt } from '../model/field-path.ts';
import type { Health } from '../model/health.ts';
import { isArray, isObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { defineKind } from './define-kind.ts';
import { conditionHealth, current, inProgress } from './facets/health.ts';

export const managedCluster = defineKind({
  kind: 'ManagedCluster',
  group: 'cluster.open-cluster-management.io',
  versions: ['v1'],
  plural: 'managedclusters',
  shortNames: ['mcl', 'mcls'],
  scope: 'Cluster',
  role: 'referenced',
  wave: 0,
  health: managedClusterHealth,
});

/** Ramen needs the cluster joined and its claim `id.k8s.io` (internal/controller/util, drcluster_controller.go). */
function managedClusterHealth(live: LiveObject): Health {
  for (const type of ['ManagedClusterJoined', 'ManagedClusterConditionAvailable']) {
    const health = conditionHealth(live, type);
    if (health.status !== 'Current') return health;
  }
  const claims = getAt(live, ['status', 'clusterClaims']);
  const hasId = isArray(claims) && claims.some((claim) => isObject(claim) && claim.name === 'id.k8s.io');
  return hasId ? current('joined and available') : inProgress('claim id.k8s.io is missing');
}
