import { kinds } from 'ramen-sync:schemas';
import type { Json, JsonObject } from '../model/json.ts';
import { valueAcceptor } from './accepts.ts';
import type { Validator } from './ajv-options.ts';
import { readCrd, writtenSchema } from './crd.ts';
import { findCrd, type SchemaSet, versionOf } from './schema-set.ts';
import type { StructuralSchema } from './structural.ts';

/** Groups of which we know every version. The rest is only what Ramen uses of other projects. */
const completeGroups = new Set(['', 'storage.k8s.io', 'ramendr.openshift.io', 'ramen-sync.io']);

/** Every kind whose schema ships inside: what `schemas/` holds, built-in kinds and own documents included. */
export const shippedSchemas: SchemaSet = createShippedSchemas();

/** The CRDs as they stand in `schemas/`, without descriptions. Loads all of them. */
export function shippedDocuments(): readonly JsonObject[] {
  return kinds.map(({ document }) => document());
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

/** Each kind is loaded when it is first asked for, and its validators where it needs a closer look. */
function createShippedSchemas(): SchemaSet {
  const known = new Map(kinds.map((kind) => [`${kind.group}/${kind.kind}`, kind]));
  const crdOf = remembered((id) => {
    const document = known.get(id)?.document();
    return document === undefined ? undefined : readCrd(document);
  });
  const validatorsOf = remembered((id) => known.get(id)?.validators());
  const versionsOf = remembered((id) => {
    const versions = crdOf(id)?.versions ?? [];
    return new Map(
      versions.map((version) => [
        version.name,
        withQuickLook(writtenSchema(version), () => validatorsOf(id)?.[version.name]),
      ]),
    );
  });
  return {
    get crds() {
      return kinds.flatMap(({ group, kind }) => crdOf(`${group}/${kind}`) ?? []);
    },
    find: (group, kind) => crdOf(`${group}/${kind}`),
    originOf: (group, kind) => {
      if (!known.has(`${group}/${kind}`)) return undefined;
      return completeGroups.has(group) ? 'shipped' : 'shipped-third-party';
    },
    validator: (group, version, kind) => versionsOf(`${group}/${kind}`).get(version),
    isComplete: (group) => completeGroups.has(group),
  };
}

/** Built validators are large, and most values need none to be found valid. */
function withQuickLook(schema: StructuralSchema, load: () => Validator | undefined): Validator {
  const isPlain = valueAcceptor(schema);
  const validator: Validator = (value) => {
    // What is judged was parsed from JSON or YAML.
    if (isPlain(value as Json)) return true;
    const built = load();
    const isValid = built?.(value) === true;
    validator.errors = built?.errors ?? null;
    return isValid;
  };
  return validator;
}

function remembered<T>(make: (id: string) => T): (id: string) => T {
  const made = new Map<string, { readonly value: T }>();
  return (id) => {
    const before = made.get(id);
    if (before !== undefined) return before.value;
    const value = make(id);
    made.set(id, { value });
    return value;
  };
}
