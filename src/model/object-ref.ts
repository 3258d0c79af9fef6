import { isObject, type Json, type JsonObject } from './json.ts';

/** Names one object within one cluster. */
export interface ObjectKey {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

/** Names one object anywhere: `cluster` is `hub` or a managed cluster's name. */
export interface ObjectRef extends ObjectKey {
  readonly cluster: string;
}

export function apiGroup(apiVersion: string): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? '' : apiVersion.slice(0, slash);
}

/** Asked of every object several times: no text is made for it. */
export function isOfGroup(apiVersion: string, group: string): boolean {
  if (group === '') return !apiVersion.includes('/');
  return apiVersion[group.length] === '/' && apiVersion.startsWith(group);
}

/** Identity without the version: two versions of a group are one object on the server. */
export function objectId(key: ObjectKey): string {
  return `${apiGroup(key.apiVersion)}/${key.kind}/${key.namespace ?? ''}/${key.name}`;
}

export function refId(ref: ObjectRef): string {
  return `${ref.cluster}:${objectId(ref)}`;
}

/** As people write it: `drpc/shop/cart`, `storageclass/rbd@dr1`. */
export function formatRef(ref: ObjectRef): string {
  const kind = ref.kind === 'DRPlacementControl' ? 'drpc' : ref.kind.toLowerCase();
  const place = ref.cluster === 'hub' ? '' : `@${ref.cluster}`;
  return `${[kind, ref.namespace, ref.name].filter((part) => part !== undefined && part !== '').join('/')}${place}`;
}

export function keyOf(object: JsonObject): ObjectKey {
  const { apiVersion, kind, metadata } = object;
  const { namespace, name } = isObject(metadata) ? metadata : {};
  const place = text(namespace);
  return {
    apiVersion: text(apiVersion),
    kind: text(kind),
    ...(place === '' ? {} : { namespace: place }),
    name: text(name),
  };
}

function text(value: Json | undefined): string {
  return typeof value === 'string' ? value : '';
}
