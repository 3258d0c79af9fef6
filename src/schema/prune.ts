import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { childSchema, keepsUnknownFields, type StructuralSchema } from './structural.ts';

export interface Pruned {
  readonly object: JsonObject;
  /** Fields that the schema does not know. */
  readonly dropped: readonly FieldPath[];
}

/** The object as the API server stores it: without the fields that its schema does not know. */
export function prune(schema: StructuralSchema, object: JsonObject): Pruned {
  const dropped: FieldPath[] = [];
  return { object: pruneMap(schema, object, [], dropped), dropped };
}

function pruneValue(schema: StructuralSchema, value: Json, path: FieldPath, dropped: FieldPath[]): Json {
  if (isObject(value)) return pruneMap(schema, value, path, dropped);
  // Of a list where none belongs nothing is known.
  const { items = {} } = schema;
  if (!isArray(value)) return value;
  return value.map((item, index) => pruneValue(items, item, [...path, index], dropped));
}

function pruneMap(
  schema: StructuralSchema,
  value: JsonObject,
  path: FieldPath,
  dropped: FieldPath[],
): JsonObject {
  const out: Record<string, Json> = {};
  for (const [key, child] of Object.entries(value)) {
    const known = childSchema(schema, key);
    if (known !== undefined) out[key] = pruneValue(known, child, [...path, key], dropped);
    else if (keepsUnknownFields(schema)) out[key] = child;
    else dropped.push([...path, key]);
  }
  return out;
}
