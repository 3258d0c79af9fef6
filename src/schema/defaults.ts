import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { childSchema, type StructuralSchema } from './structural.ts';

/**
 * The object as the API server completes it: defaults at every level that is there, and a null dropped where the field
 * is not nullable but has a default (Kubernetes: apiextensions-apiserver/pkg/apiserver/schema/defaulting).
 */
export function applyDefaults(schema: StructuralSchema, object: JsonObject): JsonObject {
  return completeMap(schema, object);
}

function complete(schema: StructuralSchema, value: Json): Json {
  if (isObject(value)) return completeMap(schema, value);
  const { items } = schema;
  return isArray(value) && items !== undefined ? value.map((item) => complete(items, item)) : value;
}

function completeMap(schema: StructuralSchema, value: JsonObject): JsonObject {
  const out: Record<string, Json> = {};
  for (const [key, child] of Object.entries(value)) {
    const known = childSchema(schema, key);
    if (child === null && known?.default !== undefined && known.nullable !== true) continue;
    out[key] = known === undefined ? child : complete(known, child);
  }
  for (const [key, known] of Object.entries(schema.properties ?? {})) {
    if (known.default !== undefined && !Object.hasOwn(out, key)) out[key] = complete(known, known.default);
  }
  return out;
}
