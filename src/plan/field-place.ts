import { formatPath, getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { FieldSteps } from './field-set.ts';

/** The value where the steps of `managedFields` lead, items of keyed lists by their keys; undefined where nothing is. */
export function valueAt(value: Json | undefined, steps: FieldSteps): Json | undefined {
  let current = value;
  for (const step of steps) {
    if (current === undefined) return undefined;
    current = step.startsWith('f:') ? getAt(current, [step.slice(2)]) : findItem(current, step);
  }
  return current;
}

/** A copy with the value set; maps, lists and items on the way are made. */
export function withValueAt(object: JsonObject, steps: FieldSteps, value: Json): JsonObject {
  const changed = put(object, steps, value);
  return isObject(changed) ? changed : object;
}

/** A copy without the value; what stood above it stays, emptied or not. */
export function withoutValueAt(object: JsonObject, steps: FieldSteps): JsonObject {
  const changed = drop(object, steps);
  return isObject(changed) ? changed : object;
}

/** As people read a path: `spec.groups[name="a"].type`, `metadata.labels["example.com/team"]`. */
export function formatSteps(steps: FieldSteps): string {
  let text = '';
  for (const step of steps) {
    if (step.startsWith('f:')) {
      const key = formatPath([step.slice(2)]);
      text += text === '' || key.startsWith('[') ? key : `.${key}`;
    } else {
      text += `[${itemWords(step)}]`;
    }
  }
  return text;
}

/** What stands in the brackets of an item: `name="a"`, `="x"`, `3`. */
export function itemWords(step: string): string {
  const rest = step.slice(2);
  if (step.startsWith('v:')) return `=${rest}`;
  if (!step.startsWith('k:')) return rest;
  return step.slice(3, -1).replace(/"((?:[^"\\]|\\.)*)":/g, '$1=');
}

function put(current: Json | undefined, [step, ...rest]: FieldSteps, value: Json): Json {
  if (step === undefined) return value;
  if (step.startsWith('f:')) {
    const key = step.slice(2);
    const object = isObject(current) ? current : {};
    return { ...object, [key]: put(getAt(object, [key]), rest, value) };
  }
  const items = isArray(current) ? current : [];
  const found = findItem(items, step);
  if (found === undefined) return [...items, put(newItem(step), rest, value)];
  return items.map((item) => (item === found ? put(item, rest, value) : item));
}

function drop(current: Json | undefined, [step, ...rest]: FieldSteps): Json | undefined {
  if (step === undefined) return undefined;
  if (step.startsWith('f:')) {
    if (!isObject(current) || !Object.hasOwn(current, step.slice(2))) return current;
    const { [step.slice(2)]: child, ...others } = current;
    const left = drop(child, rest);
    return left === undefined ? others : { ...current, [step.slice(2)]: left };
  }
  if (!isArray(current)) return current;
  const found = findItem(current, step);
  return current.flatMap((item) => (item === found ? (drop(item, rest) ?? []) : [item]));
}

function findItem(list: Json, step: string): Json | undefined {
  if (!isArray(list)) return undefined;
  const wanted = parse(step.slice(2));
  if (step.startsWith('v:')) return list.find((item) => jsonEquals(item, wanted));
  if (step.startsWith('i:')) return list[Number(step.slice(2))];
  if (!isObject(wanted)) return undefined;
  return list.find((item) =>
    Object.entries(wanted).every(([key, value]) => jsonEquals(getAt(item, [key]), value)),
  );
}

/** An item that nothing is known of but its keys. */
function newItem(step: string): Json {
  return parse(step.slice(2)) ?? {};
}

function parse(text: string): Json | undefined {
  try {
    const value: Json = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}
