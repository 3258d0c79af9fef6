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
  readonly minProperties?: number;
  readonly maxProperties?: number;
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
  if (schema['x-kubernetes-embedded-resource'] === true && Object.hasOwn(resourceFields, key)) {
    return resourceFields[key];
  }
  if (schema.properties !== undefined && Object.hasOwn(schema.properties, key)) return schema.properties[key];
  return isObject(schema.additionalProperties) ? schema.additionalProperties : undefined;
}

export function keepsUnknownFields(schema: StructuralSchema): boolean {
  return schema['x-kubernetes-preserve-unknown-fields'] === true || schema.additionalProperties === true;
}

/** The root of a CRD's schema as the API server completes it: apiVersion, kind and metadata are always there. */
export function rootSchema(schema: StructuralSchema): StructuralSchema {
  const own = schema.properties?.metadata?.properties;
  const limits = Object.fromEntries(
    ['name', 'generateName'].flatMap((key) =>
      own?.[key] === undefined ? [] : [[key, { ...own[key], ...optional }]],
    ),
  );
  const metadata = { ...objectMeta, properties: { ...objectMeta.properties, ...limits } };
  return { ...schema, properties: { ...schema.properties, ...resourceFields, metadata } };
}

/** Server-side apply tells their items apart; a create does not mind. */
export function isMetadataList(schema: StructuralSchema): boolean {
  return schema === finalizers || schema === ownerReferences;
}

const text: StructuralSchema = { type: 'string' };
/** Metadata is typed in Go, where a null is the empty value. */
const optional: StructuralSchema = { type: 'string', nullable: true };
const time: StructuralSchema = { type: 'string', format: 'go-time', nullable: true };
const texts: StructuralSchema = { type: 'object', nullable: true, additionalProperties: optional };

const flag: StructuralSchema = { type: 'boolean', nullable: true };
const whole: StructuralSchema = { type: 'integer', format: 'int64', nullable: true };

const finalizers: StructuralSchema = {
  type: 'array',
  nullable: true,
  items: optional,
  'x-kubernetes-list-type': 'set',
};

const ownerReferences: StructuralSchema = {
  type: 'array',
  nullable: true,
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': ['uid'],
  items: {
    type: 'object',
    nullable: true,
    'x-kubernetes-map-type': 'atomic',
    properties: {
      apiVersion: optional,
      kind: optional,
      name: optional,
      uid: optional,
      controller: flag,
      blockOwnerDeletion: flag,
    },
  },
};

const managedFields: StructuralSchema = {
  type: 'array',
  nullable: true,
  'x-kubernetes-list-type': 'atomic',
  items: {
    type: 'object',
    nullable: true,
    properties: {
      manager: optional,
      operation: optional,
      apiVersion: optional,
      time,
      fieldsType: optional,
      fieldsV1: { 'x-kubernetes-preserve-unknown-fields': true, nullable: true },
      subresource: optional,
    },
  },
};

/** Kubernetes: apimachinery/pkg/apis/meta/v1, ObjectMeta. */
const objectMeta: StructuralSchema = {
  type: 'object',
  nullable: true,
  properties: {
    name: optional,
    generateName: optional,
    namespace: optional,
    selfLink: optional,
    uid: optional,
    resourceVersion: optional,
    generation: whole,
    creationTimestamp: time,
    deletionTimestamp: time,
    deletionGracePeriodSeconds: whole,
    labels: texts,
    annotations: texts,
    finalizers,
    ownerReferences,
    managedFields,
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
