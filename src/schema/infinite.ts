import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { invalidValue, type SchemaProblem } from './problem.ts';

/** JSON has no such number: `1e400` and YAML's `.inf` and `.nan` cannot be sent to the API server, wherever they stand. */
export function infiniteProblems(value: Json, path: FieldPath = []): readonly SchemaProblem[] {
  if (isFiniteJson(value)) return [];
  if (isArray(value)) return value.flatMap((item, index) => infiniteProblems(item, [...path, index]));
  if (isObject(value)) {
    return Object.entries(value).flatMap(([key, child]) => infiniteProblems(child, [...path, key]));
  }
  return [invalidValue(path, String(value), 'a number that JSON cannot hold')];
}

export function isFiniteJson(value: Json): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (isArray(value)) return value.every(isFiniteJson);
  if (!isObject(value)) return true;
  for (const key of Object.keys(value)) if (!isFiniteJson(value[key] ?? null)) return false;
  return true;
}
