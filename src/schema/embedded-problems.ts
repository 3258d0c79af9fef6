import type { FieldPath } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { embeddedMetadataProblems } from './metadata-problems.ts';
import { invalidValue, type SchemaProblem } from './problem.ts';

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
