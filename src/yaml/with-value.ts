import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';

/** A copy with the value at `path`, or without the key or item where it is undefined. Missing maps are made. */
export function withValue(
  root: Json | undefined,
  path: FieldPath,
  value: Json | undefined,
): Json | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (typeof step === 'number') {
    const items = isArray(root) ? [...root] : [];
    if (step > items.length) throw new Error(`There is no item ${step} to set.`);
    if (value === undefined && step === items.length) return root;
    const item = withValue(items[step], rest, value);
    if (item === undefined) items.splice(step, 1);
    else items[step] = item;
    return items;
  }
  const map = isObject(root) ? root : undefined;
  const known = map !== undefined && Object.hasOwn(map, step) ? map[step] : undefined;
  if (value === undefined && known === undefined) return root;
  const child = withValue(known, rest, value);
  const entries = Object.entries(map ?? {}).filter(([key]) => key !== step || child !== undefined);
  if (child === undefined) return Object.fromEntries(entries);
  const isNew = known === undefined;
  const replaced = entries.map(([key, old]): [string, Json] => [key, key === step ? child : old]);
  return Object.fromEntries(isNew ? [...entries, [step, child]] : replaced);
}

/** `['a', 'b']` and 1 give `{a: {b: 1}}`. */
export function nestValue(path: FieldPath, value: Json): Json {
  return path.reduceRight<Json>(
    (inner, step) => (typeof step === 'number' ? [inner] : { [step]: inner }),
    value,
  );
}
