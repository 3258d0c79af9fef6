import type { Kind } from '../kinds/define-kind.ts';
import { networkFenceClass } from '../kinds/network-fence-class.ts';
import { storageClass } from '../kinds/storage-class.ts';
import { volumeGroupReplicationClass } from '../kinds/volume-group-replication-class.ts';
import { volumeGroupSnapshotClass } from '../kinds/volume-group-snapshot-class.ts';
import { volumeGroupSnapshotClassOpenshift } from '../kinds/volume-group-snapshot-class-openshift.ts';
import { volumeReplicationClass } from '../kinds/volume-replication-class.ts';
import { volumeSnapshotClass } from '../kinds/volume-snapshot-class.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { getLoose } from './loose-get.ts';
import { clustersFor } from './manifest-clusters.ts';
import { manifestsOf, type Topology } from './topology.ts';

export const storageKey = {
  storageId: 'ramendr.openshift.io/storageid',
  replicationId: 'ramendr.openshift.io/replicationid',
  groupReplicationId: 'ramendr.openshift.io/groupreplicationid',
  offloaded: 'ramendr.openshift.io/offloaded',
} as const;

/** A class object on one cluster. */
export interface StorageObject {
  readonly manifest: Manifest;
  readonly cluster: string;
  readonly name: string;
  /** Labels that Ramen reads; empty ones count as absent, and the case of the keys does not matter here. */
  readonly storageId: string | undefined;
  readonly replicationId: string | undefined;
  readonly groupReplicationId: string | undefined;
  readonly offloaded: boolean;
  /** `provisioner` or `driver`, wherever the kind has it. */
  readonly driver: string | undefined;
  /** `parameters.schedulingInterval`, of replication classes. */
  readonly interval: string | undefined;
}

/** The class objects that Git wants on one cluster. */
export interface ClusterStorage {
  readonly cluster: string;
  readonly storageClasses: readonly StorageObject[];
  readonly replicationClasses: readonly StorageObject[];
  readonly groupReplicationClasses: readonly StorageObject[];
  readonly snapshotClasses: readonly StorageObject[];
  readonly groupSnapshotClasses: readonly StorageObject[];
  readonly fenceClasses: readonly StorageObject[];
}

export type Section = Exclude<keyof ClusterStorage, 'cluster'>;

const sections: readonly (readonly [Kind, Section])[] = [
  [storageClass, 'storageClasses'],
  [volumeReplicationClass, 'replicationClasses'],
  [volumeGroupReplicationClass, 'groupReplicationClasses'],
  [volumeSnapshotClass, 'snapshotClasses'],
  [volumeGroupSnapshotClass, 'groupSnapshotClasses'],
  [volumeGroupSnapshotClassOpenshift, 'groupSnapshotClasses'],
  [networkFenceClass, 'fenceClasses'],
];

/** Class objects by cluster; a cluster without any in Git is not there. */
export function readStorage(topology: Topology): ReadonlyMap<string, ClusterStorage> {
  const find = clustersFor(topology);
  const byCluster = new Map<string, Record<Section, StorageObject[]>>();
  for (const [kind, section] of sections) {
    for (const manifest of manifestsOf(topology, kind)) {
      for (const cluster of find(manifest)) {
        const storage = byCluster.get(cluster) ?? emptyStorage();
        byCluster.set(cluster, storage);
        storage[section].push(readObject(manifest, cluster));
      }
    }
  }
  return new Map([...byCluster].map(([cluster, storage]) => [cluster, { cluster, ...storage }]));
}

/** Every class object once, also where nothing says on which cluster it is to be: its cluster is empty then. */
export function* storageObjects(topology: Topology): Iterable<readonly [Section, StorageObject]> {
  const find = clustersFor(topology);
  for (const [kind, section] of sections) {
    for (const manifest of manifestsOf(topology, kind)) {
      yield [section, readObject(manifest, find(manifest)[0] ?? '')];
    }
  }
}

function emptyStorage(): Record<Section, StorageObject[]> {
  return {
    storageClasses: [],
    replicationClasses: [],
    groupReplicationClasses: [],
    snapshotClasses: [],
    groupSnapshotClasses: [],
    fenceClasses: [],
  };
}

function readObject(manifest: Manifest, cluster: string): StorageObject {
  const { object } = manifest;
  const label = (key: string): string | undefined => {
    const value = getLoose(object, ['metadata', 'labels', key]);
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    manifest,
    cluster,
    name: manifest.key.name,
    storageId: label(storageKey.storageId),
    replicationId: label(storageKey.replicationId),
    groupReplicationId: label(storageKey.groupReplicationId),
    offloaded: getLoose(object, ['metadata', 'labels', storageKey.offloaded]) !== undefined,
    driver: driverOf(manifest),
    interval: getString(object, ['spec', 'parameters', 'schedulingInterval']),
  };
}

function driverOf({ object }: Manifest): string | undefined {
  return getString(object, driverPath(object));
}

/** Where an object of these kinds names its driver. */
export function driverPath(object: Manifest['object']): readonly string[] {
  if (isObject(getAt(object, ['spec']))) return ['spec', 'provisioner'];
  return getAt(object, ['driver']) === undefined ? ['provisioner'] : ['driver'];
}
