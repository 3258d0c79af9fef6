import { getString } from '../../../model/field-path.ts';
import type { RamenContext } from '../context.ts';
import { nameOf } from '../metadata.ts';
import { startWorkQueue } from '../work-queue.ts';
import { reconcileDrPolicy } from './reconcile-dr-policy.ts';

const onHub = new Set(['DRCluster', 'ConfigMap', 'Secret', 'DRPlacementControl', 'ManagedCluster']);
const onManaged = new Set([
  'DRClusterConfig',
  'StorageClass',
  'VolumeReplicationClass',
  'VolumeGroupReplicationClass',
  'VolumeSnapshotClass',
  'VolumeGroupSnapshotClass',
]);

export function startDrPolicies(context: RamenContext): { addAll(): void; stop(): void } {
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
      else if (onHub.has(getString(object, ['kind']) ?? '')) addAll();
    }),
    ...[...world.managed.values()].map((managed) =>
      managed.onChange(({ object }) => {
        if (onManaged.has(getString(object, ['kind']) ?? '')) world.after(pace.view, addAll);
      }),
    ),
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
