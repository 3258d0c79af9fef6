import type { FieldPath } from '../model/field-path.ts';
import { canonicalJson, isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { CrdVersion } from './crd.ts';
import { embeddedProblems, embeddedTypeProblems } from './embedded-problems.ts';
import { uncheckedFormats } from './formats.ts';
import { nearest } from './nearest.ts';
import { toJsPattern } from './pattern.ts';
import {
  duplicateValue,
  invalidValue,
  isInt64,
  type SchemaProblem,
  serverPath,
  type Write,
} from './problem.ts';
import {
  childSchema,
  isMetadataList,
  keepsUnknownFields,
  listMapKeys,
  type StructuralSchema,
} from './structural.ts';

export interface ShapeResult {
  readonly problems: readonly SchemaProblem[];
  readonly notChecked: readonly string[];
}

/**
 * What JSON Schema cannot say: fields that a strict server does not know, items of lists that are told apart by keys,
 * objects in objects, integers beyond 64 bits; and which patterns and formats nobody has judged.
 */
export function shapeProblems(object: JsonObject, version: CrdVersion, write: Write): ShapeResult {
  const problems: SchemaProblem[] = [];
  const notChecked: string[] = [];
  const sink = { problems, notChecked, write };
  const known = version.hasStatus ? childSchema(version.schema, 'status') : undefined;
  if (known === undefined || object.status === undefined) {
    visit(object, version.schema, [], sink);
  } else {
    const { status, ...written } = object;
    visit(written, version.schema, [], sink);
    // A status is passed over where it has an endpoint of its own: only the names of its fields count.
    findStrangers(status, known, ['status'], sink);
  }
  return { problems, notChecked };
}

/** Unknown fields as the server finds them, which does not look at types: in a text that is a map, every field is one. */
function findStrangers(value: Json, schema: StructuralSchema | undefined, path: FieldPath, sink: Sink): void {
  const isOpen = schema !== undefined && keepsUnknownFields(schema);
  if (isArray(value)) {
    const items = isOpen && schema.items === undefined ? schema : schema?.items;
    value.forEach((item, index) => {
      findStrangers(item, items, [...path, index], sink);
    });
  } else if (isObject(value)) {
    if (schema?.['x-kubernetes-embedded-resource'] === true)
      sink.problems.push(...embeddedTypeProblems(value, path));
    for (const [key, child] of Object.entries(value)) {
      const known = schema === undefined ? undefined : childSchema(schema, key);
      if (known !== undefined) findStrangers(child, known, [...path, key], sink);
      else if (!isOpen) sink.problems.push(unknownField([...path, key], key, schema ?? {}));
    }
  }
}

interface Sink {
  readonly problems: SchemaProblem[];
  readonly notChecked: string[];
  readonly write: Write;
}

function visit(value: Json, schema: StructuralSchema, path: FieldPath, sink: Sink): void {
  if (isObject(value)) visitMap(value, schema, path, sink);
  else if (isArray(value)) visitList(value, schema, path, sink);
  else visitScalar(value, schema, path, sink);
}

function visitMap(value: JsonObject, schema: StructuralSchema, path: FieldPath, sink: Sink): void {
  if (schema.type !== undefined && schema.type !== 'object') return;
  if (schema['x-kubernetes-embedded-resource'] === true) sink.problems.push(...embeddedProblems(value, path));
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
  value.forEach((item, index) => {
    visit(item, items, [...path, index], sink);
  });
  if (sink.write === 'create' && isMetadataList(schema)) return;
  const keys = listMapKeys(schema);
  const stranger = keys === undefined ? -1 : value.findIndex((item) => item !== null && !isObject(item));
  const item = value[stranger];
  if (item !== undefined) {
    const why = 'must be an object for an array of list-type map';
    sink.problems.push(invalidValue([...path, stranger], item, why));
  } else if (keys !== undefined || schema['x-kubernetes-list-type'] === 'set') {
    sink.problems.push(...repeats(value, keys, path));
  }
}

/** The second of a kind is a fault, the third is not worth another word. */
function repeats(
  value: readonly Json[],
  keys: readonly string[] | undefined,
  path: FieldPath,
): readonly SchemaProblem[] {
  const counts = new Map<string, number>();
  return value.flatMap((item, index) => {
    const identity = keys === undefined ? item : keysOf(item, keys);
    const text = canonicalJson(identity);
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    return count === 2
      ? [{ path: [...path, index], part: 'value' as const, message: duplicateValue(identity) }]
      : [];
  });
}

function keysOf(item: Json, keys: readonly string[]): Json {
  if (!isObject(item)) return {};
  return Object.fromEntries(keys.flatMap((key) => (item[key] === undefined ? [] : [[key, item[key]]])));
}

function visitScalar(value: Json, schema: StructuralSchema, path: FieldPath, sink: Sink): void {
  const where = serverPath(path);
  const isInteger = schema.type === 'integer' || schema['x-kubernetes-int-or-string'] === true;
  if (typeof value === 'number' && isInteger && Number.isInteger(value) && !isInt64(value)) {
    const types = schema.type ?? 'integer,string';
    sink.problems.push({
      path,
      part: 'value',
      message: `Invalid value: "number": ${where} in body must be of type ${types}: "number"`,
    });
  }
  if (typeof value !== 'string') return;
  if (!isReadable(schema)) {
    sink.notChecked.push(`pattern of ${where}: ${schema.pattern}`);
  }
  if (schema.format !== undefined && uncheckedFormats.has(schema.format)) {
    sink.notChecked.push(`format ${schema.format} of ${where}`);
  }
}

/** Reading a pattern costs more than to judge most objects. */
const readable = new WeakMap<StructuralSchema, boolean>();

function isReadable(schema: StructuralSchema): boolean {
  if (schema.pattern === undefined) return true;
  const known = readable.get(schema) ?? toJsPattern(schema.pattern) !== undefined;
  readable.set(schema, known);
  return known;
}
