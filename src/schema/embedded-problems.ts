import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { embeddedMetadataProblems } from './metadata-problems.ts';
import { invalidValue, type SchemaProblem, typeName } from './problem.ts';
import { childSchema, type StructuralSchema } from './structural.ts';

/**
 * An object in an object, where the schema says `x-kubernetes-embedded-resource`. That type and kind are there and are
 * texts, the schema says. Kubernetes: apiextensions-apiserver/pkg/apiserver/schema/objectmeta.
 */
export function embeddedProblems(object: JsonObject, path: FieldPath): readonly SchemaProblem[] {
  const { metadata } = object;
  return [
    ...apiVersionProblems(object.apiVersion, [...path, 'apiVersion']),
    ...kindProblems(object.kind, [...path, 'kind']),
    ...(isObject(metadata) ? embeddedMetadataProblems(metadata, [...path, 'metadata']) : []),
  ];
}

/** What the API server cannot even read of it, which counts in a status too. */
export function embeddedTypeProblems(object: JsonObject, path: FieldPath): readonly SchemaProblem[] {
  const types = ['apiVersion', 'kind'].flatMap((key) => {
    const value = object[key];
    return value === undefined || typeof value === 'string'
      ? []
      : [invalidValue([...path, key], value, 'must be a string')];
  });
  const schema = childSchema({ 'x-kubernetes-embedded-resource': true }, 'metadata');
  const { metadata } = object;
  if (schema === undefined || metadata === undefined) return types;
  return [...types, ...mistyped(metadata, schema, [...path, 'metadata'])];
}

function mistyped(value: Json, schema: StructuralSchema, path: FieldPath): readonly SchemaProblem[] {
  const { type, items } = schema;
  if (value === null || type === undefined) return [];
  if (typeName(value) !== type) return [invalidValue(path, value, `must be of type ${type}`)];
  if (isArray(value))
    return value.flatMap((item, index) =>
      items === undefined ? [] : mistyped(item, items, [...path, index]),
    );
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, child]) => {
    const known = childSchema(schema, key);
    return known === undefined ? [] : mistyped(child, known, [...path, key]);
  });
}

function apiVersionProblems(value: Json | undefined, path: FieldPath): readonly SchemaProblem[] {
  if (typeof value !== 'string') return [];
  if (value === '') return [invalidValue(path, value, 'must not be empty')];
  if (value.split('/').length < 3) return [];
  return [invalidValue(path, value, `unexpected GroupVersion string: ${value}`)];
}

const kindPattern = '[a-z]([-a-z0-9]*[a-z0-9])?';
const isKind = new RegExp(`^${kindPattern}$`);

function kindProblems(value: Json | undefined, path: FieldPath): readonly SchemaProblem[] {
  if (typeof value !== 'string') return [];
  if (value === '') return [invalidValue(path, value, 'must not be empty')];
  const label = value.toLowerCase();
  if (label.length <= 63 && isKind.test(label)) return [];
  const why = `may have mixed case, but should otherwise match: a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '${kindPattern}')`;
  return [invalidValue(path, value, why)];
}
