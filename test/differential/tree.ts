import type { FieldPath } from '../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { childSchema, type StructuralSchema } from '../../src/schema/structural.ts';

/** A value of an object with what the schema says of it. */
export interface Site {
  readonly path: FieldPath;
  readonly value: Json;
  readonly schema: StructuralSchema;
  /** Required by its parent. */
  readonly required: boolean;
}

/** Everything that the schema knows in an object; the root first. Metadata is left to mutations of its own. */
export function sitesOf(object: JsonObject, schema: StructuralSchema): readonly Site[] {
  const sites: Site[] = [];
  visit({ path: [], value: object, schema, required: true }, sites);
  return sites.filter(({ path }) => !typeFields.has(String(path[0])));
}

const typeFields = new Set(['apiVersion', 'kind', 'metadata']);

function visit(site: Site, sites: Site[]): void {
  sites.push(site);
  const { path, value, schema } = site;
  if (isObject(value)) {
    for (const [key, child] of Object.entries(value)) {
      const known = childSchema(schema, key);
      const required = schema.required?.includes(key) ?? false;
      if (known !== undefined) visit({ path: [...path, key], value: child, schema: known, required }, sites);
    }
  }
  const { items } = schema;
  if (isArray(value) && items !== undefined) {
    value.forEach((child, index) => {
      visit({ path: [...path, index], value: child, schema: items, required: false }, sites);
    });
  }
}

/** A copy with the value put where the path says; the way there must exist. */
export function put(target: Json, path: FieldPath, value: Json): Json {
  const [step, ...rest] = path;
  if (step === undefined) return value;
  if (isArray(target)) return target.map((item, index) => (index === step ? put(item, rest, value) : item));
  if (!isObject(target)) return target;
  return { ...target, [step]: rest.length === 0 ? value : put(target[step] ?? {}, rest, value) };
}

/** A copy without what is at the path. */
export function drop(target: Json, path: FieldPath): Json {
  const [step, ...rest] = path;
  if (isArray(target)) {
    return rest.length === 0
      ? target.filter((_, index) => index !== step)
      : target.map((item, index) => (index === step ? drop(item, rest) : item));
  }
  if (!isObject(target) || step === undefined) return target;
  const entries = Object.entries(target).flatMap(([key, child]): readonly (readonly [string, Json])[] =>
    key !== step ? [[key, child]] : rest.length === 0 ? [] : [[key, drop(child, rest)]],
  );
  return Object.fromEntries(entries);
}
