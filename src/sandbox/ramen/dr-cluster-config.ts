import { getString } from '../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { annotationOf, generationOf, isBeingDeleted } from '../../model/live-object.ts';
import type { SandboxCluster } from '../world.ts';
import { conditionList, timestamp } from './conditions.ts';
import type { RamenContext } from './context.ts';
import { labelOf, listOf, nameOf, withFinalizer, withoutFinalizer } from './metadata.ts';
import { startWorkQueue } from './work-queue.ts';

const finalizer = 'drclusterconfigs.ramendr.openshift.io/finalizer';
const ramen = (name: string): string => `ramendr.openshift.io/${name}`;

/** The classes that count, by the label without which the operator does not see them. */
const classes = [
  ['StorageClass', 'storageClasses', 'storageid'],
  ['VolumeSnapshotClass', 'volumeSnapshotClasses', 'storageid'],
  ['VolumeGroupSnapshotClass', 'volumeGroupSnapshotClasses', 'storageid'],
  ['VolumeReplicationClass', 'volumeReplicationClasses', 'replicationid'],
  ['VolumeGroupReplicationClass', 'volumeGroupReplicationClasses', 'groupreplicationid'],
] as const;

/** Ramen: internal/controller/drclusterconfig_controller.go, on each managed cluster. */
export function startDrClusterConfigs(context: RamenContext): {
  /** Look again at the cluster's. */
  add(cluster: string): void;
  stop(): void;
} {
  const watched = new Set<string>([
    'DRClusterConfig',
    'NetworkFenceClass',
    'CSIAddonsNode',
    ...classes.map(([kind]) => kind),
  ]);
  const queue = startWorkQueue(context, {
    delay: context.pace.operator,
    reconcile: (cluster) => {
      const managed = context.world.managed.get(cluster);
      const stands = context.isLost(cluster) || context.isHeld(cluster, 'operator');
      if (managed !== undefined && !stands) reconcileConfigs(context, managed);
      return undefined;
    },
  });
  const stops = [...context.world.managed].map(([cluster, managed]) =>
    managed.onChange(({ object }) => {
      if (watched.has(getString(object, ['kind']) ?? '')) queue.add(cluster);
    }),
  );
  return {
    add: queue.add,
    stop: () => {
      for (const stop of stops) stop();
      queue.stop();
    },
  };
}

/** With two of them the operator does nothing at all: "multiple DRClusterConfigs found", in its log only. */
function reconcileConfigs(context: RamenContext, managed: SandboxCluster): void {
  const [found, second] = managed.list('DRClusterConfig');
  if (found === undefined || second !== undefined) return;
  if (isBeingDeleted(found)) {
    managed.update(withoutFinalizer(found, finalizer), 'manager');
    return;
  }
  const guarded = withFinalizer(found, finalizer);
  const config = guarded === found ? found : managed.update(guarded, 'manager');
  const before = isObject(config.status) ? config.status : undefined;
  const processed = {
    type: 'Processed',
    status: 'True',
    reason: 'Succeeded',
    message: 'Configuration processed and validated',
  } as const;
  const generation = generationOf(config) ?? 0;
  const status: JsonObject = {
    ...classNames(managed),
    conditions: conditionList([processed], before, generation, timestamp(context.world.now())),
  };
  if (before !== undefined && jsonEquals(before, status)) return;
  managed.updateStatus('DRClusterConfig', undefined, nameOf(config), status, 'manager');
}

function classNames(managed: SandboxCluster): JsonObject {
  const fences = managed
    .list('NetworkFenceClass')
    .filter((each) => annotationOf(each, ramen('storageid')) !== undefined);
  const lists = [
    ...classes.map(([kind, field, label]) => {
      const labelled = managed.list(kind).filter((each) => labelOf(each, ramen(label)) !== undefined);
      return [field, labelled.map(nameOf).sort()] as const;
    }),
    ['networkFenceClasses', fences.map(nameOf).sort()] as const,
    ['storageAccessDetails', accessDetails(managed, fences)] as const,
  ];
  return Object.fromEntries(lists.filter(([, list]) => list.length > 0));
}

/** The addresses that the storage knows its clients by, as csi-addons reports them on its nodes, by provisioner. */
function accessDetails(managed: SandboxCluster, fences: readonly JsonObject[]): readonly JsonObject[] {
  const byProvisioner = new Map<string, Set<string>>();
  const clients = managed
    .list('CSIAddonsNode')
    .flatMap((node) => listOf(node, ['status', 'networkFenceClientStatus']).filter(isObject));
  for (const client of clients) {
    const fence = fences.find((each) => nameOf(each) === client.networkFenceClassName);
    if (fence === undefined) continue;
    const provisioner = getString(fence, ['spec', 'provisioner']) ?? '';
    const cidrs = byProvisioner.get(provisioner) ?? new Set<string>();
    byProvisioner.set(provisioner, cidrs);
    for (const detail of listOf(client, ['ClientDetails']).filter(isObject)) {
      for (const cidr of listOf(detail, ['cidrs'])) cidrs.add(String(cidr));
    }
  }
  return [...byProvisioner].map(([storageProvisioner, cidrs]) => ({ storageProvisioner, cidrs: [...cidrs] }));
}
