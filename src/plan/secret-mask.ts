import type { FieldPath } from '../model/field-path.ts';
import { canonicalJson, isObject, type Json } from '../model/json.ts';

/** Numbers secret values in the order they are met, equal values alike; the values themselves never leave. */
export interface SecretMask {
  readonly mask: (value: Json) => Json;
}

export function secretMask(): SecretMask {
  const numbers = new Map<string, number>();
  const mask = (value: Json): Json => {
    if (isObject(value))
      return Object.fromEntries(Object.keys(value).map((key) => [key, mask(value[key] ?? null)]));
    const text = canonicalJson(value);
    const number = numbers.get(text) ?? numbers.size + 1;
    numbers.set(text, number);
    return `(sensitive #${number})`;
  };
  return { mask };
}

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

/** Secret data, and the copy of a Secret that client-side apply leaves in an annotation. */
export function isSensitive(apiVersion: string, kind: string, path: FieldPath): boolean {
  if (apiVersion !== 'v1' || kind !== 'Secret') return false;
  return path[0] === 'data' || path[0] === 'stringData' || path.includes(lastApplied);
}
