import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { formats } from './formats.ts';
import { toJsPattern } from './pattern.ts';
import { childSchema, readStructural, type StructuralSchema } from './structural.ts';

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
/** Keywords that our own schemas do not use, but those of others may. */
const otherKeywords = ['multipleOf', 'uniqueItems', 'minProperties', 'maxProperties'];

/**
 * A structural schema as JSON Schema, for ajv. Unknown fields, keys of lists and CEL have no form there (see
 * `shape-problems.ts` and `rules.ts`); patterns and formats that cannot be carried over are left out here and reported
 * as not checked.
 */
export function toJsonSchema(schema: StructuralSchema): JsonObject {
  const out: Record<string, Json> = {};
  const type = typeOf(schema);
  if (type !== undefined) out.type = type;
  for (const keyword of sameKeywords) {
    const value = schema[keyword];
    if (value !== undefined) out[keyword] = value;
  }
  // A null is never one of the words, not even where the list has it (Kubernetes: kube-openapi, basicCommonValidator).
  if (schema.enum?.includes(null)) out.enum = schema.enum.filter((word) => word !== null);
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

function copyOthers(schema: StructuralSchema, out: Record<string, Json>): void {
  const all: JsonObject = { ...(schema as JsonObject) };
  for (const key of otherKeywords) if (all[key] !== undefined) out[key] = all[key];
  // OpenAPI 3.0 says with a boolean what JSON Schema says with the limit itself.
  for (const [flag, limit] of [
    ['exclusiveMinimum', 'minimum'],
    ['exclusiveMaximum', 'maximum'],
  ] as const) {
    if (all[flag] !== true || out[limit] === undefined) continue;
    out[flag] = out[limit];
    delete out[limit];
  }
  for (const key of ['allOf', 'anyOf', 'oneOf']) {
    const branches = all[key];
    const isImplied = schema['x-kubernetes-int-or-string'] === true && isIntOrString(branches);
    if (isArray(branches) && !isImplied) {
      out[key] = branches.flatMap((branch) =>
        isObject(branch) ? [toJsonSchema(readStructural(branch))] : [],
      );
    }
  }
  if (isObject(all.not)) out.not = toJsonSchema(readStructural(all.not));
}

/** The form that the API server asks for beside `x-kubernetes-int-or-string`. */
function isIntOrString(branches: Json | undefined): boolean {
  return (
    isArray(branches) && branches.every((branch) => isObject(branch) && Object.keys(branch).join() === 'type')
  );
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
  if (schema['x-kubernetes-embedded-resource'] === true) addResourceFields(schema, out);
}

/** An object in an object has a type and metadata of its own, whatever its schema says. */
function addResourceFields(schema: StructuralSchema, out: Record<string, Json>): void {
  const properties = ['apiVersion', 'kind', 'metadata'].flatMap((key) => {
    const child = childSchema(schema, key);
    return child === undefined ? [] : [[key, toJsonSchema(child)] as const];
  });
  out.required = [...new Set([...(schema.required ?? []), 'apiVersion', 'kind'])];
  out.properties = { ...(isObject(out.properties) ? out.properties : {}), ...Object.fromEntries(properties) };
}
