import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv2020, type ErrorObject } from 'ajv/dist/2020.js';

export const reportSchemas = ['plan', 'status-report', 'apply-event', 'snapshot'] as const;
export type ReportSchema = (typeof reportSchemas)[number];

type Json = unknown;

export function readSchema(name: string): Readonly<Record<string, Json>> {
  return JSON.parse(
    readFileSync(join(resolve(import.meta.dirname, '../../schemas/reports'), `${name}.schema.json`), 'utf8'),
  );
}

/** Says what is wrong with reports; empty where one is as its schema says, keys in the order of the schema. */
export function reportCheck(name: ReportSchema): (report: Json) => readonly string[] {
  const schema = readSchema(name);
  const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
  return (report) => {
    validate(report);
    return [...(validate.errors ?? []).map(describe), ...misplaced(schema, schema, report, '')];
  };
}

function describe({ instancePath, message, params }: ErrorObject): string {
  return `${instancePath} ${message} ${JSON.stringify(params)}`;
}

/** Objects whose keys stand in another order than the properties of their schema. */
function misplaced(root: Json, schema: Json, value: Json, path: string): readonly string[] {
  const rule = resolveRef(root, schema);
  if (Array.isArray(value)) {
    return value.flatMap((item, index) => misplaced(root, get(rule, 'items'), item, `${path}/${index}`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const alternatives = get(rule, 'oneOf');
  if (Array.isArray(alternatives)) {
    const found = alternatives.map((part) => misplaced(root, part, value, path));
    return found.find((list) => list.length === 0) ?? found[0] ?? [];
  }
  const properties = get(rule, 'properties');
  if (typeof properties !== 'object' || properties === null) return [];
  const wanted = Object.keys(properties).filter((key) => key in value);
  const keys = Object.keys(value);
  const own =
    keys.join() === wanted.join() ? [] : [`${path}: keys ${keys.join()} instead of ${wanted.join()}`];
  return [
    ...own,
    ...keys.flatMap((key) => misplaced(root, get(properties, key), get(value, key), `${path}/${key}`)),
  ];
}

function resolveRef(root: Json, schema: Json): Json {
  const ref = get(schema, '$ref');
  if (typeof ref !== 'string') return schema;
  return ref
    .slice(2)
    .split('/')
    .reduce((node, key) => get(node, key), root);
}

function get(value: Json, key: string): Json {
  return typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
}
