import { isObject, type Json } from '../model/json.ts';
import { apiGroup } from '../model/object-ref.ts';
import { isBuiltInGroup } from './built-in-problems.ts';
import { writtenSchema } from './crd.ts';
import { formats, uncheckedFormats } from './formats.ts';
import { isFiniteJson } from './infinite.ts';
import { linearRegExp } from './linear-regexp.ts';
import { toJsPattern } from './pattern.ts';
import { findCrd, type SchemaSet } from './schema-set.ts';
import { keepsUnknownFields, listMapKeys, type StructuralSchema, type ValidationRule } from './structural.ts';

/**
 * Answers true only where an object has no fault that schema, metadata or CEL on create could find: most objects of most
 * repositories. False means no more than that somebody has to look.
 */
export type Acceptor = (value: Json) => boolean;

/** Undefined where nothing can be said quickly: no schema, or a kind that the API server judges by more than one. */
export function acceptorFor(schemas: SchemaSet, apiVersion: string, kind: string): Acceptor | undefined {
  const group = apiGroup(apiVersion);
  // Those have rules in Go besides their schema; of a Namespace only its spec has.
  if (isBuiltInGroup(group) && kind !== 'Namespace') return undefined;
  const name = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const version = findCrd(schemas, group, kind)?.versions.find((each) => each.name === name && each.served);
  if (version === undefined) return undefined;
  const { spec: _, status: __, ...bare } = version.schema.properties ?? {};
  return buildAcceptor(
    isBuiltInGroup(group) ? { ...version.schema, properties: bare } : writtenSchema(version),
  );
}

/** Walks the schema once; what it does not know for sure it never accepts. */
export function buildAcceptor(schema: StructuralSchema): Acceptor {
  const { metadata: _, ...properties } = schema.properties ?? {};
  const accepts = acceptorOf({ ...schema, properties: { ...properties, metadata: anything } });
  return (value) => accepts(value) && isObject(value) && isPlainMetadata(value.metadata);
}

/** The same for the schema alone: names, labels and annotations may still be wrong. */
export function valueAcceptor(schema: StructuralSchema): Acceptor {
  return acceptorOf(schema);
}

const anything: StructuralSchema = { 'x-kubernetes-preserve-unknown-fields': true };
const never: Acceptor = () => false;

/** Each of these can refuse what the rest accepts. */
const rareKeywords = [
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'uniqueItems',
  'minProperties',
  'maxProperties',
  'allOf',
  'oneOf',
  'not',
  'x-kubernetes-embedded-resource',
];

function acceptorOf(schema: StructuralSchema): Acceptor {
  const isIntOrString = schema['x-kubernetes-int-or-string'] === true;
  if (rareKeywords.some((keyword) => keyword in schema)) return never;
  if ('anyOf' in schema && !isIntOrString) return never;
  const rules = createRules(schema).map((rule) => quickRule(rule, schema));
  if (!rules.every((rule) => rule !== undefined)) return never;
  const isShaped = isIntOrString ? intOrString(schema) : typed(schema);
  const accepts: Acceptor =
    rules.length === 0 ? isShaped : (value) => isShaped(value) && rules.every((rule) => rule(value));
  const allowed = schema.enum === undefined ? undefined : new Set(schema.enum);
  if (allowed !== undefined) return (value) => value !== null && allowed.has(value) && accepts(value);
  return schema.nullable === true ? (value) => value === null || accepts(value) : accepts;
}

function typed(schema: StructuralSchema): Acceptor {
  switch (schema.type) {
    case 'object':
      return map(schema);
    case 'array':
      return list(schema);
    case 'string':
      return text(schema);
    case 'integer':
      return number(schema, true);
    case 'number':
      return number(schema, false);
    case 'boolean':
      return (value) => typeof value === 'boolean';
    default:
      return schema.type === undefined && schema.properties === undefined && keepsUnknownFields(schema)
        ? isFiniteJson
        : never;
  }
}

/** A default may bring fields that a rule judges; such a map is never taken for granted. */
function map(schema: StructuralSchema): Acceptor {
  const fields = Object.entries(schema.properties ?? {});
  if (fields.some(([, field]) => field.default !== undefined && hasCreateRule(field))) return never;
  const known = new Map(fields.map(([key, field]) => [key, later(field)]));
  const others = isObject(schema.additionalProperties)
    ? later(schema.additionalProperties)
    : keepsUnknownFields(schema)
      ? isFiniteJson
      : never;
  const required = schema.required ?? [];
  return (value) => {
    if (!isObject(value)) return false;
    for (const key of required) if (value[key] === undefined) return false;
    for (const key of Object.keys(value)) {
      const accepts = known.get(key) ?? others;
      if (!accepts(value[key] ?? null)) return false;
    }
    return true;
  };
}

/** Of a schema with a thousand fields most objects use ten. */
function later(schema: StructuralSchema): Acceptor {
  let built: Acceptor | undefined;
  return (value) => {
    built ??= acceptorOf(schema);
    return built(value);
  };
}

function list(schema: StructuralSchema): Acceptor {
  const accepts = schema.items === undefined ? never : later(schema.items);
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = schema;
  const isAtomic = (schema['x-kubernetes-list-type'] ?? 'atomic') === 'atomic';
  const keys = listMapKeys(schema);
  const key = keys?.length === 1 ? keys[0] : undefined;
  return (value) =>
    Array.isArray(value) &&
    value.length >= minItems &&
    value.length <= maxItems &&
    (isAtomic || value.length <= 1 || areApart(value, key)) &&
    value.every(accepts);
}

/** Told apart by one key, which each of them has as a text. */
function areApart(items: readonly Json[], key: string | undefined): boolean {
  if (key === undefined) return false;
  const names = new Set(items.map((item) => (isObject(item) ? item[key] : undefined)));
  return names.size === items.length && [...names].every((name) => typeof name === 'string');
}

/** Lengths are counted in code points: a length in UTF-16 units is never less, and at most twice as much. */
function text(schema: StructuralSchema): Acceptor {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, format } = schema;
  const source = schema.pattern === undefined ? undefined : toJsPattern(schema.pattern);
  if (schema.pattern !== undefined && source === undefined) return never;
  const pattern = source === undefined ? undefined : linearRegExp(source);
  if (format !== undefined && uncheckedFormats.has(format)) return never;
  const isFormat = format !== undefined && Object.hasOwn(formats, format) ? formats[format] : undefined;
  const least = minLength <= 1 ? minLength : 2 * minLength;
  return (value) =>
    typeof value === 'string' &&
    value.length >= least &&
    value.length <= maxLength &&
    (pattern === undefined || pattern.test(value)) &&
    (isFormat === undefined || isFormat(value));
}

function number(schema: StructuralSchema, isWhole: boolean): Acceptor {
  const bound = schema.format === 'int32' ? 2 ** 31 - 1 : Number.MAX_SAFE_INTEGER;
  const { minimum = -bound, maximum = bound } = schema;
  return (value) =>
    typeof value === 'number' &&
    value >= Math.max(minimum, -bound) &&
    value <= Math.min(maximum, bound) &&
    (!isWhole || Number.isInteger(value));
}

function intOrString(schema: StructuralSchema): Acceptor {
  if (schema.format !== undefined) return never;
  const isText = text(schema);
  const isNumber = number(schema, true);
  return (value) => isText(value) || isNumber(value);
}

function hasCreateRule(schema: StructuralSchema): boolean {
  const below = [
    ...Object.values(schema.properties ?? {}),
    ...(schema.items === undefined ? [] : [schema.items]),
    ...(isObject(schema.additionalProperties) ? [schema.additionalProperties] : []),
  ];
  return hasOwnCreateRule(schema) || below.some(hasCreateRule);
}

function hasOwnCreateRule(schema: StructuralSchema): boolean {
  return createRules(schema).length > 0;
}

function createRules(schema: StructuralSchema): readonly ValidationRule[] {
  return (schema['x-kubernetes-validations'] ?? []).filter(
    ({ rule, optionalOldSelf }) => optionalOldSelf === true || !/\boldSelf\b/.test(rule),
  );
}

/** The rule that every DRPolicy meets: loading a library for it would cost a short run a tenth of its time. */
function quickRule(
  { rule, optionalOldSelf }: ValidationRule,
  schema: StructuralSchema,
): Acceptor | undefined {
  const size = /^size\(self\) == (\d+)$/.exec(rule)?.[1];
  if (size === undefined || schema.type !== 'array' || optionalOldSelf === true) return undefined;
  return (value) => Array.isArray(value) && value.length === Number(size);
}

const plainName = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const plainKey =
  /^(?:[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?){0,3}\/)?[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const plainLabel = /^(?:[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
/** Far below what the API server allows all annotations of an object together. */
const PLAIN_ANNOTATION = 4096;

/** A name, perhaps a namespace, ordinary labels and annotations, and nothing else. */
function isPlainMetadata(metadata: Json | undefined): boolean {
  if (!isObject(metadata)) return false;
  for (const key of Object.keys(metadata)) if (!plainFields.has(key)) return false;
  const { name, namespace, labels, annotations } = metadata;
  return (
    isPlainName(name) &&
    (namespace === undefined || isPlainName(namespace)) &&
    (labels === undefined || isPlainMap(labels, 'labels')) &&
    (annotations === undefined || isPlainMap(annotations, 'annotations'))
  );
}

const plainFields: ReadonlySet<string> = new Set(['name', 'namespace', 'labels', 'annotations']);

function isPlainName(value: Json | undefined): boolean {
  return typeof value === 'string' && plainName.test(value);
}

function isPlainMap(map: Json, field: 'labels' | 'annotations'): boolean {
  if (!isObject(map)) return false;
  const keys = Object.keys(map);
  return (
    keys.length <= 32 &&
    keys.every((key) => {
      const value = map[key];
      return (
        typeof value === 'string' &&
        plainKey.test(key) &&
        (field === 'labels' ? plainLabel.test(value) : value.length <= PLAIN_ANNOTATION)
      );
    })
  );
}
