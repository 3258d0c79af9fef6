import { readDocuments } from '../../scripts/schemas.js';
import { kindOf } from '../../src/kinds/registry.ts';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';

const dialect = { $schema: 'http://json-schema.org/draft-07/schema#' };
const builtIn = new Set(['', 'storage.k8s.io']);

/** JSON Schemas for editors, by path within schemas/editor: one a kind and version, and one that picks among them. */
export async function editorSchemas(): Promise<ReadonlyMap<string, string>> {
  const kinds = (await readDocuments())
    .flatMap((crd) => (isObject(crd) ? schemasOf(crd) : []))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const chosen = kinds.map(({ apiVersion, kind, path }) => ({
    if: {
      required: ['apiVersion', 'kind'],
      properties: { apiVersion: { const: apiVersion }, kind: { const: kind } },
    },
    // biome-ignore lint/suspicious/noThenProperty: it is a word of JSON Schema
    then: { $ref: path },
  }));
  const all = { ...dialect, title: 'Kinds of a DR repository', type: 'object', allOf: chosen };
  return new Map([
    ...kinds.map(({ path, schema }) => [path, text(schema)] as const),
    ['all.json', text(all)] as const,
  ]);
}

interface KindSchema {
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: JsonObject;
}

/** What people write; the API server's own kinds are known to editors anyway. */
function schemasOf(crd: Json): readonly KindSchema[] {
  const group = getString(crd, ['spec', 'group']) ?? '';
  const kind = getString(crd, ['spec', 'names', 'kind']) ?? '';
  const versions = getAt(crd, ['spec', 'versions']);
  const role = kindOf(`${group}/`, kind)?.role;
  if (!isArray(versions) || builtIn.has(group) || role === undefined || role === 'operator-owned') return [];
  return versions.flatMap((version) => {
    const name = getString(version, ['name']) ?? '';
    const schema = getAt(version, ['schema', 'openAPIV3Schema']);
    if (!isObject(schema)) return [];
    const apiVersion = `${group}/${name}`;
    const path = `${group}/${kind.toLowerCase()}_${name}.json`;
    return [
      { path, apiVersion, kind, schema: { ...dialect, title: kind, ...root(schema, apiVersion, kind) } },
    ];
  });
}

/** Nobody writes a status; what the API server judges of every object is written here for all. */
function root(schema: JsonObject, apiVersion: string, kind: string): JsonObject {
  const converted = convert(schema);
  const { status: _, ...properties } = isObject(converted.properties) ? converted.properties : {};
  const texts = { type: 'object', additionalProperties: { type: 'string' } };
  const metadata = {
    type: 'object',
    properties: {
      name: { type: 'string' },
      namespace: { type: 'string' },
      labels: texts,
      annotations: texts,
    },
  };
  const own = 'metadata' in properties ? { metadata } : {};
  const required = isArray(schema.required) ? schema.required : [];
  return {
    ...converted,
    properties: { ...properties, ...own, apiVersion: { const: apiVersion }, kind: { const: kind } },
    required: [...new Set(['apiVersion', 'kind', ...required])].filter((key) => key !== 'status'),
  };
}

const kept = [
  'description',
  'type',
  'enum',
  'pattern',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'minItems',
  'maxItems',
  'minProperties',
  'maxProperties',
  'multipleOf',
  'required',
  'default',
];

/** An OpenAPI schema of Kubernetes as JSON Schema. CEL and keys of lists have no words there. */
function convert(schema: JsonObject): JsonObject {
  const result: Record<string, Json> = {};
  for (const key of kept) if (schema[key] !== undefined) result[key] = schema[key];
  if (schema['x-kubernetes-int-or-string'] === true) result.type = ['integer', 'string'];
  if (schema.nullable === true && typeof result.type === 'string') result.type = [result.type, 'null'];
  if (isObject(schema.items)) result.items = convert(schema.items);
  if (isObject(schema.properties)) {
    result.properties = Object.fromEntries(
      Object.entries(schema.properties).map(([key, value]) => [
        key,
        isObject(value) ? convert(value) : value,
      ]),
    );
    if (schema['x-kubernetes-preserve-unknown-fields'] !== true) result.additionalProperties = false;
  }
  const { additionalProperties } = schema;
  if (isObject(additionalProperties)) result.additionalProperties = convert(additionalProperties);
  return result;
}

function text(schema: JsonObject): string {
  return `${JSON.stringify(schema, undefined, 1)}\n`;
}
