import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';

/**
 * The value at a path as Go's encoding/json finds it: where no key is spelled so, one in another case is taken.
 * Ramen reads its configuration that way (internal/controller/ramenconfig.go).
 */
export function getLoose(value: Json | undefined, path: FieldPath): Json | undefined {
  let current = value;
  for (const step of path) {
    if (typeof step === 'number') current = isArray(current) ? current[step] : undefined;
    else current = isObject(current) ? current[looseKey(current, step)] : undefined;
    if (current === undefined) return undefined;
  }
  return current;
}

function looseKey(object: { readonly [key: string]: Json }, key: string): string {
  if (Object.hasOwn(object, key)) return key;
  const folded = key.toLowerCase();
  return Object.keys(object).find((candidate) => candidate.toLowerCase() === folded) ?? key;
}
