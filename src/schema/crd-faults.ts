import { Ajv } from 'ajv';
import { type FieldPath, getAt } from '../model/field-path.ts';
import { isArray, type Json, type JsonObject } from '../model/json.ts';

/** What is wrong with a CustomResourceDefinition that somebody handed over. */
export interface CrdFault {
  readonly path: FieldPath;
  readonly message: string;
}

/**
 * Checks the documents as far as what reads them relies on it: no API server has looked at them. Import this module only
 * where CRDs were really given: it brings the compiler along.
 */
export function createCrdCheck(): (document: JsonObject) => CrdFault | undefined {
  const check = new Ajv({ strict: false }).compile(definition);
  return (document) => {
    if (document.apiVersion !== 'apiextensions.k8s.io/v1') {
      const message = `apiVersion is ${JSON.stringify(document.apiVersion)}, and only apiextensions.k8s.io/v1 is read`;
      return { path: ['apiVersion'], message };
    }
    if (check(document)) return undefined;
    const [error] = check.errors ?? [];
    const path = fieldPath(error?.instancePath ?? '', document);
    return { path, message: error?.message ?? 'it is not valid' };
  };
}

const text = { type: 'string' };
const flag = { type: 'boolean' };
const count = { type: 'integer', minimum: 0 };
const limit = { type: 'number' };
const texts = { type: 'array', items: text };
const schema = { $ref: '#/$defs/schema' };
const schemas = { type: 'array', items: schema };

/** Kubernetes: apiextensions-apiserver/pkg/apis/apiextensions/v1, JSONSchemaProps. */
const schemaProps = {
  type: 'object',
  properties: {
    type: { enum: ['object', 'array', 'string', 'integer', 'number', 'boolean', ''] },
    format: text,
    nullable: flag,
    enum: { type: 'array' },
    pattern: text,
    minLength: count,
    maxLength: count,
    minItems: count,
    maxItems: count,
    minProperties: count,
    maxProperties: count,
    minimum: limit,
    maximum: limit,
    exclusiveMinimum: flag,
    exclusiveMaximum: flag,
    multipleOf: limit,
    uniqueItems: flag,
    required: texts,
    properties: { type: 'object', additionalProperties: schema },
    items: schema,
    additionalProperties: { anyOf: [flag, schema] },
    allOf: schemas,
    anyOf: schemas,
    oneOf: schemas,
    not: schema,
    'x-kubernetes-int-or-string': flag,
    'x-kubernetes-embedded-resource': flag,
    'x-kubernetes-preserve-unknown-fields': flag,
    'x-kubernetes-map-type': text,
    'x-kubernetes-list-type': text,
    'x-kubernetes-list-map-keys': texts,
    'x-kubernetes-validations': {
      type: 'array',
      items: {
        type: 'object',
        required: ['rule'],
        properties: {
          rule: text,
          message: text,
          messageExpression: text,
          fieldPath: text,
          reason: text,
          optionalOldSelf: flag,
        },
      },
    },
  },
};

const definition = {
  $defs: { schema: schemaProps },
  type: 'object',
  required: ['spec'],
  properties: {
    spec: {
      type: 'object',
      required: ['group', 'names', 'scope', 'versions'],
      properties: {
        group: { type: 'string', minLength: 1 },
        names: {
          type: 'object',
          required: ['kind', 'plural'],
          properties: { kind: text, plural: text, singular: text, listKind: text, shortNames: texts },
        },
        scope: { enum: ['Namespaced', 'Cluster'] },
        versions: {
          type: 'array',
          minItems: 1,
          items: {
            type: 'object',
            required: ['name', 'served', 'storage'],
            properties: {
              name: text,
              served: flag,
              storage: flag,
              schema: { type: 'object', properties: { openAPIV3Schema: schema } },
            },
          },
        },
      },
    },
  },
};

/** Of ajv's JSON pointer; whether a step is an index is known from the document. */
function fieldPath(pointer: string, document: JsonObject): FieldPath {
  const path: (string | number)[] = [];
  for (const raw of pointer.split('/').slice(1)) {
    const key = raw.replaceAll('~1', '/').replaceAll('~0', '~');
    const around: Json | undefined = path.length === 0 ? document : getAt(document, path);
    path.push(isArray(around) ? Number(key) : key);
  }
  return path;
}
