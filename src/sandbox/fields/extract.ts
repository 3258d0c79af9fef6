import { isArray, isObject, type Json } from '../../model/json.ts';
import { type Atom, atomOfKey, deduceAtom, type ListType, type MapType } from './atom.ts';
import { emptySet, type FieldSet, fieldStep, type SetBuilder, setBuilder } from './field-set.ts';
import { itemsByStep, listStep } from './list-step.ts';

/** Every field that an object states. Kubernetes: structured-merge-diff, typed/tofieldset.go. */
export function fieldsOf(type: Atom, value: Json): FieldSet {
  const out = setBuilder();
  collect(type, value, [], out);
  return out.build();
}

/** The value without the members of a set; undefined where nothing is left. Kubernetes: typed/remove.go. */
export function removeFields(type: Atom, value: Json, remove: FieldSet): Json | undefined {
  const chosen = deduceAtom(type, value);
  if (chosen.map !== undefined) return removeKeys(chosen.map, value, remove);
  if (chosen.list !== undefined && chosen.scalar === undefined)
    return removeItems(chosen.list, value, remove);
  return value;
}

/** With the declared fields on the way to each member. Kubernetes: fieldpath/set.go, EnsureNamedFieldsAreMembers. */
export function withNamedParents(type: Atom, set: FieldSet): FieldSet {
  const members = new Set(set.members);
  const children = new Map<string, FieldSet>();
  for (const [step, child] of set.children) {
    const name = step.startsWith('f:') ? step.slice(2) : undefined;
    if (name !== undefined && type.map?.fields.has(name) === true) members.add(step);
    const below =
      name === undefined
        ? type.list?.element
        : type.map === undefined
          ? undefined
          : atomOfKey(type.map, name);
    children.set(step, withNamedParents(below ?? {}, child));
  }
  return { members, children };
}

function collect(type: Atom, value: Json, path: readonly string[], out: SetBuilder): void {
  const chosen = deduceAtom(type, value);
  if (chosen.map !== undefined) collectMap(chosen.map, value, path, out);
  else if (chosen.list !== undefined && chosen.scalar === undefined)
    collectList(chosen.list, value, path, out);
  else out.insert(path);
}

function collectMap(type: MapType, value: Json, path: readonly string[], out: SetBuilder): void {
  if (type.atomic) out.insert(path);
  else if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      const below = [...path, fieldStep(key)];
      collect(atomOfKey(type, key) ?? {}, child, below, out);
      const isEmpty = child === null || (isObject(child) && Object.keys(child).length === 0);
      if (isEmpty || !type.fields.has(key)) out.insert(below);
    }
  }
}

function collectList(type: ListType, value: Json, path: readonly string[], out: SetBuilder): void {
  if (type.keys === undefined) out.insert(path);
  else if (isArray(value)) {
    for (const [step, items] of itemsByStep(type, value)) {
      const [first] = items;
      if (items.length === 1 && first !== undefined) collect(type.element, first, [...path, step], out);
      out.insert([...path, step]);
    }
  }
}

function removeKeys(type: MapType, value: Json, remove: FieldSet): Json | undefined {
  if (!isObject(value) || type.atomic) return undefined;
  const out: Record<string, Json> = {};
  for (const [key, child] of Object.entries(value)) {
    const step = fieldStep(key);
    if (remove.members.has(step)) continue;
    const below = remove.children.get(step) ?? emptySet;
    const kept = remove.children.has(step) ? removeFields(atomOfKey(type, key) ?? {}, child, below) : child;
    out[key] = kept ?? null;
  }
  return Object.keys(out).length > 0 ? out : undefined;
}

function removeItems(type: ListType, value: Json, remove: FieldSet): Json | undefined {
  if (!isArray(value) || type.keys === undefined) return undefined;
  const out: Json[] = [];
  for (const item of value) {
    const found = listStep(type, item);
    const step = 'step' in found ? found.step : '';
    if (remove.members.has(step)) continue;
    const below = remove.children.get(step);
    out.push(below === undefined ? item : (removeFields(type.element, item, below) ?? null));
  }
  return out.length > 0 ? out : undefined;
}
