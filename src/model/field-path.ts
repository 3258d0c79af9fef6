import { isArray, isObject, type Json, type JsonObject } from './json.ts';

/** Keys and list indexes from the root of a document: `['spec', 'drClusters', 0]`. */
export type FieldPath = readonly (string | number)[];

/** As people and reports write it: `spec.drClusters[0]`, `data["ramen_manager_config.yaml"]`. */
export function formatPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${JSON.stringify(step)}]`;
  }
  return text;
}

/** The value at a path, or undefined where any step is missing. */
export function getAt(value: Json | undefined, path: FieldPath): Json | undefined {
  let current = value;
  // Counted by hand: rules ask this some hundred thousand times in a run.
  for (let depth = 0; depth < path.length; depth += 1) {
    const step = path[depth] ?? '';
    if (typeof step === 'number') current = isArray(current) ? current[step] : undefined;
    else current = isObject(current) ? ownValue(current, step) : undefined;
    if (current === undefined) return undefined;
  }
  return current;
}

/** What an object inherits is no part of the document: only functions, and `__proto__`. */
function ownValue(object: JsonObject, key: string): Json | undefined {
  const value = object[key];
  if (key === '__proto__') return Object.hasOwn(object, key) ? value : undefined;
  return typeof value === 'function' ? undefined : value;
}

/** A copy with the value set; maps on the way are made. The path must hold keys only. */
export function setAt(object: JsonObject, path: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined) return object;
  if (rest.length === 0) return { ...object, [key]: value };
  const child = object[key];
  return { ...object, [key]: setAt(isObject(child) ? child : {}, rest, value) };
}

/** A copy without the key at the path; emptied maps stay. */
export function removeAt(object: JsonObject, path: readonly string[]): JsonObject {
  const [key, ...rest] = path;
  if (key === undefined || !Object.hasOwn(object, key)) return object;
  if (rest.length === 0) {
    const { [key]: _, ...others } = object;
    return others;
  }
  const child = object[key];
  return isObject(child) ? { ...object, [key]: removeAt(child, rest) } : object;
}

export function isUnder(path: FieldPath, parent: FieldPath): boolean {
  return parent.length <= path.length && parent.every((step, index) => step === path[index]);
}

export function getString(value: Json | undefined, path: FieldPath): string | undefined {
  const found = getAt(value, path);
  return typeof found === 'string' ? found : undefined;
}
