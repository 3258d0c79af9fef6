import type { Kind } from '../kinds/define-kind.ts';
import { annotation } from '../model/annotations.ts';
import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import { type FieldSteps, itemStep, listKeys } from './field-set.ts';

/** One value that differs. In `path` the keys of an item stand instead of its index, which differs between the two. */
export interface ValueDifference {
  readonly path: FieldPath;
  readonly steps: FieldSteps;
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
  walk(withoutBookkeeping(live), withoutBookkeeping(wanted), { path: [], steps: [] }, kind, found);
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

interface Place {
  readonly path: FieldPath;
  readonly steps: FieldSteps;
}

function walk(
  live: Json | undefined,
  git: Json | undefined,
  place: Place,
  kind: Kind,
  found: ValueDifference[],
): void {
  // A map of labels or annotations that holds nothing is none; in a spec `{}` may switch something on.
  if (jsonEquals(live, git) || (place.path[0] === 'metadata' && isEmpty(live) && isEmpty(git))) return;
  const names = listKeys(place.path, kind);
  if (names !== undefined && isListOrNone(live) && isListOrNone(git)) {
    walkItems(live ?? [], git ?? [], place, names, kind, found);
    return;
  }
  const keys = new Set([live, git].flatMap((map) => (isObject(map) ? Object.keys(map) : [])));
  if (isMapOrNone(live) && isMapOrNone(git) && keys.size > 0) {
    for (const key of keys) {
      walk(live?.[key], git?.[key], below(place, key, `f:${key}`), kind, found);
    }
    return;
  }
  found.push({
    ...place,
    ...(live === undefined ? {} : { live }),
    ...(git === undefined ? {} : { git }),
  });
}

function walkItems(
  live: readonly Json[],
  git: readonly Json[],
  place: Place,
  keys: readonly string[],
  kind: Kind,
  found: ValueDifference[],
): void {
  const named = (items: readonly Json[]) =>
    new Map(items.filter(isObject).map((item) => [itemStep(item, keys), item]));
  const liveItems = named(live);
  const gitItems = named(git);
  for (const step of new Set([...liveItems.keys(), ...gitItems.keys()])) {
    const item = liveItems.get(step) ?? gitItems.get(step);
    const name = keys.map((key) => String(item?.[key])).join('/');
    walk(liveItems.get(step), gitItems.get(step), below(place, name, step), kind, found);
  }
}

function below({ path, steps }: Place, key: string, step: string): Place {
  return { path: [...path, key], steps: [...steps, step] };
}

function isMapOrNone(value: Json | undefined): value is JsonObject | undefined {
  return value === undefined || isObject(value);
}

function isListOrNone(value: Json | undefined): value is readonly Json[] | undefined {
  return value === undefined || isArray(value);
}

function isEmpty(value: Json | undefined): boolean {
  return value === undefined || (isObject(value) && Object.keys(value).length === 0);
}
