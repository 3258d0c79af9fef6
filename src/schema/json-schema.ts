import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { formats } from './formats.ts';
import { toJsPattern } from './pattern.ts';
import type { StructuralSchema } from './structural.ts';

/** Keywords whose meaning is the same in both. */
const sameKeywords = [
  'enum',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'minItems',
  'maxItems',
] as const;
const otherKeywords = [
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'uniqueItems',
  'minProperties',
  'maxProperties',
];
const combinations = ['allOf', 'anyOf', 'oneOf'];

/**
 * A structural schema as JSON Schema, for ajv. Unknown fields, keys of lists and CEL have no form there (see
 * `unknown-fields.ts`, `list-keys.ts`, `rules.ts`); patterns and formats that cannot be carried over are left out here
 * and reported by `unchecked.ts`.
 */
export function toJsonSchema(schema: StructuralSchema): JsonObject {
  const out: Record<string, Json> = {};
  const type = typeOf(schema);
  if (type !== undefined) out.type = type;
  for (const keyword of sameKeywords) {
    const value = schema[keyword];
    if (value !== undefined) out[keyword] = value;
  }
  if (schema.enum !== undefined && schema.nullable === true) out.enum = [...schema.enum, null];
  copyOthers(schema, out);
  const pattern = schema.pattern === undefined ? undefined : toJsPattern(schema.pattern);
  if (pattern !== undefined) out.pattern = pattern;
  if (schema.format !== undefined && Object.hasOwn(formats, schema.format)) out.format = schema.format;
  copyChildren(schema, out);
  return out;
}

function typeOf(schema: StructuralSchema): Json | undefined {
  const types = schema['x-kubernetes-int-or-string'] === true ? ['integer', 'string'] : schema.type;
  if (types === undefined || schema.nullable !== true) return types;
  return [...(typeof types === 'string' ? [types] : types), 'null'];
}

/** Keywords that our own schemas do not use, but those of others may. */
function copyOthers(schema: StructuralSchema, out: Record<string, Json>): void {
  for (const [key, value] of Object.entries(schema)) {
    const skipsAnyOf = key === 'anyOf' && schema['x-kubernetes-int-or-string'] === true;
    const isCopied =
      otherKeywords.includes(key) || key === 'not' || (combinations.includes(key) && !skipsAnyOf);
    if (isCopied) out[key] = value;
  }
}

function copyChildren(schema: StructuralSchema, out: Record<string, Json>): void {
  if (schema.required !== undefined) out.required = schema.required;
  if (schema.properties !== undefined) {
    out.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([key, child]) => [key, toJsonSchema(child)]),
    );
  }
  if (schema.items !== undefined) out.items = toJsonSchema(schema.items);
  if (isObject(schema.additionalProperties))
    out.additionalProperties = toJsonSchema(schema.additionalProperties);
  if (schema['x-kubernetes-embedded-resource'] === true) out.required = ['apiVersion', 'kind'];
}
