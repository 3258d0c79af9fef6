import { expect, it } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import { LiveReader } from './live-reader.ts';
import { readVrgViews } from './vrg-views.ts';

const vrg = { kind: 'VolumeReplicationGroup', spec: { replicationState: 'secondary' } };

/** A view as OCM answers it on the hub, in the namespace of the cluster. */
function view(cluster: string, name: string, status: JsonObject): JsonObject {
  return {
    apiVersion: 'view.open-cluster-management.io/v1beta1',
    kind: 'ManagedClusterView',
    metadata: { namespace: cluster, name },
    status,
  };
}
const condition = (status: string, reason: string, message: string) => ({
  conditions: [{ type: 'Processing', status, reason, message }],
});
const seen = {
  ...condition('True', 'GetResourceProcessing', 'Watching resources successfully'),
  result: vrg,
};
const failed = (message: string) => condition('False', 'GetResourceFailed', message);

function read(views: readonly JsonObject[], clusters: readonly string[]) {
  const hub = new LiveReader(
    {
      resource: async () => ({
        apiVersion: 'view.open-cluster-management.io/v1beta1',
        kind: 'ManagedClusterView',
        plural: 'managedclusterviews',
        namespaced: true,
      }),
      get: async () => undefined,
      list: async () => views,
    },
    new Set(),
  );
  const ref = {
    cluster: 'hub',
    apiVersion: 'v1',
    kind: 'DRPlacementControl',
    namespace: 'shop',
    name: 'cart',
  };
  return readVrgViews(ref, 'shop-app', clusters, hub);
}

it('shows what the hub sees of each cluster', async () => {
  const mcv = 'cart-shop-app-vrg-mcv';
  const views = [
    view('dr1', mcv, seen),
    view('dr1', 'other-shop-app-vrg-mcv', failed('err: dial tcp: timeout')),
    view('dr2', mcv, failed('failed to get resource with err: volumereplicationgroups "cart" not found')),
    view('dr3', mcv, failed('failed to get resource with err: dial tcp: timeout')),
    view('dr4', mcv, {}),
  ];
  const found = await read(views, ['dr1', 'dr2', 'dr3', 'dr4', 'dr5']);
  expect(Object.fromEntries(found)).toEqual({
    dr1: { seen: 'vrg', vrg },
    dr2: { seen: 'absent' },
    dr3: { seen: 'unreadable', why: 'failed to get resource with err: dial tcp: timeout' },
    dr4: { seen: 'unreadable', why: "the hub's view of it has no answer yet" },
  });
});
