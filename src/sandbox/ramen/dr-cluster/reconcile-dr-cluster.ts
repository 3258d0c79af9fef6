import { getString } from '../../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../../model/json.ts';
import { isBeingDeleted } from '../../../model/live-object.ts';
import type { ConditionDraft } from '../conditions.ts';
import { type RamenConfig, readRamenConfig } from '../config/ramen-config.ts';
import type { RamenContext } from '../context.ts';
import { backupLabel, listOf, nameOf, withFinalizer, withMetadata, withoutFinalizer } from '../metadata.ts';
import { agentManifests } from './agent-manifests.ts';
import { cidrsCondition } from './cidrs.ts';
import { drClusterNames, ensureWork, isInAppliedState } from './cluster-works.ts';
import { ensureDrClusterConfig } from './dr-cluster-config-work.ts';
import { writeDrClusterStatus } from './dr-cluster-status.ts';
import { fence, fenceTargetsOf } from './fencing.ts';
import { removeFence } from './network-fence.ts';
import { type CheckFailure, s3Failure } from './s3-check.ts';

const finalizer = 'drclusters.ramendr.openshift.io/ramen';

/** One look at one DRCluster. (Ramen: internal/controller/drcluster_controller.go, processCreateOrUpdate.) */
export function reconcileDrCluster(context: RamenContext, name: string): void {
  const { hub } = context.world;
  const found = hub.get('DRCluster', undefined, name);
  if (found === undefined) return;
  if (isBeingDeleted(found)) {
    remove(context, found);
    return;
  }
  const config = readRamenConfig(hub);
  if (typeof config === 'string') {
    writeDrClusterStatus(context, found, [invalid({ reason: 'ConfigMapGetFailed', message: config })]);
    return;
  }
  const adopted = withMetadata(withFinalizer(found, finalizer), 'labels', backupLabel);
  const drCluster = jsonEquals(adopted, found) ? found : hub.update(adopted, 'manager');
  if (hub.get('Namespace', undefined, name) === undefined) {
    const message = `namespaces "${name}" not found`;
    writeDrClusterStatus(context, drCluster, [invalid({ reason: 'DrClustersDeployFailed', message })]);
    return;
  }
  const annotations = drClusterNames(name);
  ensureWork(context, {
    cluster: name,
    name: 'ramen-dr-cluster',
    annotations,
    manifests: agentManifests(config),
  });
  // Before the other checks: a cluster to be fenced is likely to fail them.
  const fencing = fence(context, drCluster);
  writeDrClusterStatus(context, drCluster, validate(context, config, drCluster), fencing);
}

/** Only with no policy that lists it; a fence is taken away from the peer as well. */
function remove(context: RamenContext, drCluster: JsonObject): void {
  const { hub } = context.world;
  const name = nameOf(drCluster);
  if (hub.list('DRPolicy').some((policy) => listOf(policy, ['spec', 'drClusters']).includes(name))) return;
  for (const work of ['drcconfig-mw', 'ramen-dr-cluster']) {
    const found = hub.get('ManifestWork', name, work);
    if (found !== undefined && !isBeingDeleted(found)) hub.remove('ManifestWork', name, work);
  }
  const fenced = ['Fenced', 'Unfenced'].includes(getString(drCluster, ['spec', 'clusterFence']) ?? '');
  if (fenced) {
    const targets = fenceTargetsOf(context, drCluster);
    if (targets === undefined || targets.some((target) => removeFence(context, target))) return;
  }
  hub.update(withoutFinalizer(drCluster, finalizer), 'manager');
}

function validate(
  context: RamenContext,
  config: RamenConfig,
  drCluster: JsonObject,
): readonly ConditionDraft[] {
  const { hub } = context.world;
  const name = nameOf(drCluster);
  const s3 = s3Failure(context, config, drCluster);
  if (s3 !== undefined) return [invalid(s3)];
  if (!isInAppliedState(hub.get('ManifestWork', name, 'ramen-dr-cluster'))) {
    const message = 'DRCluster ManifestWork is not in applied state';
    return [invalid({ reason: 'DrClustersDeployStatusCheckFailed', message })];
  }
  const configured = ensureDrClusterConfig(context, name);
  if (configured !== undefined) {
    return [invalid({ reason: 'DRClusterConfigInProgress', message: configured })];
  }
  const cidrs = cidrsCondition(
    listOf(drCluster, ['spec', 'cidrs']).map(String),
    detectedCidrs(context, name),
  );
  const validated: ConditionDraft =
    cidrs?.status === 'False'
      ? invalid({ reason: 'ValidationFailed', message: 'CIDRs validation failed' })
      : { type: 'Validated', status: 'True', reason: 'Succeeded', message: 'Validated the cluster' };
  return cidrs === undefined ? [validated] : [validated, cidrs];
}

function detectedCidrs(context: RamenContext, name: string): readonly string[] {
  const config = context.world.managed.get(name)?.get('DRClusterConfig', undefined, name);
  if (config === undefined) return [];
  return listOf(config, ['status', 'storageAccessDetails']).flatMap((each) =>
    isObject(each) ? listOf(each, ['cidrs']).map(String) : [],
  );
}

function invalid({ reason, message }: CheckFailure): ConditionDraft {
  return { type: 'Validated', status: 'False', reason, message };
}
