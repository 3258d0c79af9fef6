import { isArray, isObject, type Json, jsonEquals } from '../../model/json.ts';
import { type Atom, atomOfKey, deduceAtom, type ListType, type MapType } from './atom.ts';
import { type FieldSet, fieldStep, type SetBuilder, setBuilder } from './field-set.ts';
import { itemsByStep } from './list-step.ts';

/** Which fields a write added, changed, and took away. Kubernetes: structured-merge-diff, typed/compare.go. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

export function compareObjects(type: Atom, before: Json, after: Json): Comparison {
  const out = { added: setBuilder(), modified: setBuilder(), removed: setBuilder() };
  compareAt({ out, path: [], type, before, after });
  return { added: out.added.build(), modified: out.modified.build(), removed: out.removed.build() };
}

interface Position {
  readonly out: { readonly added: SetBuilder; readonly modified: SetBuilder; readonly removed: SetBuilder };
  readonly path: readonly string[];
  readonly type: Atom;
  readonly before: Json | undefined;
  readonly after: Json | undefined;
}

function compareAt(at: Position): void {
  const left = deduceAtom(at.type, at.before);
  const right = deduceAtom(at.type, at.after);
  let isLeaf: boolean;
  if (at.after === undefined) isLeaf = compareAs(left, at);
  else if (at.before === undefined || sameAtom(left, right)) isLeaf = compareAs(right, at);
  else {
    compareAs(left, at);
    isLeaf = compareAs(right, at);
  }
  if (!isLeaf)
    recordLeaf({
      ...at,
      before: at.before === undefined ? undefined : 0,
      after: at.after === undefined ? undefined : 0,
    });
}

/** True where the value was compared as a whole. */
function compareAs(type: Atom, at: Position): boolean {
  if (type.map !== undefined) return compareMaps(type.map, at);
  if (type.list !== undefined && type.scalar === undefined) return compareLists(type.list, at);
  recordLeaf(at);
  return true;
}

function compareMaps(type: MapType, at: Position): boolean {
  const before = isObject(at.before) ? at.before : {};
  const after = isObject(at.after) ? at.after : {};
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  if (type.atomic || keys.size === 0) {
    recordLeaf(at);
    return true;
  }
  for (const key of keys) {
    const child = atomOfKey(type, key) ?? {};
    compareAt({
      ...at,
      path: [...at.path, fieldStep(key)],
      type: child,
      before: before[key],
      after: after[key],
    });
  }
  return false;
}

function compareLists(type: ListType, at: Position): boolean {
  const before = isArray(at.before) ? at.before : [];
  const after = isArray(at.after) ? at.after : [];
  if (type.keys === undefined || (before.length === 0 && after.length === 0)) {
    recordLeaf(at);
    return true;
  }
  const left = itemsByStep(type, before);
  const right = itemsByStep(type, after);
  for (const step of new Set([...left.keys(), ...right.keys()])) {
    compareItems(type, at, step, left.get(step) ?? [], right.get(step) ?? []);
  }
  return false;
}

function compareItems(
  type: ListType,
  at: Position,
  step: string,
  before: readonly Json[],
  after: readonly Json[],
): void {
  const path = [...at.path, step];
  const item = (left: Json | undefined, right: Json | undefined): void => {
    if (left === undefined && right === undefined) return;
    compareAt({ ...at, path, type: type.element, before: left, after: right });
  };
  if (before.length < 2 && after.length < 2) item(before[0], after[0]);
  else if (before.length > 1 && after.length > 1) {
    if (!jsonEquals([...before], [...after])) at.out.modified.insert(path);
  } else if (before.length > 1) {
    item(undefined, after[0]);
    at.out.removed.insert(path);
  } else {
    item(before[0], undefined);
    at.out.added.insert(path);
  }
}

function recordLeaf(at: Position): void {
  if (at.before === undefined) at.out.added.insert(at.path);
  else if (at.after === undefined) at.out.removed.insert(at.path);
  else if (!jsonEquals(at.before, at.after)) at.out.modified.insert(at.path);
}

function sameAtom(a: Atom, b: Atom): boolean {
  return (
    a.scalar === b.scalar &&
    (a.list === undefined) === (b.list === undefined) &&
    (a.map === undefined) === (b.map === undefined)
  );
}
