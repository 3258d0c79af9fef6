import { randomInt, randomUUID } from 'node:crypto';
import { getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { trackUpdate } from '../fields/field-manager.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import { ApiError, alreadyExists, badRequest, invalid, notFound } from './api-error.ts';
import { defaultBuiltIn, prepareBuiltIn } from './built-in-rules.ts';
import { checkObject } from './check-object.ts';
import { decodeBody } from './decode.ts';
import { metadataOf, nameOf, type Outcome, type Room, type WriteOptions, writerFor } from './write.ts';

/** POST. */
export function createObject(
  room: Room,
  resource: Resource,
  namespace: string | undefined,
  body: JsonObject,
  options: WriteOptions,
): Outcome {
  const placed = inNamespace(namespace, named(withType(resource, body)));
  const { object, warnings } = decodeBody(resource, placed, options);
  const tracked = trackUpdate(
    writerFor(room, resource, options),
    undefined,
    defaultBuiltIn(resource, object),
  );
  if (metadataOf(tracked).resourceVersion !== undefined) {
    requireNamespace(room, resource, namespace);
    checkObject(room, resource, fillSystemFields(room, resource, tracked));
    throw new ApiError(500, undefined, 'resourceVersion should not be set on objects to be created');
  }
  return { object: storeNew(room, resource, tracked, options), created: true, warnings };
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
  const name = nameOf(filled);
  if (room.store.get(resource, namespace, name) !== undefined) throw alreadyExists(resource, name);
  return options.dryRun ? filled : room.store.put(resource, filled);
}

/** Throws 400 where the object's namespace is not the request's. */
export function inNamespace(namespace: string | undefined, object: JsonObject): JsonObject {
  const stated = getString(object, ['metadata', 'namespace']);
  if (stated === namespace) return object;
  if (stated !== undefined && stated !== '') {
    throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
  }
  const { namespace: _, ...metadata } = metadataOf(object);
  return { ...object, metadata: namespace === undefined ? metadata : { ...metadata, namespace } };
}

/** Kinds of Kubernetes itself need not name themselves in a body; a custom resource must. */
export function withType(resource: Resource, body: JsonObject): JsonObject {
  const { kind, apiVersion } = body;
  if (resource.builtIn)
    return { ...body, kind: kind ?? resource.kind, apiVersion: apiVersion ?? apiVersionOf(resource) };
  if (typeof kind !== 'string' || kind === '') {
    throw badRequest(`Object 'Kind' is missing in '${JSON.stringify(body)}'`);
  }
  if (apiVersion !== apiVersionOf(resource)) {
    throw badRequest(
      `the API version in the data (${String(apiVersion)}) does not match the expected API version (${apiVersionOf(resource)})`,
    );
  }
  if (kind !== resource.kind) {
    const cause = `Invalid value: ${JSON.stringify(kind)}: must be ${resource.kind}`;
    throw invalid({ ...resource, kind }, nameOf(body), [
      { reason: 'FieldValueInvalid', message: cause, field: 'kind' },
    ]);
  }
  return body;
}

const letters = 'bcdfghjklmnpqrstvwxz2456789';

function named(object: JsonObject): JsonObject {
  const metadata = metadataOf(object);
  const { name, generateName } = metadata;
  if ((name !== undefined && name !== '') || typeof generateName !== 'string' || generateName === '')
    return object;
  const suffix = Array.from({ length: 5 }, () => letters.charAt(randomInt(letters.length))).join('');
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
  const {
    deletionTimestamp: _,
    deletionGracePeriodSeconds: __,
    resourceVersion: ___,
    generation: ____,
    ...metadata
  } = metadataOf(object);
  const time = room.time();
  const { status: _____, ...withoutStatus } = object;
  const body = resource.hasStatus ? withoutStatus : object;
  const filled = {
    ...body,
    metadata: {
      ...metadata,
      uid: randomUUID(),
      creationTimestamp: time,
      ...(resource.hasGeneration ? { generation: 1 } : {}),
    },
  };
  return prepareBuiltIn(resource, filled, time);
}
