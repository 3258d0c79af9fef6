import { getAt, getString } from '../../model/field-path.ts';
import { isObject, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import { generationOf, isBeingDeleted } from '../../model/live-object.ts';
import type { SandboxCluster } from '../world.ts';
import { conditionList, timestamp } from './conditions.ts';
import type { RamenContext } from './context.ts';
import { finalizersOf, listOf, nameOf, namespacedName, withFinalizer, withoutFinalizer } from './metadata.ts';
import { startWorkQueue, type WorkQueue } from './work-queue.ts';

const manager = 'work';
const finalizer = 'cluster.open-cluster-management.io/manifest-work-cleanup';

/** OCM's work agents: what stands in a ManifestWork in a cluster's namespace on the hub stands on that cluster. */
export function startWorkAgents(context: RamenContext): WorkQueue {
  const { world, pace } = context;
  const queue = startWorkQueue(context, {
    delay: pace.workAgent,
    reconcile: (key) => {
      reconcileWork(context, key);
      return undefined;
    },
  });
  const stop = world.hub.onChange(({ object }) => {
    if (object.kind === 'ManifestWork' && needsWork(object)) queue.add(namespacedName(object));
  });
  const stops = [...world.managed].map(([cluster, managed]) =>
    managed.onChange(({ type }) => {
      if (type !== 'DELETED') return;
      for (const work of world.hub.list('ManifestWork', cluster))
        if (isBeingDeleted(work)) queue.add(namespacedName(work));
    }),
  );
  for (const work of world.hub.list('ManifestWork')) queue.add(namespacedName(work));
  return {
    add: queue.add,
    stop: () => {
      stop();
      for (const each of stops) each();
      queue.stop();
    },
  };
}

function needsWork(work: JsonObject): boolean {
  return isBeingDeleted(work) || !finalizersOf(work).includes(finalizer) || !isApplied(work);
}

/** Applied on its cluster, at its generation. */
function isApplied(work: JsonObject): boolean {
  return listOf(work, ['status', 'conditions']).some(
    (condition) =>
      getString(condition, ['type']) === 'Applied' &&
      getAt(condition, ['observedGeneration']) === (generationOf(work) ?? 0),
  );
}

function reconcileWork(context: RamenContext, key: string): void {
  const [cluster = '', name = ''] = key.split('/');
  const managed = context.world.managed.get(cluster);
  const found = context.world.hub.get('ManifestWork', cluster, name);
  if (managed === undefined || found === undefined || context.isLost(cluster)) return;
  const manifests = listOf(found, ['spec', 'workload', 'manifests']).filter(isObject);
  if (isBeingDeleted(found)) {
    const orphan = getString(found, ['spec', 'deleteOption', 'propagationPolicy']) === 'Orphan';
    const left = orphan ? [] : manifests.filter((manifest) => removeManifest(managed, manifest));
    if (left.length === 0) context.world.hub.update(withoutFinalizer(found, finalizer), manager);
    return;
  }
  const work = context.world.hub.update(withFinalizer(found, finalizer), manager);
  for (const manifest of manifests) applyManifest(managed, manifest);
  context.world.hub.updateStatus('ManifestWork', cluster, name, appliedStatus(context, work), manager);
}

/** True while the object is still there. */
function removeManifest(managed: SandboxCluster, manifest: JsonObject): boolean {
  const kind = getString(manifest, ['kind']) ?? '';
  const namespace = getString(manifest, ['metadata', 'namespace']);
  const object = managed.get(kind, namespace, nameOf(manifest));
  if (object === undefined) return false;
  if (!isBeingDeleted(object)) managed.remove(kind, namespace, nameOf(manifest));
  return managed.get(kind, namespace, nameOf(manifest)) !== undefined;
}

/** Adds its labels and annotations, replaces its spec, and never touches status. */
function applyManifest(managed: SandboxCluster, manifest: JsonObject): void {
  const { status: _, ...wanted } = manifest;
  const kind = getString(manifest, ['kind']) ?? '';
  const live = managed.get(kind, getString(manifest, ['metadata', 'namespace']), nameOf(manifest));
  if (live === undefined) {
    managed.create(wanted, manager);
    return;
  }
  const merged: JsonObject = {
    ...live,
    ...wanted,
    metadata: mergedMetadata(live.metadata, wanted.metadata),
  };
  if (!jsonEquals(merged, live)) managed.update(merged, manager);
}

function mergedMetadata(live: Json | undefined, wanted: Json | undefined): JsonObject {
  const before = isObject(live) ? live : {};
  const after = isObject(wanted) ? wanted : {};
  const merged: Record<string, Json> = { ...before };
  for (const field of ['labels', 'annotations'] as const) {
    const [old, added] = [before[field], after[field]];
    if (isObject(added)) merged[field] = { ...(isObject(old) ? old : {}), ...added };
  }
  return merged;
}

function appliedStatus(context: RamenContext, work: JsonObject): JsonObject {
  const before = work.status;
  return {
    conditions: conditionList(
      [
        { type: 'Applied', status: 'True', reason: 'AppliedManifestWorkComplete', message: 'Applied' },
        { type: 'Available', status: 'True', reason: 'ResourcesAvailable', message: 'Available' },
      ],
      isObject(before) ? before : undefined,
      generationOf(work) ?? 0,
      timestamp(context.world.now()),
    ),
  };
}
