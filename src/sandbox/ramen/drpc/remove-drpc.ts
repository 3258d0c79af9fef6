import { getString, removeAt } from '../../../model/field-path.ts';
import { drpcAnnotation, nameOf, namespaceOf, withoutFinalizer } from '../metadata.ts';
import { asksFor } from '../vrg-views.ts';
import { type DrpcRun, enterPhase, viewOf } from './drpc-run.ts';
import { removeWork, vrgWorkOf } from './vrg-work.ts';

/** On DRPCs and Placements. */
export const drpcFinalizer = 'drpc.ramendr.openshift.io/finalizer';

/**
 * Protection ends: the secondary's VRG goes, then the primary's, then the finalizers; the application and its
 * decision stay. (Ramen: finalizeDRPC, cleanupVRGs.) True when the DRPC itself has been let go.
 */
export function removeDrpc(run: DrpcRun): boolean {
  enterPhase(run, 'Deleting');
  run.status.progression = 'Deleting';
  const left = run.clusters.filter(
    (cluster) => vrgWorkOf(run, cluster) !== undefined || viewOf(run, cluster) !== 'none',
  );
  if (left.length > 0) {
    const secondaries = left.filter((cluster) => !asksFor(viewOf(run, cluster), 'primary'));
    for (const cluster of secondaries.length > 0 ? secondaries : left) removeWork(run, cluster, 'vrg');
    return false;
  }
  for (const cluster of run.clusters) removeWork(run, cluster, 'ns');
  releasePlacement(run);
  const { hub } = run.context.world;
  const drpc = hub.get('DRPlacementControl', namespaceOf(run.drpc), nameOf(run.drpc));
  if (drpc !== undefined && getString(drpc, ['metadata', 'deletionTimestamp']) !== undefined) {
    hub.update(withoutFinalizer(drpc, drpcFinalizer), 'manager');
    return true;
  }
  return false;
}

function releasePlacement(run: DrpcRun): void {
  const { hub } = run.context.world;
  const found = hub.get('Placement', namespaceOf(run.placement), nameOf(run.placement));
  if (found === undefined) return;
  const unmarked = [drpcAnnotation('drpc-name'), drpcAnnotation('drpc-namespace')].reduce(
    (placement, annotation) => removeAt(placement, ['metadata', 'annotations', annotation]),
    found,
  );
  hub.update(withoutFinalizer(unmarked, drpcFinalizer), 'manager');
}
