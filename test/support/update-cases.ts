import type { JsonObject } from '../../src/model/json.ts';

const ramen = 'ramendr.openshift.io/v1alpha1';

export interface Update {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced?: true;
  readonly old: JsonObject;
  readonly now: JsonObject;
  /** How many fields are refused. */
  readonly refused: number;
}

const policy = { apiVersion: ramen, kind: 'DRPolicy' };
const pair = { drClusters: ['dr1', 'dr2'], schedulingInterval: '5m' };
const control = { apiVersion: ramen, kind: 'DRPlacementControl', namespaced: true } as const;
const spec = {
  placementRef: { kind: 'Placement', name: 'cart' },
  drPolicyRef: { name: 'p5m' },
  pvcSelector: { matchLabels: { app: 'cart' } },
};
const cluster = { apiVersion: ramen, kind: 'DRCluster' };
const storageClass = { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' };
const replication = {
  apiVersion: 'replication.storage.openshift.io/v1alpha1',
  kind: 'VolumeGroupReplicationClass',
};
const fence = { apiVersion: 'csiaddons.openshift.io/v1alpha1', kind: 'NetworkFenceClass' };
const secret = { apiVersion: 'v1', kind: 'Secret', namespaced: true } as const;
const configMap = { apiVersion: 'v1', kind: 'ConfigMap', namespaced: true } as const;

/** By title. */
export const updates: Readonly<Record<string, Update>> = {
  'clusters in another order': {
    ...policy,
    old: { spec: pair },
    now: { spec: { ...pair, drClusters: ['dr2', 'dr1'] } },
    refused: 1,
  },
  'a selector left out': {
    ...policy,
    old: { spec: { ...pair, replicationClassSelector: { matchLabels: { a: 'b' } } } },
    now: { spec: pair },
    refused: 1,
  },
  'an empty selector left out': {
    ...policy,
    old: { spec: { ...pair, replicationClassSelector: {} } },
    now: { spec: pair },
    refused: 0,
  },
  'another policy and Placement': {
    ...control,
    old: { spec },
    now: { spec: { ...spec, drPolicyRef: { name: 'p1h' }, placementRef: { name: 'cart' } } },
    refused: 2,
  },
  'runtime fields': {
    ...control,
    old: { spec: { ...spec, preferredCluster: 'dr1', action: 'Failover', failoverCluster: 'dr2' } },
    now: { spec: { ...spec, preferredCluster: 'dr2' } },
    refused: 0,
  },
  'another region and profile': {
    ...cluster,
    old: { spec: { s3ProfileName: 'a', region: 'east' } },
    now: { spec: { s3ProfileName: 'b', region: 'west' } },
    refused: 2,
  },
  'a region that goes': {
    ...cluster,
    old: { spec: { s3ProfileName: 'a', region: 'east' } },
    now: { spec: { s3ProfileName: 'a' } },
    refused: 0,
  },
  'all of a StorageClass': {
    ...storageClass,
    old: { provisioner: 'p.example.com', parameters: { a: 'b' } },
    now: {
      provisioner: 'q.example.com',
      parameters: { a: 'c' },
      reclaimPolicy: 'Retain',
      volumeBindingMode: 'WaitForFirstConsumer',
      allowVolumeExpansion: true,
    },
    refused: 4,
  },
  'empty parameters instead of none': {
    ...storageClass,
    old: { provisioner: 'p.example.com' },
    now: { provisioner: 'p.example.com', parameters: {} },
    refused: 1,
  },
  'what a StorageClass lets change': {
    ...storageClass,
    old: { provisioner: 'p.example.com', mountOptions: ['a'] },
    now: {
      provisioner: 'p.example.com',
      mountOptions: ['b'],
      allowVolumeExpansion: true,
      reclaimPolicy: 'Delete',
      volumeBindingMode: 'Immediate',
    },
    refused: 0,
  },
  'parameters dropped': {
    ...replication,
    old: { spec: { provisioner: 'p', parameters: { a: 'b' } } },
    now: { spec: { provisioner: 'q' } },
    refused: 2,
  },
  'parameters changed': {
    ...fence,
    old: { spec: { provisioner: 'p', parameters: { a: 'b' } } },
    now: { spec: { provisioner: 'p', parameters: { a: 'c' } } },
    refused: 1,
  },
  'the type of a Secret': {
    ...secret,
    old: { stringData: { a: 'b' } },
    now: { stringData: { a: 'b' }, type: 'example.com/x' },
    refused: 1,
  },
  'a frozen Secret': {
    ...secret,
    old: { stringData: { a: 'ü' }, immutable: true },
    now: { stringData: { a: 'b' } },
    refused: 2,
  },
  'a frozen Secret in another spelling': {
    ...secret,
    old: { stringData: { a: 'ü' }, immutable: true },
    now: { data: { a: 'w7w=' }, immutable: true },
    refused: 0,
  },
  'a frozen ConfigMap': {
    ...configMap,
    old: { data: { a: 'b' }, binaryData: { c: 'aGk=' }, immutable: true },
    now: { data: { a: 'c' }, immutable: true },
    refused: 2,
  },
};

export function objectOf(
  { apiVersion, kind, namespaced }: Update,
  name: string,
  rest: JsonObject,
): JsonObject {
  const metadata = { name, ...(namespaced === undefined ? {} : { namespace: 'default' }) };
  return { apiVersion, kind, metadata, ...rest };
}
