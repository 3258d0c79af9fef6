import type { Json, JsonObject } from '../../../src/model/json.ts';

export const namespace = 'take-over';

type Spec = Readonly<Record<string, Json>>;

/** What a Placement for Ramen needs; OCM's scheduler keeps away from it. */
export function placement(
  name: string,
  { labels, annotations = {}, ...spec }: { labels?: JsonObject; annotations?: JsonObject } & Spec,
): JsonObject {
  const scheduling = { 'cluster.open-cluster-management.io/experimental-scheduling-disable': 'true' };
  const metadata = { name, namespace, annotations: { ...scheduling, ...annotations } };
  return {
    apiVersion: 'cluster.open-cluster-management.io/v1beta1',
    kind: 'Placement',
    metadata: labels === undefined ? metadata : { ...metadata, labels },
    spec: { clusterSets: ['default'], numberOfClusters: 1, ...spec },
  };
}

/** A Recipe has lists that are merged by name, in two depths. */
export function recipe(name: string, spec: Spec): JsonObject {
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'Recipe',
    metadata: { name, namespace, annotations: { 'ramen-sync.io/cluster': 'hub' } },
    spec: { appType: 'shop', ...spec },
  };
}

export function group(name: string, more: Spec = {}): JsonObject {
  return { name, type: 'resource', ...more };
}

export function drpc(name: string, more: Spec = {}, metadata: Spec = {}): JsonObject {
  return {
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'DRPlacementControl',
    metadata: { name, namespace, ...metadata },
    spec: {
      placementRef: { kind: 'Placement', name },
      drPolicyRef: { name: 'p5m' },
      pvcSelector: { matchLabels: { app: 'shop' } },
      preferredCluster: 'dr1',
      ...more,
    },
  };
}

export function snapshotClass(name: string, labels: JsonObject, apiVersion = 'v1'): JsonObject {
  return {
    apiVersion: `snapshot.storage.k8s.io/${apiVersion}`,
    kind: 'VolumeSnapshotClass',
    metadata: { name, labels, annotations: { 'ramen-sync.io/cluster': 'hub' } },
    driver: 'rbd.csi.ceph.com',
    deletionPolicy: 'Delete',
  };
}

/** As it is on the cluster: what speaks to ramen-sync alone is not there. */
export function onCluster(object: JsonObject): JsonObject {
  const { metadata, ...rest } = object;
  const { annotations, ...others } = Object(metadata);
  const kept = Object.entries(Object(annotations)).filter(([key]) => key !== 'ramen-sync.io/cluster');
  return {
    ...rest,
    metadata: kept.length === 0 ? others : { ...others, annotations: Object.fromEntries(kept) },
  };
}
