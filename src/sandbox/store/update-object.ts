import { getAt } from '../../model/field-path.ts';
import { isArray, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import { badRequest, conflict, invalidResource, notFound, staleVersion, warning } from './api-error.ts';
import { withoutEmpty } from './built-in-rules.ts';
import { finalizersOf, finalizerWarnings } from './check-metadata.ts';
import { checkObject, checkStatus } from './check-object.ts';
import { inNamespace, withType } from './create-object.ts';
import { decodeBody } from './decode.ts';
import { trackWrite } from './track-write.ts';
import {
  metadataOf,
  nameOf,
  type Outcome,
  type Room,
  readObject,
  type Target,
  type WriteOptions,
  writerFor,
} from './write.ts';

/** PUT, of the object or of its status. */
export function replaceObject(room: Room, target: Target, body: JsonObject, options: WriteOptions): Outcome {
  const { resource, namespace, name } = target;
  const { object, warnings } = decodeBody(resource, withType(resource, body), options);
  const replaced = warning(warnings, () => {
    checkName(name, object);
    const placed = inNamespace(namespace, object);
    const before = readObject(room, target);
    if (before === undefined) throw notFound(resource, name);
    const uid = metadataOf(placed).uid;
    const known = metadataOf(before).uid;
    if (typeof uid === 'string' && uid !== '' && uid !== known) {
      const why = `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${String(known)}`;
      throw conflict(resource, name, storageError(target, why, options.dryRun));
    }
    const tracked = trackWrite(writerFor(room, resource, options), resource, before, placed);
    return { before, object: storeUpdate(room, target, before, tracked, options) };
  });
  const told = finalizerWarnings(resource, replaced.object, replaced.before);
  return { object: replaced.object, created: false, warnings: [...warnings, ...told] };
}

/** A dry run goes past the storage, and does not know where in etcd it is. */
function storageError({ resource, namespace, name }: Target, why: string, isDry: boolean): string {
  const group = resource.builtIn ? [] : [resource.group];
  const place = namespace === undefined ? [] : [namespace];
  const key = ['', ...(isDry ? [] : ['registry']), ...group, resource.plural, ...place, name].join('/');
  return `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;
}

/** The last steps of every change: version, what the endpoint may write, checks, and the write, if anything changed. */
export function storeUpdate(
  room: Room,
  target: Target,
  before: JsonObject,
  after: JsonObject,
  options: WriteOptions,
): JsonObject {
  const { resource, name } = target;
  const current = metadataOf(before).resourceVersion;
  const stated = metadataOf(after).resourceVersion;
  if (stated === undefined || stated === '') {
    if (!resource.builtIn) throw invalidResource(resource, name, [unversioned]);
  } else if (stated !== current) throw staleVersion(resource, name);
  const prepared =
    options.subresource === 'status' ? withStatusOf(before, after) : withMainOf(target, before, after);
  if (options.subresource === 'status') checkStatus(room, resource, prepared, before);
  else checkObject(room, resource, prepared, before);
  const final = withOldTimes(before, withoutEmpty(resource, prepared));
  if (options.dryRun) return final;
  const isGone = metadataOf(final).deletionTimestamp !== undefined && isUnheld(final);
  if (isGone) return room.store.drop(resource, final);
  const isSame = jsonEquals(final, before) && (options.unread ?? '') === room.store.unreadOf(before);
  return isSame ? withUnread(before, options.unread) : room.store.put(resource, final, options.unread);
}

/** An apply that changes nothing is answered with what stands in storage. */
function withUnread(object: JsonObject, unread = ''): JsonObject {
  if (unread === '') return object;
  return { ...object, metadata: { ...metadataOf(object), ...JSON.parse(unread) } };
}

/** No finalizer keeps a deleted object alive; a namespace is kept by its `spec.finalizers` too. */
export function isUnheld(object: JsonObject): boolean {
  const own = getAt(object, ['spec', 'finalizers']);
  const isNamespace = object.apiVersion === 'v1' && object.kind === 'Namespace';
  return finalizersOf(object).length === 0 && !(isNamespace && isArray(own) && own.length > 0);
}

export function checkName(name: string, object: JsonObject): void {
  const stated = nameOf(object);
  if (stated === name) return;
  if (stated === '') throw badRequest('name must be provided');
  throw badRequest(`the name of the object (${stated}) does not match the name on the URL (${name})`);
}

const unversioned = {
  reason: 'FieldValueInvalid',
  message: 'Invalid value: 0: must be specified for an update',
  field: 'metadata.resourceVersion',
};

function withStatusOf(before: JsonObject, after: JsonObject): JsonObject {
  const { status: _, ...rest } = before;
  const claims = metadataOf(after).managedFields;
  const { managedFields: __, ...known } = metadataOf(before);
  return {
    ...rest,
    metadata: { ...known, ...(claims === undefined ? {} : { managedFields: claims }) },
    ...(after.status === undefined ? {} : { status: after.status }),
  };
}

function withMainOf({ resource }: Target, before: JsonObject, after: JsonObject): JsonObject {
  const known = metadataOf(before);
  const kept = [
    'name',
    'namespace',
    'uid',
    'creationTimestamp',
    'deletionTimestamp',
    'deletionGracePeriodSeconds',
    'generation',
    'resourceVersion',
  ];
  const overwritten = ['creationTimestamp', 'deletionGracePeriodSeconds', 'generation', 'resourceVersion'];
  const { ...metadata } = metadataOf(after) as Record<string, Json>;
  for (const key of overwritten) delete metadata[key];
  for (const key of kept) {
    const value = known[key];
    if (value !== undefined && (metadata[key] === undefined || metadata[key] === '')) metadata[key] = value;
  }
  // Of what is being deleted, nobody can say when that began.
  if (known.deletionTimestamp !== undefined) metadata.deletionTimestamp = known.deletionTimestamp;
  const { status: _, ...body } = after;
  const status = resource.hasStatus ? before.status : after.status;
  const merged = { ...body, ...(status === undefined ? {} : { status }), metadata };
  if (!resource.hasGeneration || jsonEquals(counted(before), counted(merged))) return merged;
  const generation = typeof known.generation === 'number' ? known.generation + 1 : 1;
  return { ...merged, metadata: { ...metadata, generation } };

  function counted(object: JsonObject): JsonObject {
    const { metadata: __, status: ___, ...rest } = object;
    return resource.hasStatus || object.status === undefined ? rest : { ...rest, status: object.status };
  }
}

/** A write that changes nothing but times of claims changes nothing. Kubernetes: handlers/fieldmanager/equality.go. */
function withOldTimes(before: JsonObject, after: JsonObject): JsonObject {
  const known = metadataOf(before).managedFields;
  const claims = metadataOf(after).managedFields;
  if (!isArray(known) || !isArray(claims) || known.length !== claims.length) return after;
  if (!jsonEquals(withoutTimes(known), withoutTimes(claims))) return after;
  const reverted = { ...after, metadata: { ...metadataOf(after), managedFields: known } };
  return jsonEquals(reverted, before) ? before : after;
}

function withoutTimes(claims: readonly Json[]): Json {
  return claims.map((claim) => ({ ...(claim as JsonObject), time: '' }));
}
