import { type FieldPath, formatPath } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { findNearest } from './nearest.ts';
import type { Shape } from './shape.ts';

export interface ShapeProblem {
  readonly path: FieldPath;
  readonly part: 'key' | 'value';
  readonly message: string;
  readonly hint?: string;
}

/** The first thing that does not fit, in the order of the text. */
export function findProblem(value: Json, shape: Shape, path: FieldPath = []): ShapeProblem | undefined {
  switch (shape.type) {
    case 'map':
      return isObject(value) ? problemInMap(value, shape, path) : wrong(path, 'a map', value);
    case 'names':
      if (!isObject(value)) return wrong(path, 'a map', value);
      return firstOf(Object.entries(value), ([key, item]) => findProblem(item, shape.of, [...path, key]));
    case 'list':
      if (!isArray(value)) return wrong(path, 'a list', value);
      return firstOf([...value.entries()], ([index, item]) => findProblem(item, shape.of, [...path, index]));
    case 'text':
      return typeof value === 'string' && value !== '' ? undefined : wrong(path, 'text', value);
    case 'flag':
      return typeof value === 'boolean' ? undefined : wrong(path, 'true or false', value);
    case 'count':
      return Number.isInteger(value) && Number(value) >= 0
        ? undefined
        : wrong(path, 'a whole number, 0 or more', value);
    case 'level':
      // YAML reads a bare `off` as false.
      return value === false ? undefined : problemInWord(value, ['error', 'warning', 'off'], path);
    case 'word':
      return problemInWord(value, shape.words, path);
  }
}

function problemInMap(
  value: Readonly<Record<string, Json>>,
  shape: Extract<Shape, { readonly type: 'map' }>,
  path: FieldPath,
): ShapeProblem | undefined {
  const known = Object.keys(shape.keys);
  const inside = firstOf(Object.entries(value), ([key, item]): ShapeProblem | undefined => {
    const child = Object.hasOwn(shape.keys, key) ? shape.keys[key] : undefined;
    if (child !== undefined) return findProblem(item, child, [...path, key]);
    const nearest = findNearest(key, known);
    const hint = nearest === undefined ? `it may hold ${known.join(', ')}` : `did you mean "${nearest}"?`;
    return { path: [...path, key], part: 'key', message: `unknown key "${short(key)}"${within(path)}`, hint };
  });
  const missing = shape.required.find((key) => !Object.hasOwn(value, key));
  if (inside !== undefined || missing === undefined) return inside;
  return { path, part: 'key', message: `"${missing}" is missing${within(path)}` };
}

function problemInWord(value: Json, words: readonly string[], path: FieldPath): ShapeProblem | undefined {
  if (typeof value === 'string' && words.includes(value)) return undefined;
  const nearest = typeof value === 'string' ? findNearest(value, words) : undefined;
  const problem = wrong(path, words.length === 1 ? `"${words[0]}"` : `one of ${words.join(', ')}`, value);
  return nearest === undefined ? problem : { ...problem, hint: `did you mean "${nearest}"?` };
}

function wrong(path: FieldPath, wanted: string, value: Json): ShapeProblem {
  const found = isArray(value)
    ? 'a list'
    : isObject(value)
      ? 'a map'
      : value === null
        ? 'nothing'
        : short(JSON.stringify(value));
  const subject = path.length === 0 ? 'the file' : formatPath(path);
  return { path, part: 'value', message: `${subject} must be ${wanted}, not ${found}` };
}

function short(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}

function within(path: FieldPath): string {
  return path.length === 0 ? '' : ` in ${formatPath(path)}`;
}

function firstOf<T>(
  items: readonly T[],
  judge: (item: T) => ShapeProblem | undefined,
): ShapeProblem | undefined {
  for (const item of items) {
    const problem = judge(item);
    if (problem !== undefined) return problem;
  }
  return undefined;
}
