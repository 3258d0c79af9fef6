import type { Ajv } from 'ajv';
import { UserError } from '../model/errors.ts';
import { createAjv, type Validator } from './ajv-options.ts';
import { type Crd, type CrdVersion, writtenSchema } from './crd.ts';
import { toJsonSchema } from './json-schema.ts';
import type { SchemaSet } from './schema-set.ts';

/**
 * A set in which the given CRDs take the place of those of the same group and kind. Their validators are compiled when
 * they are first asked for. Import this module only where CRDs were really given: it brings the compiler along.
 */
export function withCrds(base: SchemaSet, crds: readonly Crd[]): SchemaSet {
  const ajv = createAjv({ source: false });
  const compiled = new Map<string, Validator>();
  const own = new Map(crds.map((crd) => [`${crd.group}/${crd.kind}`, crd]));
  return {
    get crds() {
      return [...base.crds.filter((crd) => !own.has(`${crd.group}/${crd.kind}`)), ...own.values()];
    },
    find: (group, kind) => own.get(`${group}/${kind}`) ?? base.find(group, kind),
    originOf: (group, kind) => (own.has(`${group}/${kind}`) ? 'given' : base.originOf(group, kind)),
    validator: (group, version, kind) => {
      const crd = own.get(`${group}/${kind}`);
      if (crd === undefined) return base.validator(group, version, kind);
      const found = crd.versions.find((candidate) => candidate.name === version && candidate.served);
      if (found === undefined) return undefined;
      const id = `${group}/${version}/${kind}`;
      const validator = compiled.get(id) ?? compile(ajv, crd, found);
      compiled.set(id, validator);
      return validator;
    },
    isComplete: (group, kind) => own.has(`${group}/${kind}`) || base.isComplete(group, kind),
  };
}

/** What the API server itself would refuse may be in a file. */
function compile(ajv: Ajv, crd: Crd, version: CrdVersion): Validator {
  try {
    return ajv.compile(toJsonSchema(writtenSchema(version)));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new UserError(`the schema of ${crd.kind} of ${crd.group}/${version.name} cannot be used: ${why}`, {
      hint: 'would an API server accept this CustomResourceDefinition?',
      cause: error,
    });
  }
}
