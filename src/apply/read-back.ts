import { type FieldPath, formatPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Change } from '../model/plan.ts';

/** Paths that are not on the server as `body` declares them, and paths that the change removes and that are still there. */
export function missingFrom(live: LiveObject, body: JsonObject, change: Change): readonly string[] {
  const declared = differing(body, live, []).map(formatPath);
  const removed = change.fields
    .filter((field) => field.git === undefined && field.live !== undefined && !field.stays && !field.held)
    .map((field) => field.path);
  if (removed.length === 0) return declared;
  const present = new Set(allPaths(live, []));
  return [...declared, ...removed.filter((path) => present.has(path))];
}

/** Bookkeeping of the request itself, and what the server keeps elsewhere (`stringData` goes into `data`). */
const notStored: ReadonlySet<string> = new Set([
  'metadata.uid',
  'metadata.resourceVersion',
  'metadata.managedFields',
  'stringData',
]);

function differing(declared: Json, live: Json | undefined, path: FieldPath): readonly FieldPath[] {
  if (notStored.has(formatPath(path)) || (live === undefined && isEmptyMap(declared))) return [];
  if (isObject(declared) && isObject(live)) {
    return Object.entries(declared).flatMap(([key, value]) => differing(value, live[key], [...path, key]));
  }
  if (isArray(declared) && isArray(live)) {
    // Lists may hold more than we declare, in another order: each declared item must be somewhere.
    return declared.flatMap((item, index) =>
      live.some((candidate) => differing(item, candidate, [...path, index]).length === 0)
        ? []
        : [[...path, index]],
    );
  }
  return jsonEquals(declared, live) ? [] : [path];
}

/** The server keeps no map of labels, data or parameters that holds nothing. */
function isEmptyMap(value: Json): boolean {
  return isObject(value) && Object.keys(value).length === 0;
}

function allPaths(value: Json, path: FieldPath): readonly string[] {
  const own = path.length === 0 ? [] : [formatPath(path)];
  if (isArray(value)) return [...own, ...value.flatMap((item, index) => allPaths(item, [...path, index]))];
  if (!isObject(value)) return own;
  return [...own, ...Object.entries(value).flatMap(([key, item]) => allPaths(item, [...path, key]))];
}
