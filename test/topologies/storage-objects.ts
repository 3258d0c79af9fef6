import type { JsonObject } from '../../src/model/json.ts';
import { type Chance, pickOne } from '../differential/chance.ts';
import { named, type PlacedObject } from './placed-object.ts';
import type { PolicyFacts } from './policies.ts';
import type { World } from './world.ts';

const label = {
  storage: 'ramendr.openshift.io/storageid',
  replication: 'ramendr.openshift.io/replicationid',
  group: 'ramendr.openshift.io/groupreplicationid',
} as const;

/** One sort of storage, the same on every cluster. */
interface Storage {
  readonly name: string;
  readonly provisioner: string;
  readonly namespace: string;
  /** Replicated by csi-addons; else by VolSync from snapshots. */
  readonly isMirrored: boolean;
  readonly inGroups: boolean;
}

/** Names of the StorageClasses, for the volumes of applications. */
export interface DrawnStorage {
  readonly objects: readonly PlacedObject[];
  readonly classNames: readonly string[];
}

export function drawStorage(chance: Chance, world: World): DrawnStorage {
  const prefix = world.flavour === 'openshift' ? 'openshift-storage' : 'rook-ceph';
  const inGroups = chance.often(30);
  const block = {
    name: pickOne(chance, ['rook-ceph-block', 'ocs-storagecluster-ceph-rbd', 'fast']),
    provisioner: `${prefix}.rbd.csi.ceph.com`,
    namespace: prefix,
    isMirrored: true,
    inGroups,
  };
  const file = {
    name: pickOne(chance, ['rook-cephfs-fs1', 'ocs-storagecluster-cephfs']),
    provisioner: `${prefix}.cephfs.csi.ceph.com`,
    namespace: prefix,
    isMirrored: false,
    inGroups,
  };
  const kinds = pickOne(chance, [[block], [block, file], [file]]);
  const group = pickOne(chance, [
    'groupsnapshot.storage.k8s.io/v1beta1',
    'groupsnapshot.storage.openshift.io/v1beta1',
  ]);
  return {
    classNames: kinds.map(({ name }) => name),
    objects: world.clusters.flatMap(({ name }) => [
      ...kinds.flatMap((storage) => classesOf(storage, name, world, group)),
      ...(chance.often(30) ? [unlabelled(name)] : []),
    ]),
  };
}

function classesOf(storage: Storage, cluster: string, world: World, group: string): readonly PlacedObject[] {
  const policies = world.policies.filter(({ clusters }) => clusters.includes(cluster));
  const metro = policies.find(({ interval }) => interval === '');
  const schedules = [...new Map(policies.map((policy) => [policy.interval, policy])).values()];
  const isMirrored = storage.isMirrored && metro === undefined && policies.length > 0;
  const id = `${storage.name}-${metro === undefined ? cluster : metro.clusters.join('-')}`;
  const ids = { [label.storage]: id };
  const inGroups = storage.inGroups && metro === undefined && policies.length > 0;
  const replicated = isMirrored ? { [label.replication]: `${storage.name}-mirror` } : {};
  const grouped = isMirrored && inGroups ? { [label.group]: `${storage.name}-group-mirror` } : {};
  return [
    storageClass(storage, { ...ids, ...replicated, ...grouped }),
    ...(isMirrored
      ? schedules.map((policy) => replicationClass(storage, policy, { ...ids, ...replicated }))
      : []),
    ...(isMirrored && inGroups
      ? schedules.map((policy) => groupReplicationClass(storage, policy, { ...ids, ...grouped }))
      : []),
    ...(metro === undefined ? [snapshotClass(storage, ids, policies)] : [fenceClass(storage, id)]),
    ...(inGroups ? [groupSnapshotClass(storage, ids, group)] : []),
  ].map((object) => ({ part: 'storage', object, cluster }));
}

function storageClass({ name, provisioner, namespace }: Storage, labels: JsonObject): JsonObject {
  return named(
    'storage.k8s.io/v1',
    'StorageClass',
    { name, labels },
    {
      provisioner,
      parameters: {
        clusterID: namespace,
        'csi.storage.k8s.io/provisioner-secret-name': 'rook-csi-provisioner',
        'csi.storage.k8s.io/provisioner-secret-namespace': namespace,
      },
      reclaimPolicy: 'Delete',
      allowVolumeExpansion: true,
      volumeBindingMode: 'Immediate',
    },
  );
}

function unlabelled(cluster: string): PlacedObject {
  const object = named(
    'storage.k8s.io/v1',
    'StorageClass',
    { name: 'local-scratch' },
    {
      provisioner: 'kubernetes.io/no-provisioner',
      volumeBindingMode: 'WaitForFirstConsumer',
    },
  );
  return { part: 'storage', object, cluster };
}

function replicationClass(
  { name, provisioner, namespace }: Storage,
  policy: PolicyFacts,
  ids: JsonObject,
): JsonObject {
  const { interval, selected } = policy;
  return named(
    'replication.storage.openshift.io/v1alpha1',
    'VolumeReplicationClass',
    {
      name: `vrc-${name}-${interval}`,
      labels: { ...ids, ...(selected ? { class: 'ramen' } : {}) },
    },
    { spec: { provisioner, parameters: replicationParameters(interval, namespace) } },
  );
}

function replicationParameters(schedulingInterval: string, namespace: string): JsonObject {
  return {
    schedulingInterval,
    mirroringMode: 'snapshot',
    'replication.storage.openshift.io/replication-secret-name': 'rook-csi-rbd-provisioner',
    'replication.storage.openshift.io/replication-secret-namespace': namespace,
  };
}

function groupReplicationClass(
  { name, provisioner, namespace }: Storage,
  { interval, selected }: PolicyFacts,
  ids: JsonObject,
): JsonObject {
  return named(
    'replication.storage.openshift.io/v1alpha1',
    'VolumeGroupReplicationClass',
    {
      name: `vgrc-${name}-${interval}`,
      labels: { ...ids, ...(selected ? { class: 'ramen' } : {}) },
    },
    { spec: { provisioner, parameters: replicationParameters(interval, namespace) } },
  );
}

function snapshotClass(
  { name, provisioner, namespace }: Storage,
  ids: JsonObject,
  policies: readonly PolicyFacts[],
): JsonObject {
  const isSelected = policies.some(({ selected }) => selected);
  return named(
    'snapshot.storage.k8s.io/v1',
    'VolumeSnapshotClass',
    {
      name: `${name}-snapshots`,
      labels: { ...ids, ...(isSelected ? { class: 'ramen' } : {}) },
    },
    { driver: provisioner, deletionPolicy: 'Delete', parameters: { clusterID: namespace } },
  );
}

function groupSnapshotClass(
  { name, provisioner, namespace }: Storage,
  ids: JsonObject,
  group: string,
): JsonObject {
  return named(
    group,
    'VolumeGroupSnapshotClass',
    { name: `${name}-group-snapshots`, labels: ids },
    {
      driver: provisioner,
      deletionPolicy: 'Delete',
      parameters: { clusterID: namespace },
    },
  );
}

/** Here the storageid is an annotation. */
function fenceClass({ name, provisioner, namespace }: Storage, id: string): JsonObject {
  return named(
    'csiaddons.openshift.io/v1alpha1',
    'NetworkFenceClass',
    {
      name: `${name}-fence`,
      annotations: { [label.storage]: id },
    },
    {
      spec: {
        provisioner,
        parameters: {
          clusterID: namespace,
          'csiaddons.openshift.io/networkfence-secret-name': 'rook-csi-rbd-provisioner',
          'csiaddons.openshift.io/networkfence-secret-namespace': namespace,
        },
      },
    },
  );
}
