import type { FieldPath } from '../model/field-path.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { uncheckedFormats } from './formats.ts';
import { nearest } from './nearest.ts';
import { toJsPattern } from './pattern.ts';
import { duplicateValue, type SchemaProblem, serverPath, typeName } from './problem.ts';
import { childSchema, keepsUnknownFields, listMapKeys, type StructuralSchema } from './structural.ts';

export interface ShapeResult {
  readonly problems: readonly SchemaProblem[];
  readonly notChecked: readonly string[];
}

/**
 * What JSON Schema cannot say: fields that a strict server does not know, items of lists that are told apart by keys,
 * integers beyond 64 bits; and which patterns and formats nobody has judged.
 */
export function shapeProblems(object: JsonObject, schema: StructuralSchema): ShapeResult {
  const problems: SchemaProblem[] = [];
  const notChecked: string[] = [];
  visit(object, schema, [], { problems, notChecked });
  return { problems, notChecked };
}

interface Sink {
  readonly problems: SchemaProblem[];
  readonly notChecked: string[];
}

function visit(value: Json, schema: StructuralSchema, path: FieldPath, sink: Sink): void {
  if (isObject(value)) visitMap(value, schema, path, sink);
  else if (isArray(value)) visitList(value, schema, path, sink);
  else visitScalar(value, schema, path, sink);
}

function visitMap(value: JsonObject, schema: StructuralSchema, path: FieldPath, sink: Sink): void {
  if (schema.type !== undefined && schema.type !== 'object') return;
  for (const [key, child] of Object.entries(value)) {
    const known = childSchema(schema, key);
    const at = [...path, key];
    if (known !== undefined) visit(child, known, at, sink);
    else if (!keepsUnknownFields(schema)) sink.problems.push(unknownField(at, key, schema));
  }
}

function unknownField(path: FieldPath, key: string, schema: StructuralSchema): SchemaProblem {
  const suggestion = nearest(key, Object.keys(schema.properties ?? {}));
  return {
    path,
    part: 'key',
    message: `unknown field "${serverPath(path)}"`,
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function visitList(value: readonly Json[], schema: StructuralSchema, path: FieldPath, sink: Sink): void {
  const { items } = schema;
  if (items === undefined) return;
  const seen = new Set<string>();
  const keys = listMapKeys(schema);
  value.forEach((item, index) => {
    const at = [...path, index];
    visit(item, items, at, sink);
    const identity = identityOf(item, schema, keys);
    if (identity === undefined) return;
    const text = canonicalJson(identity);
    if (seen.has(text)) sink.problems.push({ path: at, part: 'value', message: duplicateValue(identity) });
    seen.add(text);
  });
}

/** What no two items of the list may share; undefined in a list where everything may repeat. */
function identityOf(
  item: Json,
  schema: StructuralSchema,
  keys: readonly string[] | undefined,
): Json | undefined {
  if (schema['x-kubernetes-list-type'] === 'set') return item;
  if (keys === undefined || !isObject(item)) return undefined;
  const present = keys.filter((key) => item[key] !== undefined);
  return present.length === 0
    ? undefined
    : Object.fromEntries(present.map((key) => [key, item[key] ?? null]));
}

function visitScalar(value: Json, schema: StructuralSchema, path: FieldPath, sink: Sink): void {
  const where = serverPath(path);
  if (
    typeof value === 'number' &&
    schema.type === 'integer' &&
    Number.isInteger(value) &&
    typeName(value) === 'number'
  ) {
    sink.problems.push({
      path,
      part: 'value',
      message: `Invalid value: "number": ${where} in body must be of type integer: "number"`,
    });
  }
  if (typeof value !== 'string') return;
  if (schema.pattern !== undefined && toJsPattern(schema.pattern) === undefined) {
    sink.notChecked.push(`pattern of ${where}: ${schema.pattern}`);
  }
  if (schema.format !== undefined && uncheckedFormats.has(schema.format)) {
    sink.notChecked.push(`format ${schema.format} of ${where}`);
  }
}
