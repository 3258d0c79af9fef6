import { getString } from '../../model/field-path.ts';
import { isObject, type JsonObject } from '../../model/json.ts';
import type { SchemaSet } from '../../schema/schema-set.ts';
import type { FieldWriter } from '../fields/field-manager.ts';
import { setOfPaths } from '../fields/field-set.ts';
import type { StatusCheck } from '../resources/check-status.ts';
import { apiVersionOf, type Resource } from '../resources/resource.ts';
import type { Chance } from './chance.ts';
import type { ObjectStore } from './object-store.ts';

/** How a write was asked for. */
export interface WriteOptions {
  readonly manager: string;
  readonly dryRun: boolean;
  readonly validation: 'Strict' | 'Warn' | 'Ignore';
  readonly subresource?: 'status';
  /** Server-side apply only. */
  readonly force?: boolean;
  /** What is stored besides, and never read: see `ObjectStore.unreadOf`. */
  readonly unread?: string;
}

/** Which object a request names. */
export interface Target {
  readonly resource: Resource;
  readonly namespace: string | undefined;
  readonly name: string;
}

export interface Outcome {
  readonly object: JsonObject;
  readonly created: boolean;
  /** For the `Warning` header. */
  readonly warnings: readonly string[];
}

/** What the verbs need of the cluster they work on. */
export interface Room {
  readonly store: ObjectStore;
  readonly chance: Chance;
  /** RFC 3339, whole seconds, on the sandbox's clock. */
  time(): string;
  resource(group: string, kind: string): Resource | undefined;
  resources(): readonly Resource[];
  /** The schemas of its kinds. */
  schemas(): SchemaSet;
  readonly checkStatus: StatusCheck;
}

/** The object a request names, in the version that it asks for. */
export function readObject(room: Room, { resource, namespace, name }: Target): JsonObject | undefined {
  const found = room.store.get(resource, namespace, name);
  return found === undefined ? undefined : asVersion(resource, found);
}

export function asVersion(resource: Resource, object: JsonObject): JsonObject {
  const apiVersion = apiVersionOf(resource);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}

export function writerFor(room: Room, resource: Resource, options: WriteOptions): FieldWriter {
  return {
    type: resource.type,
    apiVersion: apiVersionOf(resource),
    manager: options.manager,
    time: room.time(),
    ignored: setOfPaths(resetFields(resource, options).map((name) => [`f:${name}`])),
    ...(options.subresource === undefined ? {} : { subresource: options.subresource }),
  };
}

/** Top-level fields that an endpoint does not write. Kubernetes: GetResetFields of each strategy. */
function resetFields(resource: Resource, options: WriteOptions): readonly string[] {
  if (options.subresource === 'status') return ['spec'];
  return resource.hasStatus ? ['status'] : [];
}

export function metadataOf(object: JsonObject): JsonObject {
  return isObject(object.metadata) ? object.metadata : {};
}

export function nameOf(object: JsonObject): string {
  return getString(object, ['metadata', 'name']) ?? '';
}
