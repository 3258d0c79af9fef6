import { annotation } from '../model/annotations.ts';
import { getAt, removeAt, setAt } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type LiveObject, resourceVersionOf, uidOf } from '../model/live-object.ts';

const serverMetadata = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
  'ownerReferences',
] as const;

const readInGitOnly = [
  annotation.hold,
  annotation.cluster,
  annotation.reconcile,
  annotation.applied,
] as const;

/**
 * What Git declares, as it may be sent to a cluster: no status, nothing that the server writes itself, no annotation that
 * speaks to ramen-sync alone, and a Secret's `stringData` folded into `data`, so that a dropped key does not stay live.
 */
export function declaredObject(object: JsonObject, namespace: string | undefined): JsonObject {
  let declared = removeAt(object, ['status']);
  for (const key of serverMetadata) declared = removeAt(declared, ['metadata', key]);
  for (const key of readInGitOnly) declared = removeAt(declared, ['metadata', 'annotations', key]);
  const annotations = getAt(declared, ['metadata', 'annotations']);
  if (isObject(annotations) && Object.keys(annotations).length === 0) {
    declared = removeAt(declared, ['metadata', 'annotations']);
  }
  declared =
    namespace === undefined
      ? removeAt(declared, ['metadata', 'namespace'])
      : setAt(declared, ['metadata', 'namespace'], namespace);
  return declared.kind === 'Secret' && declared.apiVersion === 'v1'
    ? foldStringData(declared)
    : dropNulls(declared);
}

/** Server-side apply refuses `null`; a key that Git leaves empty declares nothing. */
function dropNulls(object: JsonObject): JsonObject {
  const kept: Record<string, Json> = {};
  for (const key of Object.keys(object)) {
    const value = object[key];
    if (value === undefined || value === null) continue;
    kept[key] = isObject(value) ? dropNulls(value) : value;
  }
  return kept;
}

function foldStringData(secret: JsonObject): JsonObject {
  const { stringData, ...rest } = dropNulls(secret);
  if (!isObject(stringData)) return rest;
  const encoded = Object.fromEntries(
    Object.keys(stringData).map((key) => [key, base64(String(stringData[key] ?? ''))]),
  );
  const data = rest.data;
  return { ...rest, data: { ...(isObject(data) ? data : {}), ...encoded } };
}

/** UTF-8 text in base64, as the API server stores `stringData`. */
function base64(text: string): string {
  let bytes = '';
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}

export function withBase(body: JsonObject, base: string): JsonObject {
  return setAt(body, ['metadata', 'annotations', annotation.applied], base);
}

/** Bound to exactly the object that was judged. */
export function boundTo(body: JsonObject, live: LiveObject): JsonObject {
  return setAt(
    setAt(body, ['metadata', 'uid'], uidOf(live)),
    ['metadata', 'resourceVersion'],
    resourceVersionOf(live),
  );
}

/** Succeeds only while the object is absent: server-side apply with resourceVersion "1" creates, and answers 409 where it exists. */
export function boundToAbsence(body: JsonObject): JsonObject {
  return setAt(body, ['metadata', 'resourceVersion'], '1');
}
