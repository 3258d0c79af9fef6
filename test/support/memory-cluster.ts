import { ClusterError, type FieldConflict } from '../../src/model/errors.ts';
import { getAt, getString, setAt } from '../../src/model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { type LiveObject, resourceVersionOf, uidOf } from '../../src/model/live-object.ts';
import { keyOf, type ObjectKey, objectId } from '../../src/model/object-ref.ts';
import type {
  ApiResource,
  ApplyOptions,
  Cluster,
  JsonPatchOperation,
  WatchEvent,
  WatchOptions,
} from '../../src/ports/cluster.ts';

/**
 * Just enough of a cluster to test what stands on the port: objects with UID, generation and resourceVersion, refusals of
 * stale writes, and conflicts that the test plants. A patch of `metadata.managedFields` clears them.
 */
export class MemoryCluster implements Cluster {
  readonly name: string;
  /** `create cm/a`, `apply …`, `patch …`, `dry-run …`, in the order of arrival. */
  readonly writes: string[] = [];
  readonly conflicts = new Map<string, readonly FieldConflict[]>();
  /** Called before each write is judged: the place to change things under the writer's feet, or to throw. */
  beforeWrite: (write: string, cluster: MemoryCluster) => void | Promise<void> = () => undefined;
  /** Sets status and the like after each accepted write. */
  afterWrite: (object: LiveObject) => LiveObject = (object) => object;
  readonly #objects = new Map<string, LiveObject>();
  #version = 1;

  constructor(name = 'hub') {
    this.name = name;
  }

  /** As somebody else would: no conditions, no record. */
  put(object: JsonObject): LiveObject {
    const old = this.#objects.get(objectId(keyOf(object)));
    return this.#store(object, old);
  }

  async get(key: ObjectKey): Promise<LiveObject | undefined> {
    return this.#objects.get(objectId(key));
  }

  async apply(object: JsonObject, options: ApplyOptions): Promise<LiveObject> {
    const key = keyOf(object);
    await this.#record(
      options.dryRun ? 'dry-run' : resourceVersionOf(object) === '1' ? 'create' : 'apply',
      key,
    );
    const old = this.#objects.get(objectId(key));
    // The server looks at owners first, and at the version only then.
    const conflicts = this.conflicts.get(objectId(key)) ?? [];
    if (conflicts.length > 0)
      throw new ClusterError('owned by others', { reason: 'field-conflict', conflicts });
    if (resourceVersionOf(object) === '1' && old !== undefined) throw stale();
    const merged = merge(old ?? {}, object);
    if (resourceVersionOf(object) !== '1') this.#demand(old, uidOf(object), resourceVersionOf(object));
    return options.dryRun ? merged : this.#accept(merged, old);
  }

  async patchJson(
    key: ObjectKey,
    operations: readonly JsonPatchOperation[],
    options: ApplyOptions,
  ): Promise<LiveObject> {
    await this.#record(options.dryRun ? 'dry-run' : 'patch', key);
    const old = this.#objects.get(objectId(key));
    const tested = (path: string) =>
      operations.find((item) => item.op === 'test' && item.path === path)?.value;
    this.#demand(old, String(tested('/metadata/uid')), String(tested('/metadata/resourceVersion')));
    if (operations.some((item) => item.path === '/metadata/managedFields'))
      this.conflicts.delete(objectId(key));
    return this.#accept(old ?? {}, old);
  }

  identity(): never {
    throw new Error('not in this fake');
  }
  resource(): never {
    throw new Error('not in this fake');
  }
  list(): never {
    throw new Error('not in this fake');
  }
  mergePatch(): never {
    throw new Error('not in this fake');
  }
  create(): never {
    throw new Error('not in this fake');
  }
  /** Gone at once, or marked while a finalizer stands. */
  async remove(
    key: ObjectKey,
    { uid, resourceVersion }: { readonly uid: string; readonly resourceVersion: string },
  ): Promise<void> {
    await this.#record('delete', key);
    const old = this.#objects.get(objectId(key));
    if (old === undefined) return;
    this.#demand(old, uid, resourceVersion);
    if (getAt(old, ['metadata', 'finalizers']) === undefined) this.drop(key);
    else this.#store(setAt(old, ['metadata', 'deletionTimestamp'], '2026-11-21T10:42:03Z'), old);
  }

  /** As the last finalizer's owner would. */
  drop(key: ObjectKey): void {
    this.#objects.delete(objectId(key));
  }

  mayI(): never {
    throw new Error('not in this fake');
  }
  watch(_resource: ApiResource, _options: WatchOptions): AsyncIterable<WatchEvent> {
    throw new Error('not in this fake');
  }
  areWatchesAsked(): boolean {
    return false;
  }
  close(): void {}

  async #record(what: string, key: ObjectKey): Promise<void> {
    const write = `${what} ${key.name}`;
    this.writes.push(write);
    await this.beforeWrite(write, this);
  }

  #demand(old: LiveObject | undefined, uid: string, version: string): void {
    if (old === undefined || uidOf(old) !== uid || resourceVersionOf(old) !== version) throw stale();
  }

  #accept(object: JsonObject, old: LiveObject | undefined): LiveObject {
    return this.#store(this.afterWrite(object), old);
  }

  #store(object: JsonObject, old: LiveObject | undefined): LiveObject {
    this.#version += 1;
    const changed = JSON.stringify(object.spec) !== JSON.stringify(old?.spec);
    const generation =
      Number(getAt(old, ['metadata', 'generation']) ?? 0) + (changed || old === undefined ? 1 : 0);
    const metadata = {
      ...(isObject(object.metadata) ? object.metadata : {}),
      uid: getString(old, ['metadata', 'uid']) ?? `uid-${this.#version}`,
      resourceVersion: String(this.#version),
      generation,
    };
    const stored = { ...object, metadata };
    this.#objects.set(objectId(keyOf(object)), stored);
    return stored;
  }
}

function stale(): ClusterError {
  return new ClusterError('the object has been modified', { reason: 'conflict', status: 409 });
}

function merge(old: JsonObject, object: JsonObject): JsonObject {
  const result: Record<string, Json> = { ...old };
  for (const [key, value] of Object.entries(object)) {
    const before = result[key];
    result[key] = isObject(value) && isObject(before) ? merge(before, value) : value;
  }
  return result;
}
