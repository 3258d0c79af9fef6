import standalone from 'ajv/dist/standalone/index.js';
import type { JsonObject } from '../model/json.ts';
import { createAjv } from './ajv-options.ts';
import { readCrd, writtenSchema } from './crd.ts';
import { toJsonSchema } from './json-schema.ts';
import { validatorId } from './schema-set.ts';
import { shareDefinitions } from './share-definitions.ts';

/**
 * Source of a module that exports `validators`, one for each kind and version of the CRDs. Only the build calls this:
 * compiling at run time would cost more than most runs of `lint` take.
 */
export function standaloneValidators(documents: readonly JsonObject[]): string {
  const ids = new Map<string, string[]>();
  for (const crd of documents.flatMap((document) => readCrd(document) ?? [])) {
    for (const version of crd.versions) {
      const text = JSON.stringify(toJsonSchema(writtenSchema(version)));
      ids.set(text, [...(ids.get(text) ?? []), validatorId(crd.group, version.name, crd.kind)]);
    }
  }
  const ajv = createAjv({ source: true });
  const { schemas, shared } = shareDefinitions([...ids.keys()].map((text): JsonObject => JSON.parse(text)));
  ajv.addSchema(shared);
  const names = schemas.map((_, index) => `v${index}`);
  schemas.forEach((schema, index) => {
    ajv.addSchema(schema, names[index]);
  });
  const table = [...ids.values()].flatMap((group, index) =>
    group.map((id) => `${JSON.stringify(id)}: ${names[index]}`),
  );
  const code = standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
  return `${code}\nexport const validators = { ${table.join(', ')} };\n`;
}
