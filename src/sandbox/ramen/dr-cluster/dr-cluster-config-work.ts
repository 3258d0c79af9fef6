import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { conditionOf } from '../../../model/live-object.ts';
import type { RamenContext } from '../context.ts';
import { clusterIdOf } from '../managed-cluster.ts';
import { createdByRamen, listOf } from '../metadata.ts';
import { ensureWork, isInAppliedState } from './cluster-works.ts';

/** The error's text while the cluster has not got it. */
export function ensureDrClusterConfig(context: RamenContext, name: string): string | undefined {
  const { hub } = context.world;
  const managed = hub.get('ManagedCluster', undefined, name);
  if (managed === undefined) {
    return `failed to get ManagedCluster resource for cluster (${name}), ManagedCluster.cluster.open-cluster-management.io "${name}" not found`;
  }
  if (conditionOf(managed, 'ManagedClusterJoined')?.status !== 'True') {
    return `cluster (${name}) has not joined the hub`;
  }
  const clusterID = clusterIdOf(managed);
  if (clusterID === undefined) return `cluster (${name}) is missing cluster ID claim`;
  const manifest = drClusterConfig(context, name, clusterID);
  ensureWork(context, { cluster: name, name: 'drcconfig-mw', manifests: [manifest] });
  return isInAppliedState(hub.get('ManifestWork', name, 'drcconfig-mw'))
    ? undefined
    : `DRClusterConfig is not applied to cluster (${name})`;
}

function drClusterConfig(context: RamenContext, cluster: string, clusterID: string): JsonObject {
  const schedules = context.world.hub
    .list('DRPolicy')
    .filter((policy) => listOf(policy, ['spec', 'drClusters']).includes(cluster))
    .map((policy) => getString(policy, ['spec', 'schedulingInterval']) ?? '')
    .filter((interval) => interval !== '');
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRClusterConfig',
    metadata: { name: cluster, labels: createdByRamen },
    spec: {
      clusterID,
      ...(schedules.length === 0 ? {} : { replicationSchedules: [...new Set(schedules)] }),
    },
    status: {},
  };
}
