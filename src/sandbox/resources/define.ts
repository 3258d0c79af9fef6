import type { PrinterColumn } from '../../schema/crd.ts';
import { rootSchema, type StructuralSchema } from '../../schema/structural.ts';
import { atomOfResource } from '../fields/atom.ts';
import { ageColumn } from './crd-resources.ts';
import type { Resource } from './resource.ts';

export const text = { type: 'string' };
export const flag = { type: 'boolean' };
export const whole = { type: 'integer' };
export const quantity = { type: 'string', format: 'int-or-string' };
export const open = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };

type Fields = Readonly<Record<string, StructuralSchema>>;

export const struct = (properties: Fields): StructuralSchema => ({ type: 'object', properties });
export const atomic = (properties: Fields): StructuralSchema => ({
  ...struct(properties),
  'x-kubernetes-map-type': 'atomic',
});
export const mapOf = (additionalProperties: StructuralSchema): StructuralSchema => ({
  type: 'object',
  additionalProperties,
});
export const list = (items: StructuralSchema): StructuralSchema => ({ type: 'array', items });
export const listMap = (keys: readonly string[], items: StructuralSchema): StructuralSchema => ({
  ...list(items),
  'x-kubernetes-list-type': 'map',
  'x-kubernetes-list-map-keys': keys,
});

export function column(name: string, jsonPath: string): PrinterColumn {
  return { name, type: 'string', jsonPath, priority: 0 };
}

interface Definition {
  readonly plural: string;
  readonly shortNames?: readonly string[];
  readonly namespaced?: boolean;
  readonly status?: boolean;
  readonly generation?: boolean;
  readonly columns?: readonly PrinterColumn[];
  readonly fields: Fields;
}

export function define(group: string, version: string, kind: string, definition: Definition): Resource {
  const schema = rootSchema(struct(definition.fields));
  return {
    group,
    version,
    kind,
    plural: definition.plural,
    singular: kind.toLowerCase(),
    shortNames: definition.shortNames ?? [],
    namespaced: definition.namespaced ?? true,
    hasStatus: definition.status ?? false,
    schema,
    type: atomOfResource(schema),
    columns: definition.columns ?? [ageColumn],
    builtIn: true,
    hasGeneration: definition.generation ?? false,
  };
}
