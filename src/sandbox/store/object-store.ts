import { getString } from '../../model/field-path.ts';
import { compareText } from '../../model/finding.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Resource, resourceName } from '../resources/resource.ts';
import { ApiError } from './api-error.ts';

export interface StoredEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly resource: string;
  readonly revision: number;
  readonly object: JsonObject;
  /** What stood there before: a selector decides by it whether an object came into view or left it. */
  readonly before?: JsonObject;
}

/** One cluster's etcd: objects by resource, one counter, and a bounded history for watches. */
export interface ObjectStore {
  readonly revision: () => number;
  get(resource: Resource, namespace: string | undefined, name: string): JsonObject | undefined;
  /** By namespace, then name. */
  list(resource: Resource, namespace?: string): readonly JsonObject[];
  /** All of a resource as they were at a revision; undefined where the history does not reach back. */
  listAt(resource: Resource, revision: number): readonly JsonObject[] | undefined;
  /** Stores under a new resourceVersion and returns what was stored. */
  put(resource: Resource, object: JsonObject, unread?: string): JsonObject;
  /**
   * What stands in an object's storage and is dropped where it is read, as the empty labels that somebody applied do: the
   * next write takes it away, and so is one, although it changes nothing that can be seen.
   */
  unreadOf(object: JsonObject): string;
  /** The object as it was, with the resourceVersion of its removal. */
  drop(resource: Resource, object: JsonObject): JsonObject;
  /** Events after a revision. Throws `Expired` where the history no longer reaches back. */
  since(revision: number): readonly StoredEvent[];
  /** Called after every write; returns the way to stop. */
  onEvent(listener: (event: StoredEvent) => void): () => void;
}

const HISTORY = 5000;
/** A young cluster has made some writes already, so that `resourceVersion: "1"` is never current. */
const FIRST_REVISION = 200;

export function createObjectStore(): ObjectStore {
  const tables = new Map<string, Map<string, JsonObject>>();
  const unread = new WeakMap<JsonObject, string>();
  const listeners = new Set<(event: StoredEvent) => void>();
  let history: StoredEvent[] = [];
  let revision = FIRST_REVISION;
  let oldest = FIRST_REVISION;

  function table(resource: Resource): Map<string, JsonObject> {
    const name = resourceName(resource);
    const found = tables.get(name) ?? new Map<string, JsonObject>();
    tables.set(name, found);
    return found;
  }

  function record(event: StoredEvent): void {
    history.push(event);
    if (history.length > HISTORY) {
      history = history.slice(HISTORY / 2);
      oldest = history[0]?.revision ?? revision;
    }
    for (const listener of [...listeners]) listener(event);
  }

  return {
    revision: () => revision,
    get: (resource, namespace, name) => table(resource).get(keyOf(namespace, name)),
    list(resource, namespace) {
      return [...table(resource)]
        .filter(([key]) => namespace === undefined || key.startsWith(`${namespace}/`))
        .sort(([a], [b]) => compareText(a, b))
        .map(([, object]) => object);
    },
    listAt(resource, at) {
      if (at < oldest) return undefined;
      const objects = new Map(table(resource));
      const name = resourceName(resource);
      for (const event of history.filter((each) => each.revision > at && each.resource === name).reverse()) {
        const key = keyOfObject(event.object);
        if (event.before === undefined) objects.delete(key);
        else objects.set(key, event.before);
      }
      return [...objects].sort(([a], [b]) => compareText(a, b)).map(([, object]) => object);
    },
    unreadOf: (object) => unread.get(object) ?? '',
    put(resource, object, besides = '') {
      revision += 1;
      const stored = withRevision(object, revision);
      const key = keyOfObject(stored);
      const before = table(resource).get(key);
      table(resource).set(key, stored);
      if (besides !== '') unread.set(stored, besides);
      const shared = { resource: resourceName(resource), revision, object: stored };
      record(before === undefined ? { ...shared, type: 'ADDED' } : { ...shared, type: 'MODIFIED', before });
      return stored;
    },
    drop(resource, object) {
      revision += 1;
      const gone = withRevision(object, revision);
      const before = table(resource).get(keyOfObject(object)) ?? object;
      table(resource).delete(keyOfObject(object));
      record({ type: 'DELETED', resource: resourceName(resource), revision, object: gone, before });
      return gone;
    },
    since(from) {
      if (from < oldest) {
        throw new ApiError(410, 'Expired', `too old resource version: ${from} (${oldest})`);
      }
      return history.filter((event) => event.revision > from);
    },
    onEvent(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function keyOf(namespace: string | undefined, name: string): string {
  return `${namespace ?? ''}/${name}`;
}

function keyOfObject(object: JsonObject): string {
  return keyOf(getString(object, ['metadata', 'namespace']), getString(object, ['metadata', 'name']) ?? '');
}

function withRevision(object: JsonObject, revision: number): JsonObject {
  const metadata = typeof object.metadata === 'object' ? object.metadata : {};
  return { ...object, metadata: { ...metadata, resourceVersion: String(revision) } };
}
