import { isArray, isObject, type Json } from '../../model/json.ts';
import { type Atom, atomOfKey, deduceAtom, type ListType, type MapType } from './atom.ts';
import { formatSteps } from './field-set.ts';
import { listStep } from './list-step.ts';

/** Why server-side apply cannot take an object, in the server's words. Kubernetes: structured-merge-diff, typed/validate.go. */
export function checkTyped(type: Atom, value: Json, path = ''): readonly string[] {
  const chosen = deduceAtom(type, value);
  if (chosen.map !== undefined) return checkMap(chosen.map, value, path);
  if (chosen.scalar !== undefined) return checkScalar(chosen.scalar, value, path);
  return chosen.list === undefined ? [] : checkList(chosen.list, value, path);
}

function checkMap(type: MapType, value: Json, path: string): readonly string[] {
  if (value === null) return [];
  if (!isObject(value)) return [`${path}: expected map, got ${describe(value)}`];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = `${path}.${key}`;
    const element = atomOfKey(type, key);
    return element === undefined
      ? [`${below}: field not declared in schema`]
      : checkTyped(element, child, below);
  });
}

function checkList(type: ListType, value: Json, path: string): readonly string[] {
  if (value === null) return [];
  if (!isArray(value)) return [`${path}: expected list, got ${describe(value)}`];
  const seen = new Set<string>();
  return value.flatMap((item, index) => {
    if (type.keys === undefined) return checkTyped(type.element, item, `${path}[${index}]`);
    const found = listStep(type, item);
    if ('error' in found) return [`${path}: element ${index}: ${found.error}`];
    const step = formatSteps([found.step]);
    const isTwice = seen.has(found.step);
    seen.add(found.step);
    return [
      ...(isTwice ? [`${path}: duplicate entries for key ${step}`] : []),
      ...checkTyped(type.element, item, `${path}${step}`),
    ];
  });
}

function checkScalar(scalar: NonNullable<Atom['scalar']>, value: Json, path: string): readonly string[] {
  if (value === null) return [];
  switch (scalar) {
    case 'numeric':
      return typeof value === 'number'
        ? []
        : [`${path}: expected numeric (int or float), got ${goType(value)}`];
    case 'string':
      return typeof value === 'string'
        ? []
        : [`${path}: expected string, got &value.valueUnstructured{Value:${goValue(value)}}`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: expected boolean, got ${describe(value)}`];
    case 'untyped':
      return typeof value === 'object' ? [`${path}: expected any scalar, got ${describe(value)}`] : [];
  }
}

function describe(value: Json): string {
  return `&{${typeof value === 'string' ? value : goMap(value)}}`;
}

function goType(value: Json): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}

function goValue(value: Json): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return Number.isInteger(value) ? String(value) : String(value);
  return JSON.stringify(value);
}

function goMap(value: Json): string {
  if (isArray(value)) return `[${value.map((item) => goMap(item)).join(' ')}]`;
  if (isObject(value)) {
    return `map[${Object.entries(value)
      .map(([key, child]) => `${key}:${goMap(child)}`)
      .join(' ')}]`;
  }
  return value === null ? '<nil>' : String(value);
}
