import { getString } from '../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { conditionOf, generationOf, isBeingDeleted } from '../../model/live-object.ts';
import { type ConditionDraft, conditionList, timestamp } from './conditions.ts';
import type { RamenContext } from './context.ts';
import { clusterId } from './managed-cluster.ts';
import { isApplied } from './manifest-work.ts';
import {
  backupLabel,
  createdByRamen,
  listOf,
  nameOf,
  withFinalizer,
  withMetadata,
  withoutFinalizer,
} from './metadata.ts';
import { profileProblem, readRamenConfig } from './ramen-config.ts';
import { startWorkQueue, type WorkQueue } from './work-queue.ts';

const finalizer = 'drclusters.ramendr.openshift.io/ramen';

/** Ramen: internal/controller/drcluster_controller.go, without network fencing. */
export function startDrClusters(context: RamenContext): WorkQueue {
  const { world, pace } = context;
  const queue = startWorkQueue(context, {
    delay: pace.hubReconcile,
    reconcile: (key) => {
      reconcileDrCluster(context, key);
      return undefined;
    },
  });
  const concerns = new Set([
    'DRCluster',
    'DRPolicy',
    'ConfigMap',
    'Secret',
    'ManagedCluster',
    'ManifestWork',
  ]);
  const stop = world.hub.onChange(({ object }) => {
    if (!concerns.has(getString(object, ['kind']) ?? '')) return;
    if (object.kind === 'DRCluster') queue.add(nameOf(object));
    else for (const each of world.hub.list('DRCluster')) queue.add(nameOf(each));
  });
  for (const each of world.hub.list('DRCluster')) queue.add(nameOf(each));
  return {
    add: queue.add,
    stop: () => {
      stop();
      queue.stop();
    },
  };
}

function reconcileDrCluster(context: RamenContext, name: string): void {
  const { hub } = context.world;
  const found = hub.get('DRCluster', undefined, name);
  if (found === undefined) return;
  if (isBeingDeleted(found)) {
    const used = hub.list('DRPolicy').some((policy) => listOf(policy, ['spec', 'drClusters']).includes(name));
    if (used) return;
    for (const work of ['drcconfig-mw', 'ramen-dr-cluster']) {
      if (hub.get('ManifestWork', name, work) !== undefined) hub.remove('ManifestWork', name, work);
    }
    hub.update(withoutFinalizer(found, finalizer), 'manager');
    return;
  }
  const adopted = withMetadata(withFinalizer(found, finalizer), 'labels', backupLabel);
  const drCluster = jsonEquals(adopted, found) ? found : hub.update(adopted, 'manager');
  writeStatus(context, drCluster, validate(context, drCluster));
}

type Validation = Omit<ConditionDraft, 'type'>;

function validate(context: RamenContext, drCluster: JsonObject): Validation {
  const { hub } = context.world;
  const name = nameOf(drCluster);
  const config = readRamenConfig(hub);
  if (typeof config === 'string') return invalid('ConfigMapGetFailed', config);
  if (!context.world.managed.has(name))
    return invalid('DrClustersDeployFailed', `namespaces "${name}" not found`);
  ensureWork(context, name, 'ramen-dr-cluster', agentRole);
  const profile = getString(drCluster, ['spec', 's3ProfileName']) ?? '';
  const problem = profileProblem(hub, config, profile);
  if (problem !== undefined) return invalid('s3ConnectionFailed', `${profile}: ${problem}`);
  const deployed = hub.get('ManifestWork', name, 'ramen-dr-cluster');
  if (deployed === undefined || !isApplied(deployed)) {
    return invalid('DrClustersDeployStatusCheckFailed', 'DRCluster ManifestWork is not in applied state');
  }
  const managed = hub.get('ManagedCluster', undefined, name);
  if (managed === undefined || conditionOf(managed, 'ManagedClusterJoined')?.status !== 'True') {
    return invalid('DRClusterConfigInProgress', `cluster (${name}) has not joined the hub`);
  }
  ensureWork(context, name, 'drcconfig-mw', drClusterConfig(context, name));
  const configured = hub.get('ManifestWork', name, 'drcconfig-mw');
  if (configured === undefined || !isApplied(configured)) {
    return invalid('DRClusterConfigInProgress', `DRClusterConfig is not applied to cluster (${name})`);
  }
  return { status: 'True', reason: 'Succeeded', message: 'Validated the cluster' };
}

function invalid(reason: string, message: string): Validation {
  return { status: 'False', reason, message };
}

function writeStatus(context: RamenContext, drCluster: JsonObject, validated: Validation): void {
  const before = isObject(drCluster.status) ? drCluster.status : undefined;
  const fenced = getString(drCluster, ['spec', 'clusterFence']);
  const isFenced = fenced === 'ManuallyFenced' || fenced === 'Fenced';
  const fencing: ConditionDraft[] = isFenced
    ? [{ type: 'Fenced', status: 'True', reason: 'Fenced', message: 'Cluster Manually fenced' }]
    : [{ type: 'Fenced', status: 'False', reason: 'Clean', message: 'Cluster Clean' }];
  const clean: ConditionDraft = isFenced
    ? { type: 'Clean', status: 'False', reason: 'Fenced', message: 'Cluster Manually fenced' }
    : { type: 'Clean', status: 'True', reason: 'Clean', message: 'Cluster Clean' };
  const status: JsonObject = {
    phase: isFenced ? 'Fenced' : fenced === undefined ? 'Available' : 'Unfenced',
    conditions: conditionList(
      [...fencing, clean, { type: 'Validated', ...validated }],
      before,
      generationOf(drCluster) ?? 0,
      timestamp(context.world.now()),
    ),
  };
  if (before !== undefined && jsonEquals(before, status)) return;
  context.world.hub.updateStatus('DRCluster', undefined, nameOf(drCluster), status, 'manager');
}

const agentRole: JsonObject = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: {
    name: 'open-cluster-management:klusterlet-work-sa:agent:volrepgroup-edit',
    labels: { 'open-cluster-management.io/aggregate-to-work': 'true', ...createdByRamen },
  },
  rules: [
    {
      apiGroups: ['ramendr.openshift.io'],
      resources: ['volumereplicationgroups'],
      verbs: ['create', 'get', 'list', 'update', 'delete'],
    },
  ],
};

function drClusterConfig(context: RamenContext, cluster: string): JsonObject {
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
      clusterID: clusterId(cluster),
      ...(schedules.length === 0 ? {} : { replicationSchedules: [...new Set(schedules)].sort() }),
    },
  };
}

function ensureWork(context: RamenContext, cluster: string, name: string, manifest: JsonObject): void {
  const { hub } = context.world;
  const spec: JsonObject = { workload: { manifests: [manifest] } };
  const found = hub.get('ManifestWork', cluster, name);
  if (found === undefined) {
    const metadata = {
      name,
      namespace: cluster,
      labels: createdByRamen,
      annotations: { 'drcluster.ramendr.openshift.io/drcluster-name': cluster },
    };
    const apiVersion = 'work.open-cluster-management.io/v1';
    hub.create({ apiVersion, kind: 'ManifestWork', metadata, spec }, 'manager');
  } else if (!jsonEquals(found.spec, spec)) {
    hub.update({ ...found, spec }, 'manager');
  }
}
