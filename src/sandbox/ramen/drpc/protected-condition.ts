import { getAt, getString } from '../../../model/field-path.ts';
import { isObject, type JsonObject } from '../../../model/json.ts';
import { conditionOf, generationOf, resourceVersionOf } from '../../../model/live-object.ts';
import { isObserved, listOf, nameOf, namespaceOf } from '../metadata.ts';
import { retained } from '../placement-decision.ts';
import { isVrg, type VrgView } from '../vrg-views.ts';
import { currentDecisions, type DrpcRun, lastCluster, viewOf } from './drpc-run.ts';
import { isMetro, orderOf } from './vrg-work.ts';

/**
 * What the DRPC repeats of a VRG: Protected, `resourceConditions`, `lastGroupSyncTime`.
 * A wrong preferredCluster makes it speak of the wrong cluster, as in Ramen (clusterForVRGStatus).
 */
export function repeatVrgStatus(run: DrpcRun): void {
  const cluster = clusterForVrgStatus(run);
  const seen = viewOf(run, cluster);
  if (seen === 'pending') return;
  const view = isVrg(seen) ? seen : (lastStored(run) ?? seen);
  run.status.protected = protectedCondition(run, cluster, view);
  run.status.resourceConditions = resourceConditions(view);
  // Of a cluster that no longer answers the last word stands.
  if (!isVrg(view)) return;
  const synced = getString(view, ['status', 'lastGroupSyncTime']);
  if (synced !== undefined || run.action !== 'Relocate') run.status.lastGroupSyncTime = synced;
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

function protectedCondition(run: DrpcRun, cluster: string, view: VrgView): DrpcRun['status']['protected'] {
  if (!isVrg(view)) {
    return unknown(`Missing VolumeReplicationGroup status from cluster ${cluster}`);
  }
  const vrg = `VolumeReplicationGroup (${namespaceOf(view)}/${nameOf(view)}) on cluster ${cluster}`;
  if (!isObserved(view)) {
    return unknown(
      `${vrg} is not reporting any status about workload resources readiness, retrying till ClusterDataReady condition is met`,
    );
  }
  const dataReady = conditionOf(view, 'DataReady');
  if (dataReady?.status !== 'True') {
    return progressing(
      `${vrg} is progressing on readying workload data (${dataReady?.message ?? ''}), retrying till DataReady condition is met`,
    );
  }
  const stored = conditionOf(view, 'ClusterDataProtected');
  if (stored?.status !== 'True') {
    return progressing(
      `${vrg} is progressing on protecting workload resources (${stored?.message ?? ''}), retrying till ClusterDataProtected condition is met`,
    );
  }
  if (!isMetro(run) && getString(view, ['status', 'lastGroupSyncTime']) === undefined) {
    const state = getString(view, ['spec', 'replicationState']) ?? '';
    return progressing(
      `${vrg} is not reporting any lastGroupSyncTime as ${state}, retrying till status is met`,
    );
  }
  return { status: 'True', reason: 'Protected', message: `${vrg} is protecting required resources and data` };
}

function unknown(message: string): DrpcRun['status']['protected'] {
  return { status: 'Unknown', reason: 'Unknown', message };
}

function progressing(message: string): DrpcRun['status']['protected'] {
  return { status: 'False', reason: 'Progressing', message };
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
