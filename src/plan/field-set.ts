import type { Kind } from '../kinds/define-kind.ts';
import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { FieldClaim } from '../model/live-object.ts';
import { itemWords } from './field-place.ts';

/**
 * A path in the notation of `managedFields`: `f:spec`, `k:{"name":"a"}`, `v:"x"`.
 * Kubernetes: sigs.k8s.io/structured-merge-diff, fieldpath/serialize.go.
 */
export type FieldSteps = readonly string[];

/** The one field path a claim speaks of, as a key for sets. */
export function stepsKey(steps: FieldSteps): string {
  return steps.join('\u0000');
}

export function isUnderOrAt(steps: FieldSteps, parent: FieldSteps): boolean {
  return parent.length <= steps.length && parent.every((step, index) => step === steps[index]);
}

/** Do the steps end at an item of a keyed list? */
export function isItem(steps: FieldSteps): boolean {
  return steps.at(-1)?.startsWith('k:') === true;
}

/** Every field that a claim owns, leaves and items of lists alike. */
export function claimedSteps(claim: FieldClaim): readonly FieldSteps[] {
  const found: FieldSteps[] = [];
  walkClaim(claim.fields, [], found);
  return found;
}

function walkClaim(node: JsonObject, steps: FieldSteps, found: FieldSteps[]): void {
  const keys = Object.keys(node);
  if (steps.length > 0 && (keys.length === 0 || Object.hasOwn(node, '.'))) found.push(steps);
  for (const key of keys) {
    const child = node[key];
    if (key !== '.' && isObject(child)) walkClaim(child, [...steps, key], found);
  }
}

/** A claim's tree without the given fields; undefined where nothing is left. */
export function withoutSteps(fields: JsonObject, removed: ReadonlySet<string>): JsonObject | undefined {
  const prune = (node: JsonObject, steps: FieldSteps): JsonObject | undefined => {
    const keys = Object.keys(node);
    const gone = removed.has(stepsKey(steps));
    if (keys.length === 0) return gone ? undefined : node;
    const kept: Record<string, Json> = {};
    for (const key of keys) {
      const child = node[key];
      if (key === '.') {
        if (!gone) kept['.'] = {};
      } else if (isObject(child)) {
        const rest = prune(child, [...steps, key]);
        if (rest !== undefined) kept[key] = rest;
      }
    }
    return Object.keys(kept).length === 0 ? undefined : kept;
  };
  return prune(fields, []);
}

/** A claim's tree with the given fields added. */
export function withSteps(fields: JsonObject, added: readonly FieldSteps[]): JsonObject {
  return added.reduce((tree, steps) => addSteps(tree, steps), fields);
}

function addSteps(node: JsonObject, [step, ...rest]: FieldSteps): JsonObject {
  if (step === undefined) return node;
  const child = node[step];
  return { ...node, [step]: addSteps(isObject(child) ? child : {}, rest) };
}

/** One declared field: where it stands in the object, and in `managedFields`. */
export interface DeclaredField {
  readonly path: FieldPath;
  readonly steps: FieldSteps;
  readonly value: Json;
  /** An empty map or an item: it says that it is there, and leaves what is in it to others. */
  readonly merged: boolean;
}

/** The fields that an apply of this object claims: maps are entered unless atomic, lists only where they are merged by key. */
export function declaredFields(object: JsonObject, kind: Kind): readonly DeclaredField[] {
  const found: DeclaredField[] = [];
  for (const key of Object.keys(object)) {
    if (key === 'apiVersion' || key === 'kind' || key === 'status') continue;
    const value = object[key];
    if (value === undefined) continue;
    if (key !== 'metadata') declare(value, [key], [`f:${key}`], kind, found);
    else if (isObject(value)) declareMetadata(value, kind, found);
  }
  return found;
}

const ownMetadata = new Set(['labels', 'annotations', 'finalizers', 'ownerReferences']);

function declareMetadata(metadata: JsonObject, kind: Kind, found: DeclaredField[]): void {
  for (const key of Object.keys(metadata)) {
    const value = metadata[key];
    if (value === undefined || !ownMetadata.has(key)) continue;
    const steps = ['f:metadata', `f:${key}`];
    if (isArray(value) && key === 'finalizers') {
      for (const [index, item] of value.entries()) {
        found.push({
          path: ['metadata', key, index],
          steps: [...steps, `v:${JSON.stringify(item)}`],
          value: item,
          merged: false,
        });
      }
    } else if (isArray(value)) {
      declareItems(value, ['metadata', key], steps, ['uid'], kind, found);
    } else {
      declare(value, ['metadata', key], steps, kind, found);
    }
  }
}

function declare(value: Json, path: FieldPath, steps: FieldSteps, kind: Kind, found: DeclaredField[]): void {
  const keys = listKeys(path, kind);
  if (isArray(value) && keys !== undefined && value.length > 0) {
    declareItems(value, path, steps, keys, kind, found);
    return;
  }
  const atomic = isObject(value) ? isAtomicMap(path, kind) : keys === undefined;
  if (!isObject(value) || Object.keys(value).length === 0 || atomic) {
    found.push({ path, steps, value, merged: !atomic });
    return;
  }
  for (const key of Object.keys(value)) {
    const child = value[key];
    if (child !== undefined) declare(child, [...path, key], [...steps, `f:${key}`], kind, found);
  }
}

function declareItems(
  items: readonly Json[],
  path: FieldPath,
  steps: FieldSteps,
  keys: readonly string[],
  kind: Kind,
  found: DeclaredField[],
): void {
  for (const [index, item] of items.entries()) {
    if (!isObject(item)) continue;
    const itemSteps = [...steps, itemStep(item, keys)];
    found.push({ path: [...path, index], steps: itemSteps, value: item, merged: true });
    for (const key of Object.keys(item)) {
      const child = item[key];
      if (child !== undefined) declare(child, [...path, index, key], [...itemSteps, `f:${key}`], kind, found);
    }
  }
}

/** How `managedFields` names an item of a keyed list. */
export function itemStep(item: JsonObject, keys: readonly string[]): string {
  const named = [...keys].sort().map((key) => `${JSON.stringify(key)}:${JSON.stringify(item[key] ?? null)}`);
  return `k:{${named.join(',')}}`;
}

export function listKeys(path: FieldPath, kind: Kind): readonly string[] | undefined {
  return kind.listMaps.find((list) => isAt(path, list.path))?.keys;
}

function isAtomicMap(path: FieldPath, kind: Kind): boolean {
  return kind.atomicMaps.some((atomic) => isAt(path, atomic));
}

/** The field whose owner a value has: the value itself, or the map above it that is one value to the server. */
export function ownedSteps(
  { path, steps }: { readonly path: FieldPath; readonly steps: FieldSteps },
  kind: Kind,
): FieldSteps {
  const depth = path.findIndex((_, index) => isAtomicMap(path.slice(0, index + 1), kind));
  return depth < 0 ? steps : steps.slice(0, depth + 1);
}

/** `*` stands for any item of a list, or any key. */
function isAt(path: FieldPath, pattern: readonly string[]): boolean {
  return (
    path.length === pattern.length && pattern.every((name, index) => name === '*' || name === path[index])
  );
}

/** As the server's conflict message writes a field: `.spec.action`, `.spec.groups[name="a"].type`. */
export function serverNotation(steps: FieldSteps): string {
  return steps.map((step) => (step.startsWith('f:') ? `.${step.slice(2)}` : `[${itemWords(step)}]`)).join('');
}

/** Steps of a path of map keys. */
export function stepsOf(path: readonly string[]): FieldSteps {
  return path.map((key) => `f:${key}`);
}
