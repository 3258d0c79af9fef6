import { documents, validators } from 'ramen-sync:schemas';
import { type Crd, readCrd } from './crd.ts';
import { findCrd, type SchemaSet, validatorId, versionOf } from './schema-set.ts';
import type { StructuralSchema } from './structural.ts';

/** Every kind whose schema ships inside: what `schemas/` holds, built-in kinds and own documents included. */
export const shippedCrds: readonly Crd[] = documents.flatMap((document) => readCrd(document) ?? []);

/** Groups of which we know every version. The rest is only what Ramen uses of other projects. */
const completeGroups = new Set(['', 'storage.k8s.io', 'ramendr.openshift.io', 'ramen-sync.io']);

export const shippedSchemas: SchemaSet = {
  crds: shippedCrds,
  find: findShipped,
  originOf: (group, kind) => {
    if (findShipped(group, kind) === undefined) return undefined;
    return completeGroups.has(group) ? 'shipped' : 'shipped-third-party';
  },
  validator: (group, version, kind) => validators[validatorId(group, version, kind)],
  isComplete: (group) => completeGroups.has(group),
};

function findShipped(group: string, kind: string): Crd | undefined {
  return shippedCrds.find((crd) => crd.kind === kind && crd.group === group);
}

/** The schema of a shipped kind, with apiVersion, kind and metadata; the stored version unless told. */
export function structuralSchema(
  group: string,
  kind: string,
  version?: string,
): StructuralSchema | undefined {
  const crd = findCrd(shippedSchemas, group, kind);
  return crd === undefined ? undefined : versionOf(crd, version)?.schema;
}
