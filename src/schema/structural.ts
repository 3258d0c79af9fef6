import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';

/** The part of OpenAPI v3 that a CustomResourceDefinition may use, as it stands in the CRD. */
export interface StructuralSchema {
  readonly description?: string;
  readonly type?: string;
  readonly format?: string;
  readonly nullable?: boolean;
  readonly default?: Json;
  readonly enum?: readonly Json[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, StructuralSchema>>;
  readonly items?: StructuralSchema;
  readonly additionalProperties?: StructuralSchema | boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-map-type'?: string;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-validations'?: readonly ValidationRule[];
}

/** A rule in CEL. */
export interface ValidationRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly fieldPath?: string;
  readonly reason?: string;
  readonly optionalOldSelf?: boolean;
}

/** The schema of one key of a map, or undefined where the schema does not know it. */
export function childSchema(schema: StructuralSchema, key: string): StructuralSchema | undefined {
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  if (schema['x-kubernetes-embedded-resource'] === true && Object.hasOwn(resourceFields, key)) {
    return resourceFields[key];
  }
  return isObject(schema.additionalProperties) ? schema.additionalProperties : undefined;
}

export function keepsUnknownFields(schema: StructuralSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
}

/** The root of a CRD's schema as the API server completes it: apiVersion, kind and metadata are always there. */
export function rootSchema(schema: StructuralSchema): StructuralSchema {
  return { ...schema, properties: { ...schema.properties, ...resourceFields } };
}

const text: StructuralSchema = { type: 'string' };
/** Metadata is typed in Go, where a null is the empty value. */
const optional: StructuralSchema = { type: 'string', nullable: true };
const time: StructuralSchema = { type: 'string', format: 'date-time', nullable: true };
const texts: StructuralSchema = { type: 'object', nullable: true, additionalProperties: optional };

/** Kubernetes: apimachinery/pkg/apis/meta/v1, ObjectMeta. */
const objectMeta: StructuralSchema = {
  type: 'object',
  properties: {
    name: optional,
    generateName: optional,
    namespace: optional,
    selfLink: optional,
    uid: optional,
    resourceVersion: optional,
    generation: { type: 'integer', format: 'int64', nullable: true },
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: { type: 'integer', format: 'int64', nullable: true },
    labels: texts,
    annotations: texts,
    finalizers: { type: 'array', nullable: true, items: text, 'x-kubernetes-list-type': 'set' },
    ownerReferences: {
      type: 'array',
      nullable: true,
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['uid'],
      items: {
        type: 'object',
        required: ['apiVersion', 'kind', 'name', 'uid'],
        'x-kubernetes-map-type': 'atomic',
        properties: {
          apiVersion: text,
          kind: text,
          name: text,
          uid: text,
          controller: { type: 'boolean' },
          blockOwnerDeletion: { type: 'boolean' },
        },
      },
    },
    managedFields: {
      type: 'array',
      nullable: true,
      'x-kubernetes-list-type': 'atomic',
      items: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
    },
  },
};

const resourceFields: Readonly<Record<string, StructuralSchema>> = {
  apiVersion: text,
  kind: text,
  metadata: objectMeta,
};

/** Reads a schema out of a CRD; what it does not know it leaves out. Descriptions stay. */
export function readStructural(json: JsonObject): StructuralSchema {
  const { properties, items, additionalProperties, ...rest } = json;
  // Keywords keep the CRD's own names and types: a wrong one would be refused by the API server that served it.
  const plain = rest as StructuralSchema;
  return {
    ...plain,
    ...(isObject(properties) ? { properties: readProperties(properties) } : {}),
    ...(isObject(items) ? { items: readStructural(items) } : {}),
    ...(typeof additionalProperties === 'boolean' ? { additionalProperties } : {}),
    ...(isObject(additionalProperties) ? { additionalProperties: readStructural(additionalProperties) } : {}),
  };
}

function readProperties(properties: JsonObject): Record<string, StructuralSchema> {
  return Object.fromEntries(
    Object.entries(properties).flatMap(([key, value]) =>
      isObject(value) ? [[key, readStructural(value)]] : [],
    ),
  );
}

/** Keys of a list whose items are told apart by them; undefined for every other list. */
export function listMapKeys(schema: StructuralSchema): readonly string[] | undefined {
  const keys = schema['x-kubernetes-list-map-keys'];
  return schema['x-kubernetes-list-type'] === 'map' && isArray(keys) ? keys : undefined;
}
