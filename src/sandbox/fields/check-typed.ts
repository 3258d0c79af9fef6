import { isArray, isObject, type Json } from '../../model/json.ts';
import { type Atom, atomOfKey, deduceAtom, type ListType, type MapType } from './atom.ts';
import { formatSteps } from './field-set.ts';
import { goSyntax, goText } from './go-print.ts';
import { listStep } from './list-step.ts';

/** Why server-side apply cannot take an object, in the server's words. Kubernetes: structured-merge-diff, typed/validate.go. */
export function checkTyped(type: Atom, value: Json, duplicates: Duplicates = 'refused'): readonly string[] {
  return checkAt({ duplicates, path: '' }, type, value);
}

/** An apply may not state an item twice; what stands in an object already may. */
type Duplicates = 'refused' | 'taken';

interface Place {
  readonly duplicates: Duplicates;
  readonly path: string;
}

function checkAt(at: Place, type: Atom, value: Json): readonly string[] {
  const chosen = deduceAtom(type, value);
  if (chosen.map !== undefined) return checkMap(at, chosen.map, value);
  if (chosen.scalar !== undefined) return checkScalar(chosen.scalar, value, at.path);
  return chosen.list === undefined ? [] : checkList(at, chosen.list, value);
}

function checkMap(at: Place, type: MapType, value: Json): readonly string[] {
  const { path } = at;
  if (value === null) return [];
  if (!isObject(value)) return [`${path}: expected map, got ${describe(value)}`];
  return Object.entries(value).flatMap(([key, child]) => {
    const below = `${path}.${key}`;
    const element = atomOfKey(type, key);
    return element === undefined
      ? [`${below}: field not declared in schema`]
      : checkAt({ ...at, path: below }, element, child);
  });
}

function checkList(at: Place, type: ListType, value: Json): readonly string[] {
  const { path } = at;
  if (value === null) return [];
  if (!isArray(value)) return [`${path}: expected list, got ${describe(value)}`];
  const seen = new Set<string>();
  return value.flatMap((item, index) => {
    if (type.keys === undefined) return checkAt({ ...at, path: `${path}[${index}]` }, type.element, item);
    const found = listStep(type, item);
    if ('error' in found) return [`${path}: element ${index}: ${found.error}`];
    const step = formatSteps([found.step]);
    const isTwice = at.duplicates === 'refused' && seen.has(found.step);
    seen.add(found.step);
    return [
      ...(isTwice ? [`${path}: duplicate entries for key ${step}`] : []),
      ...checkAt({ ...at, path: `${path}${step}` }, type.element, item),
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
        : [`${path}: expected string, got &value.valueUnstructured{Value:${goSyntax(value)}}`];
    case 'boolean':
      return typeof value === 'boolean' ? [] : [`${path}: expected boolean, got ${describe(value)}`];
    case 'untyped':
      return typeof value === 'object' ? [`${path}: expected any scalar, got ${describe(value)}`] : [];
  }
}

function describe(value: Json): string {
  return `&{${goText(value)}}`;
}

function goType(value: Json): string {
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'bool';
  return isArray(value) ? '[]interface {}' : 'map[string]interface {}';
}
