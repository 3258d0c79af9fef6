import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf, type Resource, resourceName } from '../resources/resource.ts';
import { ApiError } from '../store/api-error.ts';
import type { ObjectStore, StoredEvent } from '../store/object-store.ts';
import type { Selector } from '../store/selectors.ts';
import { asVersion } from '../store/write.ts';

export interface WatchRequest {
  readonly resource: Resource;
  readonly namespace?: string;
  readonly selector: Selector;
  /** Undefined, empty or `0`: what is there now, then what changes. */
  readonly resourceVersion?: string;
  readonly bookmarks: boolean;
  readonly initialEvents: boolean;
}

export interface WatchLine {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: JsonObject;
}

/** Sends what happened and what happens; returns the way to stop. */
export function watchObjects(
  store: ObjectStore,
  request: WatchRequest,
  send: (line: WatchLine) => void,
): () => void {
  const { resource, selector } = request;
  const accept = (event: StoredEvent): void => {
    const line = event.resource === resourceName(resource) ? lineFor(event, request) : undefined;
    if (line !== undefined) send({ ...line, object: asVersion(resource, line.object) });
  };
  const from = request.resourceVersion ?? '';
  const isFresh = request.initialEvents || from === '' || from === '0';
  try {
    if (isFresh) {
      for (const object of store.list(resource, request.namespace)) {
        if (selector(object)) send({ type: 'ADDED', object: asVersion(resource, object) });
      }
      if (request.initialEvents && request.bookmarks) send(bookmark(resource, store.revision(), true));
    } else {
      for (const event of store.since(Number(from))) accept(event);
    }
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    send({ type: 'ERROR', object: error.status });
    return () => {};
  }
  return store.onEvent(accept);
}

export function bookmark(resource: Resource, revision: number, isInitialEnd = false): WatchLine {
  const annotations = isInitialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {};
  return {
    type: 'BOOKMARK',
    object: {
      kind: resource.kind,
      apiVersion: apiVersionOf(resource),
      metadata: { resourceVersion: String(revision), ...annotations },
    },
  };
}

/** An object that comes to match a selector is added, one that ceases to match is deleted. */
function lineFor(event: StoredEvent, { namespace, selector }: WatchRequest): WatchLine | undefined {
  const { type, object, before } = event;
  const metadata = object.metadata;
  const own =
    typeof metadata === 'object' && metadata !== null && 'namespace' in metadata
      ? metadata.namespace
      : undefined;
  if (namespace !== undefined && own !== namespace) return undefined;
  const did = before !== undefined && selector(before);
  const does = type !== 'DELETED' && selector(object);
  if (did && does) return { type: 'MODIFIED', object };
  if (does) return { type: 'ADDED', object };
  return did ? { type: 'DELETED', object } : undefined;
}
