import { isObject, type Json } from '../../model/json.ts';
import type { StructuralSchema } from '../../schema/structural.ts';

/**
 * What a value may be, as server-side apply sees it: one, or for untyped values all three.
 * Kubernetes: sigs.k8s.io/structured-merge-diff, schema/elements.go.
 */
export interface Atom {
  readonly scalar?: 'string' | 'numeric' | 'boolean' | 'untyped';
  readonly list?: ListType;
  readonly map?: MapType;
}

export interface ListType {
  /** Absent: atomic. Empty keys: a set of scalars. */
  readonly keys?: readonly string[];
  readonly element: Atom;
}

export interface MapType {
  readonly atomic: boolean;
  readonly fields: ReadonlyMap<string, { readonly type: Atom; readonly default?: Json }>;
  /** Type of undeclared keys; absent where there may be none. */
  readonly element?: Atom;
}

/** Anything, as one value. */
const untyped: Atom = makeFree(true);

/** Values without a schema: maps merge key by key, lists are one value. */
const deducedAtom: Atom = makeFree(false);

/** Type of a whole object from its OpenAPI schema; `metadata` is always the standard one. */
export function atomOfResource(schema: StructuralSchema): Atom {
  const body = atomOf(schema, false);
  const fields = new Map(body.map?.fields ?? []);
  fields.set('apiVersion', { type: { scalar: 'string' } });
  fields.set('kind', { type: { scalar: 'string' } });
  fields.set('metadata', { type: metadataAtom });
  const element = body.map?.element;
  const open = schema['x-kubernetes-preserve-unknown-fields'] === true;
  return { map: { atomic: false, fields, ...(open && element !== undefined ? { element } : {}) } };
}

/** The one type that fits the value; all of them where the value is absent, null, or fits none. */
export function deduceAtom(atom: Atom, value: Json | undefined): Atom {
  if (value === undefined || value === null) return atom;
  if (Array.isArray(value)) return atom.list === undefined ? atom : { list: atom.list };
  if (isObject(value)) return atom.map === undefined ? atom : { map: atom.map };
  return atom.scalar === undefined ? atom : { scalar: atom.scalar };
}

/** Type of a map's key. */
export function atomOfKey(map: MapType, key: string): Atom | undefined {
  return map.fields.get(key)?.type ?? map.element;
}

function makeFree(atomic: boolean): Atom {
  const map: { atomic: boolean; fields: MapType['fields']; element?: Atom } = { atomic, fields: new Map() };
  const list: { element: Atom } = { element: {} };
  const atom: Atom = { scalar: 'untyped', list, map };
  map.element = atom;
  list.element = atomic ? atom : untyped;
  return atom;
}

function atomOf(schema: StructuralSchema, inheritedOpen: boolean): Atom {
  const open = inheritedOpen || schema['x-kubernetes-preserve-unknown-fields'] === true;
  switch (schema.type) {
    case 'object':
      return { map: mapOf(schema, open) };
    case 'array':
      return { list: listOf(schema, open) };
    case 'integer':
    case 'number':
      return { scalar: 'numeric' };
    case 'boolean':
      return { scalar: 'boolean' };
    case 'string':
      return { scalar: plainFormats.has(schema.format ?? '') ? 'string' : 'untyped' };
    default:
      return { scalar: 'untyped', list: listOf(schema, open), map: mapOf(schema, open) };
  }
}

/** Of strings; any other makes a value without a type. Kubernetes: kube-openapi, schemaconv/openapi.go. */
const plainFormats = new Set(['', 'byte']);

function mapOf(schema: StructuralSchema, open: boolean): MapType {
  const fields = new Map<string, { type: Atom; default?: Json }>();
  for (const [name, child] of Object.entries(schema.properties ?? {})) {
    const fallback = child.default;
    fields.set(name, { type: atomOf(child, open), ...(fallback === undefined ? {} : { default: fallback }) });
  }
  if (schema['x-kubernetes-embedded-resource'] === true) {
    for (const name of ['apiVersion', 'kind']) fields.set(name, { type: { scalar: 'string' } });
    fields.set('metadata', { type: metadataAtom });
  }
  const element = elementOf(schema, fields.size, open);
  return {
    atomic: schema['x-kubernetes-map-type'] === 'atomic',
    fields,
    ...(element === undefined ? {} : { element }),
  };
}

function elementOf(schema: StructuralSchema, fieldCount: number, open: boolean): Atom | undefined {
  const additional = schema.additionalProperties;
  if (isObject(additional)) return atomOf(additional, open);
  if (additional === true) return deducedAtom;
  if (additional === undefined && (open || fieldCount === 0)) return deducedAtom;
  return undefined;
}

function listOf(schema: StructuralSchema, open: boolean): ListType {
  const element = schema.items === undefined ? untyped : atomOf(schema.items, open);
  const type = schema['x-kubernetes-list-type'];
  if (type === 'set') return { element, keys: [] };
  return type === 'map' ? { element, keys: schema['x-kubernetes-list-map-keys'] ?? [] } : { element };
}

const text: Atom = { scalar: 'string' };
const texts: Atom = { map: { atomic: false, fields: new Map(), element: text } };

function structOf(fields: Readonly<Record<string, Atom>>): Atom {
  return {
    map: { atomic: false, fields: new Map(Object.entries(fields).map(([name, type]) => [name, { type }])) },
  };
}

/** An item of a list is known by its key, which is empty where it is not stated. */
const named = { type: text, default: '' };
const flag: Atom = { scalar: 'boolean' };
const owner: Atom = {
  map: {
    atomic: true,
    fields: new Map<string, { readonly type: Atom; readonly default?: Json }>([
      ...['apiVersion', 'kind', 'name', 'uid'].map((name) => [name, named] as const),
      ...['controller', 'blockOwnerDeletion'].map((name) => [name, { type: flag }] as const),
    ]),
  },
};

/** Kubernetes: k8s.io/apimachinery, meta/v1 ObjectMeta with its list and map types. */
const metadataAtom: Atom = structOf({
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: { scalar: 'numeric' },
  creationTimestamp: { scalar: 'untyped' },
  deletionTimestamp: { scalar: 'untyped' },
  deletionGracePeriodSeconds: { scalar: 'numeric' },
  labels: texts,
  annotations: texts,
  finalizers: { list: { keys: [], element: text } },
  ownerReferences: {
    list: {
      keys: ['uid'],
      element: owner,
    },
  },
  managedFields: { list: { element: deducedAtom } },
});
