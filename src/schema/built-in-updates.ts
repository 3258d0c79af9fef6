import { getAt } from '../model/field-path.ts';
import { isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import { apiGroup, keyOf } from '../model/object-ref.ts';
import type { SchemaProblem } from './problem.ts';

/**
 * What the API server refuses of an update of a built-in kind. No schema says it: the server's own code does, in
 * Kubernetes: pkg/apis/storage/validation (ValidateStorageClassUpdate), pkg/apis/core/validation (ValidateSecretUpdate,
 * ValidateConfigMapUpdate). Both objects as written, without the server's defaults.
 */
export function builtInUpdateProblems(old: JsonObject, object: JsonObject): readonly SchemaProblem[] {
  const { apiVersion, kind } = keyOf(object);
  const group = apiGroup(apiVersion);
  if (group === 'storage.k8s.io' && kind === 'StorageClass') return storageClassProblems(old, object);
  if (group === '' && kind === 'Secret') {
    return [
      ...typeProblems(old, object),
      ...frozenProblems(secretData(old), secretData(object), old, object),
    ];
  }
  if (group === '' && kind === 'ConfigMap')
    return frozenProblems(getAt(old, ['data']), getAt(object, ['data']), old, object);
  return [];
}

function storageClassProblems(old: JsonObject, object: JsonObject): readonly SchemaProblem[] {
  const defaults: JsonObject = { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' };
  return ['parameters', 'provisioner', 'reclaimPolicy', 'volumeBindingMode'].flatMap((field) => {
    const [then, now] = [old[field] ?? defaults[field], object[field] ?? defaults[field]];
    if (jsonEquals(then, now)) return [];
    return field === 'volumeBindingMode'
      ? invalid(field, now)
      : forbidden(field, `updates to ${field} are forbidden.`);
  });
}

function typeProblems(old: JsonObject, object: JsonObject): readonly SchemaProblem[] {
  const typeOf = (secret: JsonObject): Json => secret.type || 'Opaque';
  return jsonEquals(typeOf(old), typeOf(object)) ? [] : invalid('type', typeOf(object));
}

/** `immutable: true` cannot be taken back. */
function frozenProblems(
  then: Json | undefined,
  now: Json | undefined,
  old: JsonObject,
  object: JsonObject,
): readonly SchemaProblem[] {
  if (old.immutable !== true) return [];
  const words = 'field is immutable when `immutable` is set';
  return [
    ...(object.immutable === true ? [] : forbidden('immutable', words)),
    ...(jsonEquals(then ?? {}, now ?? {}) ? [] : forbidden('data', words)),
    ...(jsonEquals(old.binaryData ?? {}, object.binaryData ?? {}) ? [] : forbidden('binaryData', words)),
  ];
}

/** What the server makes of both sections: it encodes `stringData` and lets it win. */
function secretData(secret: JsonObject): JsonObject {
  const entriesOf = (section: Json | undefined): readonly (readonly [string, string])[] =>
    Object.entries(isObject(section) ? section : {}).map(([key, text]) => [key, String(text ?? '')]);
  return Object.fromEntries([
    ...entriesOf(secret.data).map(([key, text]) => [key, text.replace(/\s/g, '')]),
    ...entriesOf(secret.stringData).map(([key, text]) => [key, base64(text)]),
  ]);
}

function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}

function forbidden(field: string, words: string): readonly SchemaProblem[] {
  return [{ path: [field], part: 'value', message: `Forbidden: ${words}` }];
}

function invalid(field: string, value: Json | undefined): readonly SchemaProblem[] {
  const message = `Invalid value: ${JSON.stringify(value)}: field is immutable`;
  return [{ path: [field], part: 'value', message }];
}
