import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { childSchema, type StructuralSchema } from './structural.ts';

/** What becomes of a null where the schema has neither a null nor a default. */
export type Nulls = 'kept' | 'dropped';

/**
 * The object as the API server completes it: defaults at every level that is there, and a null replaced where the field
 * is not nullable but has a default (Kubernetes: apiextensions-apiserver/pkg/apiserver/schema/defaulting). Other nulls
 * are dropped when a body is decoded, and kept by a server-side apply (prunenulls.go).
 */
export function applyDefaults(
  schema: StructuralSchema,
  object: JsonObject,
  nulls: Nulls = 'kept',
): JsonObject {
  return completeMap(schema, object, nulls);
}

function complete(schema: StructuralSchema, value: Json, nulls: Nulls): Json {
  if (isObject(value)) return completeMap(schema, value, nulls);
  const { items } = schema;
  if (!isArray(value) || items === undefined) return value;
  return value.map((item) =>
    complete(items, item === null && items.nullable !== true ? (items.default ?? null) : item, nulls),
  );
}

function completeMap(schema: StructuralSchema, value: JsonObject, nulls: Nulls): JsonObject {
  const out: Record<string, Json> = {};
  for (const [key, child] of Object.entries(value)) {
    const known = childSchema(schema, key);
    const isDropped =
      child === null &&
      known !== undefined &&
      known.nullable !== true &&
      !isOfResource(schema, key) &&
      (nulls === 'dropped' || known.default !== undefined);
    if (!isDropped) setOwn(out, key, known === undefined ? child : complete(known, child, nulls));
  }
  for (const [key, known] of Object.entries(schema.properties ?? {})) {
    if (known.default !== undefined && !Object.hasOwn(out, key))
      setOwn(out, key, complete(known, known.default, nulls));
  }
  return out;
}

/** The type and the metadata of an object in an object are no fields of its schema. */
function isOfResource(schema: StructuralSchema, key: string): boolean {
  return (
    schema['x-kubernetes-embedded-resource'] === true && ['apiVersion', 'kind', 'metadata'].includes(key)
  );
}

/** A field of any name, `__proto__` too. */
function setOwn(out: Record<string, Json>, key: string, value: Json): void {
  if (key !== '__proto__') out[key] = value;
  else Object.defineProperty(out, key, { value, enumerable: true, configurable: true, writable: true });
}
