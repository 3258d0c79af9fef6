import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { childSchema, type StructuralSchema } from '../../schema/structural.ts';

/**
 * What decoding makes of nulls: one for a field that has no null and no default is as good as absent.
 * Kubernetes: apiextensions-apiserver, schema/defaulting/prunenulls.go.
 */
export function dropNulls(schema: StructuralSchema, object: JsonObject): JsonObject {
  const out: Record<string, Json> = {};
  for (const [key, child] of Object.entries(object)) {
    const known = childSchema(schema, key);
    if (known === undefined) out[key] = child;
    else if (child !== null || known.nullable === true || known.default !== undefined)
      out[key] = visit(known, child);
  }
  return out;
}

function visit(schema: StructuralSchema, value: Json): Json {
  if (isObject(value)) return dropNulls(schema, value);
  const { items } = schema;
  return isArray(value) && items !== undefined ? value.map((item) => visit(items, item)) : value;
}
