import { isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';

/** The JSON merge patch (RFC 7386) that turns `before` into `after`; undefined where they are equal. */
export function mergeDiff(before: JsonObject, after: JsonObject): JsonObject | undefined {
  const patch: Record<string, Json> = {};
  for (const [key, value] of Object.entries(after)) {
    const old = before[key];
    if (jsonEquals(old, value)) continue;
    if (!isObject(old) || !isObject(value)) patch[key] = value;
    else patch[key] = mergeDiff(old, value) ?? {};
  }
  for (const key of Object.keys(before)) if (!Object.hasOwn(after, key)) patch[key] = null;
  return Object.keys(patch).length === 0 ? undefined : patch;
}
