import { getString } from '../../../model/field-path.ts';
import type { JsonObject } from '../../../model/json.ts';
import { annotationOf } from '../../../model/live-object.ts';
import type { RamenContext } from '../context.ts';
import { drpcAnnotation, labelOf, nameOf, namespacedName, namespaceOf } from '../metadata.ts';
import { startWorkQueue } from '../work-queue.ts';
import { reconcileDrpc } from './reconcile-drpc.ts';

export interface Drpcs {
  /** The hub's view of a VRG with this namespace and name has changed. */
  vrgChanged(namespace: string, name: string): void;
  /** Look at every DRPC again, as after a restart. */
  addAll(): void;
  stop(): void;
}

const placementLabel = 'cluster.open-cluster-management.io/placement';

/** What stands for all DRPCs: a change in one of these may concern any. */
const shared = new Set(['DRPolicy', 'DRCluster', 'ConfigMap']);

export function startDrpcs(context: RamenContext): Drpcs {
  const { hub } = context.world;
  const queue = startWorkQueue(context, {
    delay: context.pace.hubReconcile,
    reconcile: (key) => (context.isHeld(hub.name, 'operator') ? undefined : reconcileDrpc(context, key)),
  });
  const stop = hub.onChange(({ type, object }) => {
    if (type === 'DELETED' && object.kind === 'DRPlacementControl') {
      const namespace = annotationOf(object, drpcAnnotation('app-namespace')) ?? namespaceOf(object);
      context.views.forget(namespace, nameOf(object));
    }
    for (const key of concerned(object)) queue.add(key);
  });
  const addAll = (): void => {
    for (const drpc of hub.list('DRPlacementControl')) queue.add(namespacedName(drpc));
  };
  addAll();

  function concerned(object: JsonObject): readonly string[] {
    const kind = getString(object, ['kind']) ?? '';
    if (kind === 'DRPlacementControl') return [namespacedName(object)];
    if (shared.has(kind)) return hub.list('DRPlacementControl').map(namespacedName);
    // One that no DRPC has taken yet may be what any of its namespace waits for.
    if (kind === 'Placement' && annotationOf(object, drpcAnnotation('drpc-name')) === undefined) {
      return hub.list('DRPlacementControl', namespaceOf(object)).map(namespacedName);
    }
    if (kind === 'PlacementDecision') {
      const placement = hub.get('Placement', namespaceOf(object), labelOf(object, placementLabel) ?? '');
      return placement === undefined ? [] : concerned(placement);
    }
    if (kind !== 'ManifestWork' && kind !== 'Placement') return [];
    const name = annotationOf(object, drpcAnnotation('drpc-name'));
    const namespace = annotationOf(object, drpcAnnotation('drpc-namespace'));
    return name === undefined || namespace === undefined ? [] : [`${namespace}/${name}`];
  }

  return {
    vrgChanged: (vrgNamespace, name) => {
      // Mostly it stands where its VRG does; an ApplicationSet's stands elsewhere.
      const inPlace = hub.get('DRPlacementControl', vrgNamespace, name);
      if (inPlace !== undefined) queue.add(namespacedName(inPlace));
      else
        for (const drpc of hub.list('DRPlacementControl')) {
          const namespace = annotationOf(drpc, drpcAnnotation('app-namespace')) ?? namespaceOf(drpc);
          if (nameOf(drpc) === name && namespace === vrgNamespace) queue.add(namespacedName(drpc));
        }
    },
    addAll,
    stop: () => {
      stop();
      queue.stop();
    },
  };
}
