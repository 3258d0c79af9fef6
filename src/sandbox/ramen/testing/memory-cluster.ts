import { getString, setAt } from '../../../model/field-path.ts';
import { isObject, type JsonObject, jsonEquals } from '../../../model/json.ts';
import { generationOf, isBeingDeleted } from '../../../model/live-object.ts';
import type { SandboxCluster } from '../../world.ts';
import { finalizersOf, nameOf, namespaceOf } from '../metadata.ts';

type Listener = Parameters<SandboxCluster['onChange']>[0];

/** Just enough of an API server for the model's own tests: generations, finalizers, events; no schema, no managed fields. */
export function createMemoryCluster(name: string): SandboxCluster {
  const objects = new Map<string, JsonObject>();
  const listeners = new Set<Listener>();
  let version = 0;

  function get(kind: string, namespace: string | undefined, objectName: string): JsonObject | undefined {
    return objects.get(`${kind}/${namespace ?? ''}/${objectName}`);
  }

  function commit(type: 'ADDED' | 'MODIFIED' | 'DELETED', object: JsonObject): JsonObject {
    version += 1;
    const stored = setAt(object, ['metadata', 'resourceVersion'], String(version));
    const key = keyOf(stored);
    if (type === 'DELETED') objects.delete(key);
    else objects.set(key, stored);
    for (const listener of listeners) listener({ type, object: stored });
    return stored;
  }

  function update(object: JsonObject): JsonObject {
    const before = objects.get(keyOf(object));
    if (before === undefined) throw new Error(`${keyOf(object)} not found`);
    const { status: _, ...rest } = object;
    const kept = before.status === undefined ? rest : { ...rest, status: before.status };
    if (jsonEquals(kept, before)) return before;
    const bump = jsonEquals(object.spec, before.spec) ? 0 : 1;
    const after = setAt(kept, ['metadata', 'generation'], (generationOf(before) ?? 1) + bump);
    const gone = isBeingDeleted(after) && finalizersOf(after).length === 0;
    return commit(gone ? 'DELETED' : 'MODIFIED', after);
  }

  return {
    name,
    get,
    update,
    list: (kind, namespace) =>
      [...objects.values()].filter(
        (each) => each.kind === kind && (namespace === undefined || namespaceOf(each) === namespace),
      ),
    create: (object) => {
      if (objects.has(keyOf(object))) throw new Error(`${keyOf(object)} exists`);
      const metadata = isObject(object.metadata) ? object.metadata : {};
      const { status: _, ...rest } = object;
      return commit('ADDED', {
        ...rest,
        metadata: { ...metadata, uid: `uid-${version + 1}`, generation: 1 },
      });
    },
    updateStatus: (kind, namespace, objectName, status) => {
      const before = get(kind, namespace, objectName);
      if (before === undefined) throw new Error(`${kind} ${objectName} not found`);
      return commit('MODIFIED', { ...before, status });
    },
    remove: (kind, namespace, objectName) => {
      const before = get(kind, namespace, objectName);
      if (before === undefined) throw new Error(`${kind} ${objectName} not found`);
      if (finalizersOf(before).length === 0) commit('DELETED', before);
      else if (!isBeingDeleted(before)) {
        commit('MODIFIED', setAt(before, ['metadata', 'deletionTimestamp'], '2026-01-01T00:00:00Z'));
      }
    },
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function keyOf(object: JsonObject): string {
  return `${getString(object, ['kind']) ?? ''}/${namespaceOf(object)}/${nameOf(object)}`;
}
