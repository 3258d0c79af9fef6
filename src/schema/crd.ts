import { getAt, getString } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { readStructural, rootSchema, type StructuralSchema } from './structural.ts';

/** A kind that a cluster serves (or that ramen-sync reads), with the schema of each version. */
export interface Crd {
  readonly group: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly scope: 'Cluster' | 'Namespaced';
  readonly versions: readonly CrdVersion[];
}

export interface CrdVersion {
  readonly name: string;
  /** False: no cluster serves it (Removal, RamenConfig). */
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated: boolean;
  readonly hasStatus: boolean;
  readonly printerColumns: readonly PrinterColumn[];
  /** With apiVersion, kind and metadata completed. */
  readonly schema: StructuralSchema;
}

export interface PrinterColumn {
  readonly name: string;
  readonly type: string;
  readonly jsonPath: string;
  readonly priority: number;
}

/** Undefined where the document is no CustomResourceDefinition, or one without a group, kind or version. */
export function readCrd(document: JsonObject): Crd | undefined {
  if (document.kind !== 'CustomResourceDefinition') return undefined;
  const kind = getString(document, ['spec', 'names', 'kind']);
  const plural = getString(document, ['spec', 'names', 'plural']);
  const group = getString(document, ['spec', 'group']);
  const versions = list(document, ['spec', 'versions']).flatMap(readVersion);
  if (kind === undefined || plural === undefined || group === undefined || versions.length === 0)
    return undefined;
  return {
    group,
    kind,
    listKind: getString(document, ['spec', 'names', 'listKind']) ?? `${kind}List`,
    plural,
    singular: getString(document, ['spec', 'names', 'singular']) ?? kind.toLowerCase(),
    shortNames: list(document, ['spec', 'names', 'shortNames']).filter((name) => typeof name === 'string'),
    scope: getString(document, ['spec', 'scope']) === 'Cluster' ? 'Cluster' : 'Namespaced',
    versions,
  };
}

/** What a write to the object itself is judged by: with a status subresource the server passes over `status`. */
export function writtenSchema(version: CrdVersion): StructuralSchema {
  const { status, ...properties } = version.schema.properties ?? {};
  return version.hasStatus && status !== undefined ? { ...version.schema, properties } : version.schema;
}

function readVersion(version: Json): readonly CrdVersion[] {
  const name = getString(version, ['name']);
  if (name === undefined) return [];
  const schema = getAt(version, ['schema', 'openAPIV3Schema']);
  return [
    {
      name,
      served: getAt(version, ['served']) !== false,
      storage: getAt(version, ['storage']) === true,
      deprecated: getAt(version, ['deprecated']) === true,
      hasStatus: getAt(version, ['subresources', 'status']) !== undefined,
      printerColumns: list(version, ['additionalPrinterColumns']).map(readColumn),
      schema: rootSchema(
        isObject(schema)
          ? readStructural(schema)
          : { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
      ),
    },
  ];
}

function readColumn(column: Json): PrinterColumn {
  const priority = getAt(column, ['priority']);
  return {
    name: getString(column, ['name']) ?? '',
    type: getString(column, ['type']) ?? 'string',
    jsonPath: getString(column, ['jsonPath']) ?? '',
    priority: typeof priority === 'number' ? priority : 0,
  };
}

function list(value: Json, path: readonly string[]): readonly Json[] {
  const found = getAt(value, path);
  return isArray(found) ? found : [];
}
