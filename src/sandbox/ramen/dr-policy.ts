import { getAt, getString, setAt } from '../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { conditionOf, generationOf, isBeingDeleted } from '../../model/live-object.ts';
import { type ConditionDraft, conditionList, timestamp } from './conditions.ts';
import type { RamenContext } from './context.ts';
import { backupLabel, listOf, nameOf, withFinalizer, withMetadata, withoutFinalizer } from './metadata.ts';
import { type PeerClasses, peerClassesOf } from './peer-classes.ts';
import { readRamenConfig } from './ramen-config.ts';
import { startWorkQueue, type WorkQueue } from './work-queue.ts';

const finalizer = 'drpolicies.ramendr.openshift.io/ramen';
const classKinds = new Set(['StorageClass', 'VolumeReplicationClass', 'VolumeSnapshotClass']);
const hubKinds = new Set(['DRCluster', 'ConfigMap', 'DRPlacementControl', 'ManagedCluster']);

/** Ramen: internal/controller/drpolicy_controller.go. */
export function startDrPolicies(context: RamenContext): WorkQueue {
  const { world, pace } = context;
  const queue = startWorkQueue(context, {
    delay: pace.hubReconcile,
    reconcile: (key) => {
      reconcileDrPolicy(context, key);
      return undefined;
    },
  });
  const addAll = (): void => {
    for (const each of world.hub.list('DRPolicy')) queue.add(nameOf(each));
  };
  const stops = [
    world.hub.onChange(({ type, object }) => {
      if (object.kind === 'DRPolicy') queue.add(nameOf(object));
      // Of DRPCs only their end matters: it may free a policy that is being deleted.
      else if (object.kind === 'DRPlacementControl' && type !== 'DELETED') return;
      else if (hubKinds.has(getString(object, ['kind']) ?? '')) addAll();
    }),
    ...[...world.managed.values()].map((managed) =>
      managed.onChange(({ object }) => {
        if (classKinds.has(getString(object, ['kind']) ?? '')) addAll();
      }),
    ),
  ];
  addAll();
  return {
    add: queue.add,
    stop: () => {
      for (const stop of stops) stop();
      queue.stop();
    },
  };
}

function reconcileDrPolicy(context: RamenContext, name: string): void {
  const { hub } = context.world;
  const found = hub.get('DRPolicy', undefined, name);
  if (found === undefined) return;
  if (isBeingDeleted(found)) {
    const used = hub
      .list('DRPlacementControl')
      .some((drpc) => getString(drpc, ['spec', 'drPolicyRef', 'name']) === name);
    if (!used) hub.update(withoutFinalizer(found, finalizer), 'manager');
    return;
  }
  const problem = problemOf(context, found);
  if (problem !== undefined) {
    writeStatus(context, found, { async: [], sync: [] }, problem);
    return;
  }
  const policy = adopt(context, found);
  const peers = peerClassesOf(context.world, policy);
  const both = peers.async.length > 0 && peers.sync.length > 0;
  writeStatus(
    context,
    policy,
    peers,
    both
      ? {
          status: 'False',
          reason: 'DRPolicyConflictFound',
          message: 'invalid DRPolicy: a policy cannot contain both sync and async configurations',
        }
      : { status: 'True', reason: 'Succeeded', message: 'drpolicy validated' },
  );
}

type Validation = Omit<ConditionDraft, 'type'>;

function problemOf(context: RamenContext, policy: JsonObject): Validation | undefined {
  const { hub } = context.world;
  const config = readRamenConfig(hub);
  if (typeof config === 'string') return { status: 'False', reason: 'ConfigMapGetFailed', message: config };
  if (!hub.list('DRCluster').some((each) => context.world.managed.has(nameOf(each)))) {
    return { status: 'False', reason: 'drClusterDetailsFailed', message: 'no DRClusters found' };
  }
  const names = listOf(policy, ['spec', 'drClusters']).map(String);
  if (names.length === 0) {
    return { status: 'False', reason: 'ValidationFailed', message: 'missing DRClusters list in policy' };
  }
  const text = `([${names.join(' ')}])`;
  const clusters = names.map((name) => hub.get('DRCluster', undefined, name));
  if (clusters.some((each) => each === undefined)) {
    const message = `failed to find DRClusters specified in policy ${text}`;
    return { status: 'False', reason: 'DRClusterNotFound', message };
  }
  if (!clusters.some((each) => each !== undefined && conditionOf(each, 'Validated')?.status === 'True')) {
    const message = `none of the DRClusters are validated ${text}`;
    return { status: 'False', reason: 'DRClustersUnavailable', message };
  }
  return undefined;
}

/** Ramen's own Update sends the Go type's empty selector along, and so writes a field of the spec. */
function adopt(context: RamenContext, policy: JsonObject): JsonObject {
  const marked = withMetadata(withFinalizer(policy, finalizer), 'labels', backupLabel);
  const selector = ['spec', 'volumeGroupSnapshotClassSelector'];
  const adopted = getAt(marked, selector) === undefined ? setAt(marked, selector, {}) : marked;
  return jsonEquals(adopted, policy) ? policy : context.world.hub.update(adopted, 'manager');
}

function writeStatus(
  context: RamenContext,
  policy: JsonObject,
  peers: PeerClasses,
  validated: Validation,
): void {
  const before = isObject(policy.status) ? policy.status : undefined;
  const status: JsonObject = {
    async: peers.async.length === 0 ? {} : { peerClasses: peers.async },
    sync: peers.sync.length === 0 ? {} : { peerClasses: peers.sync },
    conditions: conditionList(
      [{ type: 'Validated', ...validated }],
      before,
      generationOf(policy) ?? 0,
      timestamp(context.world.now()),
    ),
  };
  if (before !== undefined && jsonEquals(before, status)) return;
  context.world.hub.updateStatus('DRPolicy', undefined, nameOf(policy), status, 'manager');
}
