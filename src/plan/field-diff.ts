import type { Kind } from '../kinds/define-kind.ts';
import { annotation } from '../model/annotations.ts';
import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import { listKeys } from './field-set.ts';

/** One value that differs. `path` may hold an item's key in brackets instead of an index. */
export interface ValueDifference {
  readonly path: FieldPath;
  readonly live?: Json;
  readonly git?: Json;
}

const bookkeeping = new Set([
  'managedFields',
  'resourceVersion',
  'generation',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
]);

/** What differs between two states of an object, leaf by leaf; status and the server's bookkeeping aside. */
export function differences(live: JsonObject, wanted: JsonObject, kind: Kind): readonly ValueDifference[] {
  const found: ValueDifference[] = [];
  walk(withoutBookkeeping(live), withoutBookkeeping(wanted), [], kind, found);
  return found;
}

function withoutBookkeeping(object: JsonObject): JsonObject {
  const { status: _, apiVersion: __, metadata, ...rest } = object;
  if (!isObject(metadata)) return rest;
  const kept = Object.fromEntries(Object.entries(metadata).filter(([key]) => !bookkeeping.has(key)));
  const annotations = kept.annotations;
  if (isObject(annotations)) {
    const { [annotation.applied]: ___, ...others } = annotations;
    kept.annotations = others;
  }
  return { ...rest, metadata: kept };
}

function walk(
  live: Json | undefined,
  git: Json | undefined,
  path: FieldPath,
  kind: Kind,
  found: ValueDifference[],
): void {
  if (jsonEquals(live, git)) return;
  const keys = listKeys(path, kind);
  if (keys !== undefined && isArray(live) && isArray(git)) {
    walkItems(live, git, path, keys, kind, found);
    return;
  }
  if (isObject(live) && isObject(git)) {
    for (const key of new Set([...Object.keys(live), ...Object.keys(git)])) {
      walk(live[key], git[key], [...path, key], kind, found);
    }
    return;
  }
  if (isEmpty(live) && isEmpty(git)) return;
  if (isObject(git) && live === undefined && Object.keys(git).length > 0) {
    for (const key of Object.keys(git)) walk(undefined, git[key], [...path, key], kind, found);
    return;
  }
  if (isObject(live) && git === undefined && Object.keys(live).length > 0) {
    for (const key of Object.keys(live)) walk(live[key], undefined, [...path, key], kind, found);
    return;
  }
  found.push({ path, ...(live === undefined ? {} : { live }), ...(git === undefined ? {} : { git }) });
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || (isObject(value) && Object.keys(value).length === 0);
}

function walkItems(
  live: readonly Json[],
  git: readonly Json[],
  path: FieldPath,
  keys: readonly string[],
  kind: Kind,
  found: ValueDifference[],
): void {
  const name = (item: Json): string =>
    isObject(item) ? keys.map((key) => String(item[key])).join('/') : String(item);
  const liveItems = new Map(live.map((item) => [name(item), item]));
  const gitItems = new Map(git.map((item) => [name(item), item]));
  for (const key of new Set([...liveItems.keys(), ...gitItems.keys()])) {
    walk(liveItems.get(key), gitItems.get(key), [...path, key], kind, found);
  }
}
