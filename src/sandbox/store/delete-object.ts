import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Resource } from '../resources/resource.ts';
import { notFound, preconditionFailed } from './api-error.ts';
import { isUnheld } from './update-object.ts';
import { metadataOf, type Room, readObject, type Target } from './write.ts';

export interface DeleteOptions {
  readonly dryRun: boolean;
  readonly uid?: string;
  readonly resourceVersion?: string;
}

/** DELETE: gone at once, or marked while finalizers stand. */
export function deleteObject(
  room: Room,
  target: Target,
  options: DeleteOptions,
): { readonly gone: boolean; readonly object: JsonObject } {
  const { resource, name } = target;
  const before = readObject(room, target);
  if (before === undefined) throw notFound(resource, name);
  checkPreconditions(resource, name, before, options);
  if (isNamespace(resource)) return deleteNamespace(room, resource, before, options);
  if (isUnheld(before))
    return { gone: true, object: options.dryRun ? before : room.store.drop(resource, before) };
  const object = marked(room, resource, before);
  const { deletionTimestamp, deletionGracePeriodSeconds } = metadataOf(before);
  if (deletionTimestamp !== undefined && deletionGracePeriodSeconds !== undefined)
    return { gone: false, object: before };
  return { gone: false, object: options.dryRun ? object : room.store.put(resource, object) };
}

function checkPreconditions(
  resource: Resource,
  name: string,
  before: JsonObject,
  options: DeleteOptions,
): void {
  const { uid, resourceVersion } = metadataOf(before);
  if (options.uid !== undefined && options.uid !== uid) {
    throw preconditionFailed(
      resource,
      name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${String(uid)}). The object might have been deleted and then recreated`,
    );
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== resourceVersion) {
    throw preconditionFailed(
      resource,
      name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${String(resourceVersion)}). The object might have been modified`,
    );
  }
}

function isNamespace(resource: Resource): boolean {
  return resource.builtIn && resource.kind === 'Namespace';
}

/** What the namespace controller does: the content first; the namespace stays `Terminating` while any of it does. */
function deleteNamespace(
  room: Room,
  resource: Resource,
  before: JsonObject,
  options: DeleteOptions,
): { readonly gone: boolean; readonly object: JsonObject } {
  const object = { ...marked(room, resource, before), status: { phase: 'Terminating' } };
  if (options.dryRun) return { gone: false, object };
  const name = getString(before, ['metadata', 'name']) ?? '';
  const stored = room.store.put(resource, object);
  for (const content of room.resources()) {
    if (!content.namespaced) continue;
    for (const each of room.store.list(content, name)) {
      const target = {
        resource: content,
        namespace: name,
        name: getString(each, ['metadata', 'name']) ?? '',
      };
      deleteObject(room, target, { dryRun: false });
    }
  }
  dropEmptyNamespace(room, resource, name);
  return { gone: false, object: stored };
}

/** Called after anything left a namespace that is being deleted. */
export function dropEmptyNamespace(room: Room, resource: Resource, name: string): void {
  const found = room.store.get(resource, undefined, name);
  if (found === undefined || metadataOf(found).deletionTimestamp === undefined) return;
  const isEmpty = room
    .resources()
    .every((each) => !each.namespaced || room.store.list(each, name).length === 0);
  if (isEmpty) room.store.drop(resource, found);
}

function marked(room: Room, resource: Resource, before: JsonObject): JsonObject {
  const metadata = metadataOf(before);
  const generation = typeof metadata.generation === 'number' ? metadata.generation + 1 : undefined;
  return {
    ...before,
    metadata: {
      ...metadata,
      deletionTimestamp: room.time(),
      ...(isNamespace(resource) ? {} : { deletionGracePeriodSeconds: 0 }),
      ...(generation === undefined ? {} : { generation }),
    },
  };
}
