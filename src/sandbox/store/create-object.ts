import { getString } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { ApiError, alreadyExists, badRequest, notFound, warning } from './api-error.ts';
import { prepareBuiltIn, withoutEmpty } from './built-in-rules.ts';
import { finalizerWarnings } from './check-metadata.ts';
import { checkObject } from './check-object.ts';
import { decodeBody, unregistered } from './decode.ts';
import { trackWrite } from './track-write.ts';
import { metadataOf, nameOf, type Outcome, type Room, type WriteOptions, writerFor } from './write.ts';

/** POST. */
export function createObject(
  room: Room,
  resource: Resource,
  namespace: string | undefined,
  body: JsonObject,
  options: WriteOptions,
): Outcome {
  const { object, warnings } = decodeBody(resource, withType(resource, body), options);
  const created = warning(warnings, () => {
    const placed = inNamespace(namespace, alive(named(room, object)));
    const tracked = trackWrite(writerFor(room, resource, options), resource, undefined, placed);
    if (metadataOf(tracked).resourceVersion === undefined) return storeNew(room, resource, tracked, options);
    requireNamespace(room, resource, namespace);
    checkObject(room, resource, fillSystemFields(room, resource, tracked));
    throw new ApiError(500, undefined, 'resourceVersion should not be set on objects to be created');
  });
  return {
    object: created,
    created: true,
    warnings: [...warnings, ...finalizerWarnings(resource, created, undefined)],
  };
}

/** The last steps of a create, by POST or by apply: bookkeeping, checks, and the write itself. */
export function storeNew(
  room: Room,
  resource: Resource,
  object: JsonObject,
  options: WriteOptions,
): JsonObject {
  const namespace = getString(object, ['metadata', 'namespace']);
  requireNamespace(room, resource, namespace);
  const filled = fillSystemFields(room, resource, object);
  checkObject(room, resource, filled);
  const stored = withoutEmpty(resource, filled);
  const name = nameOf(filled);
  const existing = room.store.get(resource, namespace, name);
  if (existing !== undefined) {
    return warning(finalizerWarnings(resource, filled, undefined), () => {
      throw alreadyExists(resource, filled, metadataOf(existing).deletionTimestamp !== undefined);
    });
  }
  if (!options.dryRun) return room.store.put(resource, stored, options.unread);
  const { resourceVersion } = metadataOf(object);
  return resourceVersion === undefined
    ? stored
    : { ...stored, metadata: { ...metadataOf(stored), resourceVersion } };
}

/** Throws 400 where the object's namespace is not the request's. */
export function inNamespace(namespace: string | undefined, object: JsonObject): JsonObject {
  const stated = getString(object, ['metadata', 'namespace']);
  if (stated === namespace) return object;
  if (stated !== undefined && stated !== '' && namespace !== undefined) {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const { namespace: _, ...metadata } = metadataOf(object);
  return { ...object, metadata: namespace === undefined ? metadata : { ...metadata, namespace } };
}

/** Kinds of Kubernetes itself need not name themselves in a body; a custom resource must. */
export function withType(resource: Resource, body: JsonObject): JsonObject {
  const { kind, apiVersion } = body;
  if (resource.builtIn) {
    const type = { kind: kind ?? resource.kind, apiVersion: apiVersion ?? apiVersionOf(resource) };
    if (type.kind === resource.kind && type.apiVersion === apiVersionOf(resource))
      return { ...body, ...type };
    const [version, stated] = [String(type.apiVersion), String(type.kind)];
    throw badRequest(
      `${stated} in version ${JSON.stringify(version)} cannot be handled as a ${resource.kind}: ${unregistered(version, stated)}`,
    );
  }
  if (typeof kind !== 'string' || kind === '') {
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(body)}'`);
  }
  if (apiVersion !== apiVersionOf(resource)) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${apiVersionOf(resource)})`,
    );
  }
  return body;
}

/** A create says nothing of a deletion; an apply that creates may, and is believed. */
function alive(object: JsonObject): JsonObject {
  const { deletionTimestamp: _, deletionGracePeriodSeconds: __, ...metadata } = metadataOf(object);
  return isObject(object.metadata) ? { ...object, metadata } : object;
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';

function named(room: Room, object: JsonObject): JsonObject {
  const metadata = metadataOf(object);
  const { name, generateName } = metadata;
  if ((name !== undefined && name !== '') || typeof generateName !== 'string' || generateName === '')
    return object;
  const suffix = Array.from({ length: 5 }, () => letters.charAt(room.chance.below(letters.length))).join('');
  return { ...object, metadata: { ...metadata, name: `${generateName}${suffix}` } };
}

function requireNamespace(room: Room, resource: Resource, namespace: string | undefined): void {
  const namespaces = room.resource('', 'Namespace');
  if (!resource.namespaced || namespace === undefined || namespaces === undefined) return;
  const found = room.store.get(namespaces, undefined, namespace);
  if (found === undefined) throw notFound(namespaces, namespace);
  if (metadataOf(found).deletionTimestamp === undefined) return;
  throw new ApiError(
    403,
    'Forbidden',
    `${resource.plural} is forbidden: unable to create new content in namespace ${namespace} because it is being terminated`,
  );
}

function fillSystemFields(room: Room, resource: Resource, object: JsonObject): JsonObject {
  const { resourceVersion: _, generation: stated, ...metadata } = metadataOf(object);
  const time = room.time();
  const generation = resource.hasGeneration ? 1 : stated;
  const { status: __, ...withoutStatus } = object;
  const body = resource.hasStatus ? withoutStatus : object;
  const filled = {
    ...body,
    metadata: {
      ...metadata,
      uid: room.chance.uuid(),
      creationTimestamp: time,
      ...(generation === undefined ? {} : { generation }),
    },
  };
  return prepareBuiltIn(resource, filled, time);
}
