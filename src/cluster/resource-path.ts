import { ClusterError } from '../model/errors.ts';
import { apiGroup, type ObjectKey } from '../model/object-ref.ts';
import type { ApiResource } from '../ports/cluster.ts';

/** `/apis/<group>/<version>/namespaces/<namespace>/<plural>`; without a namespace the collection of all. */
export function collectionPath(resource: ApiResource, namespace?: string): string {
  const root = resource.apiVersion.includes('/')
    ? `/apis/${resource.apiVersion}`
    : `/api/${resource.apiVersion}`;
  const place =
    resource.namespaced && namespace !== undefined ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${place}/${resource.plural}`;
}

export function objectPath(resource: ApiResource, key: ObjectKey): string {
  if (resource.namespaced && (key.namespace === undefined || key.namespace === '')) {
    throw new ClusterError(`${key.kind} ${JSON.stringify(key.name)} needs a namespace`, {
      reason: 'invalid',
    });
  }
  if (key.name === '') throw new ClusterError(`a ${key.kind} needs a name`, { reason: 'invalid' });
  return `${collectionPath(resource, key.namespace)}/${encodeURIComponent(key.name)}`;
}

/** `drpolicies.ramendr.openshift.io "p1"`, `secrets "shop/s3"`. */
export function describeObject(resource: ApiResource, key: ObjectKey): string {
  const name = resource.namespaced ? `${key.namespace}/${key.name}` : key.name;
  return `${describeResource(resource)} ${JSON.stringify(name)}`;
}

export function describeResource(resource: ApiResource): string {
  const group = apiGroup(resource.apiVersion);
  return group === '' ? resource.plural : `${resource.plural}.${group}`;
}
