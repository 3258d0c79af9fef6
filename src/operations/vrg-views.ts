import { getAt, getString } from '../model/field-path.ts';
import { isArray, isObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { VrgSight } from '../plan/situation.ts';
import type { LiveReader } from './live-reader.ts';

/**
 * What the hub's own ManagedClusterViews show of an application's VRGs: all that can be known of clusters that only the hub
 * reaches. A view keeps its last success for a while after its cluster is lost. A cluster without a view is left out.
 * Ramen: internal/controller/util/mcv_util.go (names, GetResource, parseErrorMessage).
 */
export async function readVrgViews(
  ref: ObjectRef,
  namespace: string,
  clusters: readonly string[],
  hub: LiveReader,
): Promise<ReadonlyMap<string, VrgSight>> {
  const name = `${ref.name}-${namespace}-vrg-mcv`;
  const found = await Promise.all(
    clusters.map(async (cluster) => {
      const views = await hub.listKind(
        'view.open-cluster-management.io/v1beta1',
        'ManagedClusterView',
        cluster,
      );
      const view = views?.find(
        (candidate) =>
          getString(candidate, ['metadata', 'name']) === name &&
          getString(candidate, ['metadata', 'namespace']) === cluster,
      );
      return view === undefined ? [] : [[cluster, sightOf(view)] as const];
    }),
  );
  return new Map(found.flat());
}

function sightOf(view: LiveObject): VrgSight {
  const conditions = getAt(view, ['status', 'conditions']);
  const [condition] = isArray(conditions) ? conditions : [];
  const message = getString(condition, ['message']) ?? '';
  const result = getAt(view, ['status', 'result']);
  if (getString(condition, ['status']) === 'True' && isObject(result)) return { seen: 'vrg', vrg: result };
  // The end of the message is the protocol.
  if (/(not found|the server could not find the requested resource)$/.test(message))
    return { seen: 'absent' };
  return { seen: 'unreadable', why: message === '' ? "the hub's view of it has no answer yet" : message };
}
