import { getString } from '../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { generationOf, isBeingDeleted } from '../../model/live-object.ts';
import type { SandboxCluster } from '../world.ts';
import { conditionList, timestamp } from './conditions.ts';
import type { RamenContext } from './context.ts';
import { labelOf, nameOf, withFinalizer, withoutFinalizer } from './metadata.ts';
import { startWorkQueue } from './work-queue.ts';

const finalizer = 'drclusterconfigs.ramendr.openshift.io/finalizer';

/** The classes that count, by the label without which the operator does not see them. */
const classes = [
  ['StorageClass', 'storageClasses', 'storageid'],
  ['VolumeSnapshotClass', 'volumeSnapshotClasses', 'storageid'],
  ['VolumeGroupSnapshotClass', 'volumeGroupSnapshotClasses', 'storageid'],
  ['VolumeReplicationClass', 'volumeReplicationClasses', 'replicationid'],
  ['VolumeGroupReplicationClass', 'volumeGroupReplicationClasses', 'groupreplicationid'],
] as const;

/** Ramen: internal/controller/drclusterconfig_controller.go, on each managed cluster. */
export function startDrClusterConfigs(context: RamenContext): { stop(): void } {
  const watched = new Set<string>(['DRClusterConfig', ...classes.map(([kind]) => kind)]);
  const stops = [...context.world.managed].map(([cluster, managed]) => {
    const queue = startWorkQueue(context, {
      delay: context.pace.operator,
      reconcile: () => {
        if (!context.isLost(cluster)) reconcileConfigs(context, managed);
        return undefined;
      },
    });
    const stop = managed.onChange(({ object }) => {
      if (watched.has(getString(object, ['kind']) ?? '')) queue.add(cluster);
    });
    return () => {
      stop();
      queue.stop();
    };
  });
  return {
    stop: () => {
      for (const stop of stops) stop();
    },
  };
}

function reconcileConfigs(context: RamenContext, managed: SandboxCluster): void {
  for (const found of managed.list('DRClusterConfig')) {
    if (isBeingDeleted(found)) {
      managed.update(withoutFinalizer(found, finalizer), 'manager');
      continue;
    }
    const guarded = withFinalizer(found, finalizer);
    const config = guarded === found ? found : managed.update(guarded, 'manager');
    const before = isObject(config.status) ? config.status : undefined;
    const status: JsonObject = {
      ...classNames(managed),
      conditions: conditionList(
        [
          {
            type: 'Processed',
            status: 'True',
            reason: 'Succeeded',
            message: 'Configuration processed and validated',
          },
        ],
        before,
        generationOf(config) ?? 0,
        timestamp(context.world.now()),
      ),
    };
    if (before !== undefined && jsonEquals(before, status)) continue;
    managed.updateStatus('DRClusterConfig', undefined, nameOf(config), status, 'manager');
  }
}

function classNames(managed: SandboxCluster): JsonObject {
  return Object.fromEntries(
    classes.flatMap(([kind, field, label]) => {
      const labelled = managed.list(kind).filter((each) => labelOf(each, `ramendr.openshift.io/${label}`));
      return labelled.length === 0 ? [] : [[field, labelled.map(nameOf).sort()]];
    }),
  );
}
