import { getAt, getString } from '../model/field-path.ts';
import type { Health } from '../model/health.ts';
import { isArray, type JsonObject } from '../model/json.ts';
import { conditionOf, type LiveObject } from '../model/live-object.ts';
import type { Reference } from '../model/reference.ts';
import { defineKind } from './define-kind.ts';
import { conditionHealth, current, deletionHealth, describe, failed, inProgress } from './facets/health.ts';
import { backupLabel, finalizers } from './facets/owned-metadata.ts';
import { referenceAt } from './facets/references.ts';
import { firstRisk, immutable, narrowed, touched } from './facets/risk.ts';

export const drCluster = defineKind({
  kind: 'DRCluster',
  group: 'ramendr.openshift.io',
  plural: 'drclusters',
  scope: 'Cluster',
  role: 'applied',
  wave: 30,
  runtime: [['spec', 'clusterFence']],
  immutable: [
    ['spec', 's3ProfileName'],
    ['spec', 'region'],
  ],
  controllerOwned: [...backupLabel, ...finalizers],
  // Ramen: api/v1alpha1/drcluster_types.go.
  emptyAsAbsent: [
    ['spec', 'cidrs'],
    ['spec', 'region'],
  ],
  references: drClusterReferences,
  health: drClusterHealth,
  risk: firstRisk(
    touched([['spec', 'clusterFence']], 'moves-data'),
    // A transition rule does not run where an optional field goes away: a region may be dropped.
    (path, _, git) => (path[1] === 'region' && getAt(git, path) === undefined ? 'reversible' : undefined),
    immutable([
      ['spec', 's3ProfileName'],
      ['spec', 'region'],
    ]),
    narrowed([['spec', 'cidrs']]),
  ),
  // Ramen: internal/controller/drcluster_controller.go, processDeletion.
  removal: (live) => [
    `Ramen's operator and its configuration are taken off ${getString(live, ['metadata', 'name']) ?? 'the cluster'} (ManifestWork ramen-dr-cluster)`,
  ],
});

/** Ramen finds the ManagedCluster by the DRCluster's own name (internal/controller/drcluster_controller.go). */
function drClusterReferences(object: JsonObject): readonly Reference[] {
  const group = 'cluster.open-cluster-management.io';
  return referenceAt(object, ['metadata', 'name'], { group, kind: 'ManagedCluster', required: false });
}

/** Reasons of `Validated=False` that the first minutes of a cluster's life show. */
const patience = new Set(['DrClustersDeployStatusCheckFailed', 'DRClusterConfigInProgress']);
const fenceErrors = new Set(['FenceError', 'UnfenceError', 'CleanError']);

/** Ramen: internal/controller/drcluster_controller.go (phases, conditions Validated, CIDRsValidated, Fenced). */
function drClusterHealth(live: LiveObject): Health {
  const deleted = deletionHealth(live);
  if (deleted !== undefined) return deleted;
  const validated = conditionHealth(live, 'Validated', { patience });
  if (validated.status !== 'Current') return validated;
  const cidrs = conditionOf(live, 'CIDRsValidated');
  if (cidrs?.status === 'False') return failed(describe(cidrs));
  const fenced = conditionOf(live, 'Fenced');
  if (fenced !== undefined && fenceErrors.has(fenced.reason)) return failed(describe(fenced));
  const maintenance = failedMaintenance(live);
  if (maintenance !== undefined) return failed(maintenance);
  const phase = getString(live, ['status', 'phase']) ?? '';
  return endPhases(live).has(phase)
    ? current(`phase ${phase}`)
    : inProgress(`phase ${phase || 'not set yet'}`);
}

/** Storage that had to be told about a failover, and did not take it. Ramen: internal/controller/drcluster_mmode.go. */
function failedMaintenance(live: LiveObject): string | undefined {
  const modes = getAt(live, ['status', 'maintenanceModes']);
  const broken = (isArray(modes) ? modes : []).find((mode) => getString(mode, ['state']) === 'Error');
  if (broken === undefined) return undefined;
  const storage = getString(broken, ['storageProvisioner']) ?? 'its storage';
  return `maintenance mode of ${storage} (${getString(broken, ['targetID']) ?? 'no target'}) is in error: a failover waits for it`;
}

/** Where the cluster comes to rest, given what its spec asks for. */
function endPhases(live: LiveObject): ReadonlySet<string> {
  const fence = getString(live, ['spec', 'clusterFence']) ?? '';
  if (fence === 'Fenced' || fence === 'ManuallyFenced') return new Set(['Fenced']);
  return new Set(['Available', 'Unfenced']);
}
