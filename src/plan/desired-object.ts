import { annotation } from '../model/annotations.ts';
import { setAt } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { type LiveObject, resourceVersionOf, uidOf } from '../model/live-object.ts';

const serverMetadata = new Set([
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'managedFields',
  'selfLink',
  'ownerReferences',
]);

const readInGitOnly = new Set<string>([
  annotation.hold,
  annotation.cluster,
  annotation.reconcile,
  annotation.applied,
]);

/**
 * What Git declares, as it may be sent to a cluster: no status, nothing that the server writes itself, no annotation that
 * speaks to ramen-sync alone, and a Secret's `stringData` folded into `data`, so that a dropped key does not stay live.
 */
export function declaredObject(object: JsonObject, namespace: string | undefined): JsonObject {
  const { status: _, metadata, ...rest } = object;
  const declared = { ...rest, metadata: declaredMetadata(isObject(metadata) ? metadata : {}, namespace) };
  return object.kind === 'Secret' && object.apiVersion === 'v1'
    ? foldStringData(declared)
    : dropNulls(declared);
}

function declaredMetadata(metadata: JsonObject, namespace: string | undefined): JsonObject {
  const declared: Record<string, Json> = {};
  for (const [key, value] of Object.entries(metadata)) {
    if (serverMetadata.has(key) || key === 'namespace') continue;
    if (key !== 'annotations' || !isObject(value)) declared[key] = value;
    else {
      const annotations = Object.entries(value).filter(([name]) => !readInGitOnly.has(name));
      if (annotations.length > 0) declared[key] = Object.fromEntries(annotations);
    }
  }
  return namespace === undefined ? declared : { ...declared, namespace };
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

/**
 * Server-side apply records whoever sends `stringData` as the owner of `stringData`, which is never stored: a key dropped
 * from it would stay in `data` for ever (seen on Kubernetes 1.35).
 */
function foldStringData(secret: JsonObject): JsonObject {
  const { stringData, ...rest } = dropNulls(secret);
  if (!isObject(rest.data) && !isObject(stringData)) return rest;
  const data = mapValues(rest.data, canonicalBase64);
  return { ...rest, data: { ...data, ...mapValues(stringData, (value) => base64(String(value))) } };
}

function mapValues(map: Json | undefined, change: (value: Json) => Json): JsonObject {
  if (!isObject(map)) return {};
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, change(value)]));
}

/** As the API server stores it: Go reads over line breaks, and over bits that are left at the end. */
function canonicalBase64(value: Json): Json {
  if (typeof value !== 'string') return value;
  const text = value.replace(/[\r\n]/g, '');
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text) ? btoa(atob(text)) : value;
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
