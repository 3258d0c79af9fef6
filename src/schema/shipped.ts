import { kinds } from 'ramen-sync:schemas';
import type { JsonObject } from '../model/json.ts';
import type { Validator } from './ajv-options.ts';
import { type Crd, readCrd } from './crd.ts';
import { findCrd, type SchemaSet, versionOf } from './schema-set.ts';
import type { StructuralSchema } from './structural.ts';

/** Groups of which we know every version. The rest is only what Ramen uses of other projects. */
const completeGroups = new Set(['', 'storage.k8s.io', 'ramendr.openshift.io', 'ramen-sync.io']);

/** Every kind whose schema ships inside: what `schemas/` holds, built-in kinds and own documents included. */
export const shippedSchemas: SchemaSet = createShippedSchemas();

/** The CRDs as they stand in `schemas/`, without descriptions. Loads all of them. */
export function shippedDocuments(): readonly JsonObject[] {
  return kinds.map((kind) => kind.load().document);
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

interface Loaded {
  readonly crd: Crd | undefined;
  readonly validators: Readonly<Record<string, Validator>>;
}

/** Each kind is loaded when it is first asked for: a run meets few of them. */
function createShippedSchemas(): SchemaSet {
  const known = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
  const loaded = new Map<string, Loaded>();
  const load = (group: string, kind: string): Loaded | undefined => {
    const id = `${group}/${kind}`;
    const before = loaded.get(id);
    if (before !== undefined) return before;
    const read = known.get(id)?.load();
    if (read === undefined) return undefined;
    const after = { crd: readCrd(read.document), validators: read.validators };
    loaded.set(id, after);
    return after;
  };
  const find = (group: string, kind: string): Crd | undefined => load(group, kind)?.crd;
  return {
    get crds() {
      return kinds.flatMap(({ group, kind }) => find(group, kind) ?? []);
    },
    find,
    originOf: (group, kind) => {
      if (!known.has(`${group}/${kind}`)) return undefined;
      return completeGroups.has(group) ? 'shipped' : 'shipped-third-party';
    },
    validator: (group, version, kind) => load(group, kind)?.validators[version],
    isComplete: (group) => completeGroups.has(group),
  };
}
