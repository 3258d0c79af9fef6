import { getString } from '../../../model/field-path.ts';
import type { RamenContext } from '../context.ts';
import { nameOf } from '../metadata.ts';
import { startWorkQueue } from '../work-queue.ts';
import { reconcileDrCluster } from './reconcile-dr-cluster.ts';

const onHub = new Set(['DRPolicy', 'ConfigMap', 'Secret', 'Namespace', 'ManagedCluster', 'ManifestWork']);
const onManaged = new Set(['DRClusterConfig', 'NetworkFence', 'NetworkFenceClass']);

export function startDrClusters(context: RamenContext): { addAll(): void; stop(): void } {
  const { world, pace } = context;
  const queue = startWorkQueue(context, {
    delay: pace.hubReconcile,
    reconcile: (key) => {
      reconcileDrCluster(context, key);
      return undefined;
    },
  });
  const addAll = (): void => {
    for (const each of world.hub.list('DRCluster')) queue.add(nameOf(each));
  };
  const stops = [
    world.hub.onChange(({ object }) => {
      if (object.kind === 'DRCluster') queue.add(nameOf(object));
      else if (onHub.has(getString(object, ['kind']) ?? '')) addAll();
    }),
    ...[...world.managed.values()].map((managed) =>
      managed.onChange(({ object }) => {
        if (onManaged.has(getString(object, ['kind']) ?? '')) world.after(pace.view, addAll);
      }),
    ),
    context.stores.onChange(addAll),
  ];
  addAll();
  return {
    addAll,
    stop: () => {
      for (const stop of stops) stop();
      queue.stop();
    },
  };
}
