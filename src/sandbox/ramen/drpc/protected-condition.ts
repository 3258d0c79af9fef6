import { getAt, getString } from '../../../model/field-path.ts';
import { isObject, type JsonObject } from '../../../model/json.ts';
import { generationOf, resourceVersionOf } from '../../../model/live-object.ts';
import { listOf, nameOf, namespaceOf } from '../metadata.ts';
import { retained } from '../placement-decision.ts';
import { isVrg, type VrgView } from '../vrg-views.ts';
import { currentDecisions, type DrpcRun, lastCluster, viewOf } from './drpc-run.ts';
import { protectedState } from './protected-state.ts';
import { orderOf } from './vrg-work.ts';

/**
 * What the DRPC repeats of a VRG: Protected, `resourceConditions`, `lastGroupSyncTime`.
 * A wrong preferredCluster makes it speak of the wrong cluster, as in Ramen (clusterForVRGStatus).
 */
export function repeatVrgStatus(run: DrpcRun): void {
  const cluster = clusterForVrgStatus(run);
  const seen = viewOf(run, cluster);
  if (seen === 'pending') return;
  const view = isVrg(seen) ? seen : (lastStored(run) ?? seen);
  run.status.protected = isVrg(view) ? protectedState(view, cluster) : missing(cluster);
  run.status.resourceConditions = resourceConditions(view);
  // Of a cluster that no longer answers the last word stands.
  if (!isVrg(view)) return;
  const synced = getString(view, ['status', 'lastGroupSyncTime']);
  if (synced !== undefined || run.action !== 'Relocate') run.status.lastGroupSyncTime = synced;
}

function missing(cluster: string): DrpcRun['status']['protected'] {
  const message = `Missing VolumeReplicationGroup status from cluster ${cluster}`;
  return { status: 'Unknown', reason: 'Unknown', message };
}

/** Where a cluster shows no VRG, the last primary in the object stores speaks for it, whatever its cluster is. */
function lastStored(run: DrpcRun): VrgView | undefined {
  return run.context.applications.find(run.vrgNamespace, nameOf(run.drpc))?.storedVrg;
}

function clusterForVrgStatus(run: DrpcRun): string {
  if (run.action === 'Failover') {
    const decisions = currentDecisions(run);
    const decision = decisions.find((each) => each.reason !== retained) ?? decisions[0];
    return decision?.clusterName ?? run.failoverCluster;
  }
  if (run.action === 'Relocate' && orderOf(run, run.preferredCluster)?.state !== 'primary') {
    const last = getString(run.drpc, ['metadata', 'annotations', lastCluster]);
    return last ?? run.preferredCluster;
  }
  return run.preferredCluster;
}

function resourceConditions(view: VrgView): JsonObject {
  if (!isVrg(view)) return { resourceMeta: { generation: 0, kind: '', name: '', namespace: '' } };
  const claims = listOf(view, ['status', 'protectedPVCs']).flatMap(
    (claim) => getString(claim, ['name']) ?? [],
  );
  const conditions = getAt(view, ['status', 'conditions']);
  return {
    ...(Array.isArray(conditions) ? { conditions: conditions.filter(isObject) } : {}),
    resourceMeta: {
      generation: generationOf(view) ?? 0,
      kind: 'VolumeReplicationGroup',
      name: nameOf(view),
      namespace: namespaceOf(view),
      ...(claims.length === 0 ? {} : { protectedpvcs: claims }),
      resourceVersion: resourceVersionOf(view),
    },
  };
}
