import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { PatchOperation } from './planned-change.ts';

/**
 * A dry run of what a take-over does in two requests, as one patch: the claims out of `managedFields`, and the values in.
 * Server-side apply cannot be asked this without force. The server answers defaults and refusals, so that nothing is
 * released for a write that it would not take.
 */
export function rehearsalPatch(
  live: LiveObject,
  wanted: JsonObject,
  release: readonly PatchOperation[],
): readonly PatchOperation[] {
  const parts = [
    ...partsOf(live, wanted, []).filter(([key]) => key !== 'metadata' && key !== 'status'),
    ...partsOf(live, wanted, ['metadata']).filter(([, key]) => key === 'labels' || key === 'annotations'),
  ];
  return [...release, ...parts.flatMap((path) => operation(getAt(live, path), getAt(wanted, path), path))];
}

/** Would the write leave the object as it is, claims included? Times and versions of the answer aside. */
export function changesNothing(live: LiveObject, answered: LiveObject): boolean {
  return jsonEquals(lasting(live), lasting(answered));
}

function partsOf(
  live: JsonObject,
  wanted: JsonObject,
  parent: readonly string[],
): readonly (readonly string[])[] {
  const keys = [live, wanted].flatMap((object) => {
    const part = getAt(object, parent);
    return isObject(part) ? Object.keys(part) : [];
  });
  return [...new Set(keys)].sort().map((key) => [...parent, key]);
}

function operation(
  live: Json | undefined,
  wanted: Json | undefined,
  path: readonly string[],
): readonly PatchOperation[] {
  if (jsonEquals(live, wanted)) return [];
  const pointer = path.map((key) => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
  return [
    wanted === undefined ? { op: 'remove', path: pointer } : { op: 'add', path: pointer, value: wanted },
  ];
}

function lasting(object: LiveObject): JsonObject {
  const { metadata, ...rest } = object;
  if (!isObject(metadata)) return object;
  const { resourceVersion: _, managedFields, ...others } = metadata;
  const claims = isArray(managedFields) ? managedFields.map(withoutTime) : [];
  return { ...rest, metadata: { ...others, managedFields: claims } };
}

function withoutTime(entry: Json): Json {
  if (!isObject(entry)) return entry;
  const { time: _, ...claim } = entry;
  return claim;
}
