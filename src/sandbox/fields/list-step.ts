import { isArray, isObject, type Json } from '../../model/json.ts';
import type { ListType } from './atom.ts';
import { keyStep, valueStep } from './field-set.ts';

/** The path element of an item of a set or a list-map, or why it has none. */
export function listStep(type: ListType, item: Json): { readonly step: string } | { readonly error: string } {
  const keys = type.keys ?? [];
  if (keys.length === 0) return setStep(item);
  if (item === null) return { error: 'associative list with keys may not have a null element' };
  if (!isObject(item)) return { error: 'associative list with keys may not have non-map elements' };
  const key: Record<string, Json> = {};
  for (const name of keys) {
    const stated = item[name];
    const value = stated === undefined ? type.element.map?.fields.get(name)?.default : stated;
    if (value !== undefined) key[name] = value;
  }
  if (Object.keys(key).length > 0) return { step: keyStep(key) };
  const names = keys.map((name) => JSON.stringify(name)).join(' ');
  return {
    error: `associative list with keys has an element that omits all key fields [${names}] (and doesn't have default values for any key fields)`,
  };
}

/** Items by path element, in order; items without one are left out. */
export function itemsByStep(type: ListType, list: readonly Json[]): ReadonlyMap<string, readonly Json[]> {
  const items = new Map<string, Json[]>();
  for (const item of list) {
    const found = listStep(type, item);
    if ('error' in found) continue;
    const same = items.get(found.step);
    if (same === undefined) items.set(found.step, [item]);
    else same.push(item);
  }
  return items;
}

function setStep(item: Json): { readonly step: string } | { readonly error: string } {
  if (isObject(item)) return { error: "associative list without keys has an element that's a map type" };
  if (isArray(item)) return { error: 'not supported: associative list with lists as elements' };
  if (item === null) return { error: "associative list without keys has an element that's an explicit null" };
  return { step: valueStep(item) };
}
