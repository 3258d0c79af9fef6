import type { JsonObject } from '../../src/model/json.ts';

/** What a part of a repository is about: whole parts may be kept elsewhere. */
export const parts = [
  'namespaces',
  'configuration',
  'secrets',
  'clusters',
  'policies',
  'cluster-sets',
  'storage',
  'recipes',
  'applications',
  'delivery',
  'workloads',
  'unrelated',
] as const;

export type Part = (typeof parts)[number];

/** An object, and where its author would keep it. */
export interface PlacedObject {
  readonly object: JsonObject;
  readonly part: Part;
  /** The managed cluster it goes to; absent for the hub, and where every managed cluster gets it `*`. */
  readonly cluster?: string;
  /** The application it belongs to. */
  readonly application?: string;
}

export function named(
  apiVersion: string,
  kind: string,
  metadata: JsonObject,
  rest: JsonObject = {},
): JsonObject {
  return { apiVersion, kind, metadata, ...rest };
}

export const group = {
  ramen: 'ramendr.openshift.io/v1alpha1',
  placement: 'cluster.open-cluster-management.io/v1beta1',
  cluster: 'cluster.open-cluster-management.io/v1',
  clusterSet: 'cluster.open-cluster-management.io/v1beta2',
  application: 'apps.open-cluster-management.io/v1',
} as const;
