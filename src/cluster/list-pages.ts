import { ClusterError, isClusterError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { ApiResource } from '../ports/cluster.ts';
import type { Exchange } from './exchange.ts';
import { collectionPath, describeResource } from './resource-path.ts';

export interface ListOptions {
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly metadataOnly?: boolean;
}

/** A server that cannot leave the rest out sends it. */
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** A whole collection, 500 objects a request. A continue token that has expired (410) starts over, the last time in one piece. */
export async function listPages(
  exchange: Exchange,
  resource: ApiResource,
  options: ListOptions,
): Promise<{ readonly items: readonly LiveObject[]; readonly resourceVersion: string }> {
  for (const limit of [500, 500]) {
    try {
      return await listOnce(exchange, resource, options, limit);
    } catch (error) {
      if (!isClusterError(error, 'expired')) throw error;
    }
  }
  return listOnce(exchange, resource, options, 0);
}

async function listOnce(
  exchange: Exchange,
  resource: ApiResource,
  options: ListOptions,
  limit: number,
): Promise<{ readonly items: readonly LiveObject[]; readonly resourceVersion: string }> {
  const items: LiveObject[] = [];
  let version = '';
  for await (const page of readPages(exchange, resource, options, limit)) {
    items.push(...page.items);
    version = page.resourceVersion;
  }
  return { items, resourceVersion: version };
}

/** Page by page, as they come. Throws `expired` where that takes too long. */
export async function* readPages(
  exchange: Exchange,
  resource: ApiResource,
  options: ListOptions,
  limit: number,
): AsyncGenerator<{ readonly items: readonly LiveObject[]; readonly resourceVersion: string }> {
  const type = { apiVersion: resource.apiVersion, kind: resource.kind };
  let token = '';
  do {
    const page = await readPage(exchange, resource, options, limit, token);
    // Items of a list do not say what they are, metadata alone says something else; everybody downstream wants to know.
    const items = objectsOf(page, resource).map((item) => ({ ...type, ...item, ...type }));
    yield { items, resourceVersion: getString(page, ['metadata', 'resourceVersion']) ?? '' };
    token = getString(page, ['metadata', 'continue']) ?? '';
  } while (token !== '');
}

async function readPage(
  exchange: Exchange,
  resource: ApiResource,
  options: ListOptions,
  limit: number,
  token: string,
): Promise<Json> {
  const query = new URLSearchParams();
  if (limit > 0) query.set('limit', String(limit));
  if (token !== '') query.set('continue', token);
  if (options.labelSelector !== undefined) query.set('labelSelector', options.labelSelector);
  const path = collectionPath(resource, options.namespace);
  return await exchange.request({
    method: 'GET',
    path: query.size === 0 ? path : `${path}?${query}`,
    ...(options.metadataOnly === true ? { accept: METADATA_ONLY } : {}),
    verb: 'list',
    what: describeResource(resource),
    secret: false,
    repeatable: true,
  });
}

/** An answer that is no list must not look like an empty one: nothing would seem to exist. `items` of none may be null. */
function objectsOf(page: Json, resource: ApiResource): readonly LiveObject[] {
  const items = getAt(page, ['items']);
  if (isArray(items)) return items.filter(isObject);
  if (items === null && getString(page, ['kind'])?.endsWith('List')) return [];
  throw new ClusterError(
    `the answer to a list of ${describeResource(resource)} is no list: is this an API server's address, or a proxy's?`,
    { reason: 'unknown' },
  );
}
