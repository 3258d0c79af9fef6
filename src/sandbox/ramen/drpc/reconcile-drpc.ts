import { getAt, getString, setAt } from '../../../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../../../model/json.ts';
import { annotationOf, generationOf, isBeingDeleted } from '../../../model/live-object.ts';
import type { RamenContext } from '../context.ts';
import {
  backupLabel,
  drpcAnnotation,
  finalizersOf,
  nameOf,
  namespaceOf,
  ownerReference,
  withFinalizer,
  withMetadata,
} from '../metadata.ts';
import { isVrg } from '../vrg-views.ts';
import type { LaterStep } from '../work-queue.ts';
import { appNamespaceOf } from './app-namespace.ts';
import { groundOf } from './checks.ts';
import { runInitialDeployment } from './deploy.ts';
import { type DrpcRun, viewOf } from './drpc-run.ts';
import { type DrpcStatus, drpcStatusToWrite, readDrpcStatus } from './drpc-status.ts';
import { runFailover } from './failover.ts';
import { agreesWithVrgs } from './hub-recovery.ts';
import { repeatVrgStatus } from './protected-condition.ts';
import { runRelocate } from './relocate.ts';
import { drpcFinalizer, removeDrpc } from './remove-drpc.ts';
import { testFailoverIsOver } from './test-failover.ts';
import { vrgWorkOf } from './vrg-work.ts';

/**
 * One look at one DRPC (key `namespace/name`): the whole spec as it is now decides, not what changed.
 * What it orders is written at once; the status follows a little later, and is dropped where the spec has moved on.
 */
export function reconcileDrpc(context: RamenContext, key: string): LaterStep | undefined {
  const { hub } = context.world;
  const [namespace = '', name = ''] = key.split('/');
  const found = hub.get('DRPlacementControl', namespace, name);
  if (found === undefined || (isBeingDeleted(found) && !finalizersOf(found).includes(drpcFinalizer)))
    return undefined;
  const status = readDrpcStatus(found);
  const ground = groundOf(hub, found);
  if (typeof ground === 'string') {
    status.available = { status: 'False', reason: 'Error', message: ground };
    return writeLater(context, found, status);
  }
  const vrgNamespace = appNamespaceOf(hub, found, ground.placement);
  const deleting = isBeingDeleted(found) || isBeingDeleted(ground.placement);
  const run: DrpcRun = {
    context,
    drpc: deleting ? found : adoptDrpc(context, found, ground.placement, vrgNamespace),
    placement: deleting ? ground.placement : adoptPlacement(context, found, ground.placement),
    policy: ground.policy,
    clusters: ground.clusters,
    vrgNamespace,
    action: getString(found, ['spec', 'action']) ?? '',
    preferredCluster: getString(found, ['spec', 'preferredCluster']) ?? '',
    failoverCluster: getString(found, ['spec', 'failoverCluster']) ?? '',
    status,
  };
  context.applications.ensure(vrgNamespace, name, ground.clusters);
  if (deleting) {
    if (removeDrpc(run)) return undefined;
    if (isUnprotected(run)) repeatVrgStatus(run);
  } else {
    if (waitsForViews(run)) return undefined;
    act(run);
  }
  return writeLater(context, found, status);
}

function isUnprotected(run: DrpcRun): boolean {
  return run.clusters.every(
    (cluster) => viewOf(run, cluster) === 'none' && vrgWorkOf(run, cluster) === undefined,
  );
}

const silentSteps = new Set(['EnsuringVolumesAreSecondary', 'WaitForReadiness']);

/** The first views of a new DRPC are on their way, and none shows a VRG: nothing is known, so nothing is said. */
function waitsForViews(run: DrpcRun): boolean {
  if (run.status.phase !== '') return false;
  const views = run.clusters.map((cluster) => viewOf(run, cluster));
  return views.includes('pending') && !views.some(isVrg);
}

function act(run: DrpcRun): void {
  if (!agreesWithVrgs(run) || !testFailoverIsOver(run)) {
    repeatVrgStatus(run);
    return;
  }
  const { progression } = run.status;
  if (run.action === 'Failover') runFailover(run);
  else if (run.action === 'Relocate') runRelocate(run);
  else runInitialDeployment(run);
  // A relocation that waits repeats nothing of a VRG until it goes on.
  const waits = run.status.progression === progression && silentSteps.has(progression);
  if (!waits) repeatVrgStatus(run);
}

function writeLater(context: RamenContext, seen: JsonObject, status: DrpcStatus): LaterStep {
  const { hub } = context.world;
  return {
    after: context.pace.hubStatus,
    run: () => {
      const now = hub.get('DRPlacementControl', namespaceOf(seen), nameOf(seen));
      if (now === undefined || generationOf(now) !== generationOf(seen)) return;
      const after = drpcStatusToWrite(now, status, context.world.now());
      if (after !== undefined) {
        hub.updateStatus('DRPlacementControl', namespaceOf(seen), nameOf(seen), after, 'manager');
      }
    },
  };
}

function adoptDrpc(
  context: RamenContext,
  drpc: JsonObject,
  placement: JsonObject,
  vrgNamespace: string,
): JsonObject {
  const labelled = withMetadata(withFinalizer(drpc, drpcFinalizer), 'labels', backupLabel);
  const known = annotationOf(drpc, drpcAnnotation('app-namespace'));
  const annotated =
    known === undefined
      ? withMetadata(labelled, 'annotations', { [drpcAnnotation('app-namespace')]: vrgNamespace })
      : labelled;
  const owned = setAt(annotated, ['metadata', 'ownerReferences'], [ownerReference(placement)]);
  return jsonEquals(owned, drpc) ? drpc : context.world.hub.update(owned, 'manager');
}

/** Ramen's own Update sends the Go type's empty prioritizerPolicy along, and the API server fills it in. */
function adoptPlacement(context: RamenContext, drpc: JsonObject, placement: JsonObject): JsonObject {
  const marked = withMetadata(withFinalizer(placement, drpcFinalizer), 'annotations', {
    [drpcAnnotation('drpc-name')]: nameOf(drpc),
    [drpcAnnotation('drpc-namespace')]: namespaceOf(drpc),
  });
  const policy = ['spec', 'prioritizerPolicy'];
  const adopted = getAt(marked, policy) === undefined ? setAt(marked, policy, { mode: 'Additive' }) : marked;
  return jsonEquals(adopted, placement) ? placement : context.world.hub.update(adopted, 'manager');
}
