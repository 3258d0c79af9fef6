import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { applyDefaults } from '../../schema/defaults.ts';
import { serverPath } from '../../schema/problem.ts';
import { prune } from '../../schema/prune.ts';
import { checkTyped } from '../fields/check-typed.ts';
import { dropNulls } from '../resources/drop-nulls.ts';
import type { Resource } from '../resources/resource.ts';
import { badRequest, invalidPatch } from './api-error.ts';
import type { WriteOptions } from './write.ts';

export interface Decoded {
  readonly object: JsonObject;
  readonly warnings: readonly string[];
}

/** The object of a request body: undeclared fields refused, named or dropped, as `fieldValidation` says. */
export function decodeBody(resource: Resource, body: JsonObject, options: WriteOptions): Decoded {
  const { kind, version } = resource;
  return decode(resource, body, options, (why) =>
    badRequest(`${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: ${why}`),
  );
}

/** What a JSON or merge patch made of an object. */
export function decodePatched(resource: Resource, patched: JsonObject, options: WriteOptions): Decoded {
  return decode(resource, patched, options, (why) => invalidPatch(patched, why));
}

function decode(
  resource: Resource,
  raw: JsonObject,
  options: WriteOptions,
  refuse: (why: string) => Error,
): Decoded {
  const pruned = prune(resource.schema, raw);
  const object = withPlainMetadata(applyDefaults(resource.schema, dropNulls(resource.schema, pruned.object)));
  if (resource.builtIn) {
    const [wrong] = checkTyped(resource.type, object);
    if (wrong !== undefined) throw refuse(`json: cannot unmarshal: ${wrong}`);
  }
  const warnings = pruned.dropped.map((path) => `unknown field ${JSON.stringify(serverPath(path))}`);
  if (warnings.length > 0 && options.validation === 'Strict') {
    throw refuse(`strict decoding error: ${warnings.join(', ')}`);
  }
  return { object, warnings: options.validation === 'Warn' ? warnings : [] };
}

/** Decoding drops what is empty in metadata. Kubernetes: apimachinery, ObjectMeta is `omitempty` throughout. */
export function withPlainMetadata(object: JsonObject): JsonObject {
  if (!isObject(object.metadata)) return object;
  const entries = Object.entries(object.metadata).filter(([, value]) => !isEmpty(value));
  return { ...object, metadata: Object.fromEntries(entries) };
}

function isEmpty(value: Json): boolean {
  if (value === null || value === '' || value === 0) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
