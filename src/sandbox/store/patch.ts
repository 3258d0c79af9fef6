import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';

/** RFC 7396, but that the server's library drops the nulls of maps in lists too. Source: evanphx/json-patch, merge.go. */
export function mergePatch(target: Json | undefined, patch: Json): Json {
  if (!isObject(target)) return withoutNulls(patch);
  if (!isObject(patch)) return patch;
  const out: Record<string, Json> = { ...target };
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete out[key];
    else out[key] = mergePatch(out[key], value);
  }
  return out;
}

function withoutNulls(value: Json): Json {
  if (isArray(value)) return value.map(withoutNulls);
  if (!isObject(value)) return value;
  const stated = Object.entries(value).filter(([, child]) => child !== null);
  return Object.fromEntries(stated.map(([key, child]) => [key, withoutNulls(child)]));
}

/**
 * Strategic merge patch as far as the built-in kinds here need it: maps merge, lists are replaced,
 * finalizers are a set, owner references merge by uid. Directives for ordering are dropped.
 */
export function strategicMergePatch(target: Json | undefined, patch: Json, path = ''): Json {
  if (!isObject(patch)) return patch;
  if (patch.$patch === 'replace') {
    const { $patch: _, ...rest } = patch;
    return rest;
  }
  const out: Record<string, Json> = { ...(isObject(target) ? target : {}) };
  for (const [key, value] of Object.entries(patch)) {
    const below = `${path}.${key}`;
    if (key.startsWith('$deleteFromPrimitiveList/')) {
      const name = key.slice('$deleteFromPrimitiveList/'.length);
      const gone = isArray(value) ? value : [];
      out[name] = listOf(out[name]).filter((item) => !gone.some((each) => jsonEquals(each, item)));
    } else if (key.startsWith('$')) continue;
    else if (value === null) delete out[key];
    else if (below === '.metadata.finalizers') out[key] = unionOf(out[key], value);
    else if (below === '.metadata.ownerReferences') out[key] = mergeByUid(out[key], value);
    else out[key] = strategicMergePatch(out[key], value, below);
  }
  return out;
}

/** A strategic patch as the server shows it: nulls in maps that were not there are gone. */
export function withoutLostNulls(target: Json | undefined, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const before = isObject(target) ? target : undefined;
  return Object.fromEntries(
    Object.entries(patch)
      .filter(([, value]) => value !== null || before !== undefined)
      .map(([key, value]) => [key, withoutLostNulls(before?.[key], value)]),
  );
}

export interface PatchStep {
  readonly op: string;
  readonly path: string;
  readonly from?: string;
  readonly value?: Json;
}

/** RFC 6902. Undefined where an operation cannot be done or a test fails. */
export function jsonPatch(target: JsonObject, steps: readonly PatchStep[]): JsonObject | undefined {
  let current: Json | undefined = target;
  for (const step of steps) {
    current = applyStep(current, step);
    if (current === undefined) return undefined;
  }
  return isObject(current) ? current : undefined;
}

function applyStep(target: Json, step: PatchStep): Json | undefined {
  const path = pointer(step.path);
  const value = step.value ?? null;
  switch (step.op) {
    case 'test':
      return valueAt(target, path.slice(0, -1)) !== undefined &&
        jsonEquals(valueAt(target, path) ?? null, value)
        ? target
        : undefined;
    case 'add':
      return change(target, path, value, 'add');
    case 'replace':
      return change(target, path, value, 'replace');
    case 'remove':
      return change(target, path, undefined, 'remove');
    case 'move':
    case 'copy': {
      const from = pointer(step.from ?? '');
      const found = valueAt(target, from);
      // The server copies what is not there as a null, where the map is that it would stand in.
      const isInMap = isObject(valueAt(target, from.slice(0, -1)) ?? null);
      const moved = found === undefined && step.op === 'copy' && isInMap ? null : found;
      if (moved === undefined) return undefined;
      const rest = step.op === 'move' ? change(target, from, undefined, 'remove') : target;
      return rest === undefined ? undefined : change(rest, path, moved, 'add');
    }
    default:
      return undefined;
  }
}

function pointer(path: string): readonly string[] {
  return path
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(target: Json, path: readonly string[]): Json | undefined {
  let current: Json | undefined = target;
  for (const part of path) {
    if (isArray(current)) current = /^\d+$/.test(part) ? current[Number(part)] : undefined;
    else current = isObject(current) && Object.hasOwn(current, part) ? current[part] : undefined;
  }
  return current;
}

type Mode = 'add' | 'replace' | 'remove';

function change(
  target: Json,
  path: readonly string[],
  value: Json | undefined,
  mode: Mode,
): Json | undefined {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (isArray(target)) return changeItem(target, part, rest, value, mode);
  if (!isObject(target)) return undefined;
  if (rest.length > 0) {
    const child = Object.hasOwn(target, part) ? target[part] : undefined;
    const changed = child === undefined ? undefined : change(child, rest, value, mode);
    return changed === undefined ? undefined : { ...target, [part]: changed };
  }
  if (mode === 'remove' && !Object.hasOwn(target, part)) return undefined;
  const { [part]: _, ...others } = target;
  return value === undefined ? others : { ...target, [part]: value };
}

function changeItem(
  target: readonly Json[],
  part: string,
  rest: readonly string[],
  value: Json | undefined,
  mode: Mode,
): Json | undefined {
  const index = part === '-' ? target.length : Number(part);
  const last = mode === 'add' && rest.length === 0 ? target.length : target.length - 1;
  if (!Number.isInteger(index) || index < 0 || index > last) return undefined;
  const item = target[index];
  if (rest.length > 0) {
    const changed = item === undefined ? undefined : change(item, rest, value, mode);
    return changed === undefined ? undefined : target.with(index, changed);
  }
  if (mode === 'remove') return target.toSpliced(index, 1);
  return mode === 'add' ? target.toSpliced(index, 0, value ?? null) : target.with(index, value ?? null);
}

function listOf(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}

/** What the patch states and what only the server has, in the server's order where it knows both. */
function unionOf(target: Json | undefined, value: Json): Json {
  return interleaved(listOf(target), listOf(value), (item) => JSON.stringify(item));
}

function mergeByUid(target: Json | undefined, value: Json): Json {
  const uidOf = (item: Json): string => String(isObject(item) ? (item.uid ?? '') : '');
  const before = new Map(listOf(target).map((item) => [uidOf(item), item]));
  const merged = listOf(value).map((item) => mergePatch(before.get(uidOf(item)), item));
  return interleaved(listOf(target), merged, uidOf);
}

/** Kubernetes: apimachinery, util/strategicpatch/patch.go, mergeSortedSlice. */
function interleaved(
  server: readonly Json[],
  patch: readonly Json[],
  keyOf: (item: Json) => string,
): readonly Json[] {
  const order = server.map(keyOf);
  const right = patch.filter(
    (item, index) => patch.findIndex((each) => keyOf(each) === keyOf(item)) === index,
  );
  const left = server.filter((item) => !right.some((each) => keyOf(each) === keyOf(item)));
  const out: Json[] = [];
  while (left.length > 0 || right.length > 0) {
    const [l, r] = [left[0], right[0]];
    const at = r === undefined ? -1 : order.indexOf(keyOf(r));
    const isLeft = r === undefined || (l !== undefined && at >= 0 && order.indexOf(keyOf(l)) < at);
    const next = isLeft ? left.shift() : right.shift();
    if (next !== undefined) out.push(next);
  }
  return out;
}
