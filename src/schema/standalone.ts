import standalone from 'ajv/dist/standalone/index.js';
import type { JsonObject } from '../model/json.ts';
import { createAjv } from './ajv-options.ts';
import { readCrd, writtenSchema } from './crd.ts';
import { toJsonSchema } from './json-schema.ts';
import { shareDefinitions } from './share-definitions.ts';

/**
 * Source of a module that exports `validators`, one for each version of the CRD. Only the build calls this: compiling at
 * run time would cost more than most runs of `lint` take.
 */
export function standaloneValidators(document: JsonObject): string {
  const versions = readCrd(document)?.versions ?? [];
  const texts = versions.map((version) => JSON.stringify(toJsonSchema(writtenSchema(version))));
  const ajv = createAjv({ source: true });
  // Versions of the same schema share a validator.
  const different = [...new Set(texts)];
  const { schemas, shared } = shareDefinitions(different.map((text): JsonObject => JSON.parse(text)));
  ajv.addSchema(shared);
  const names = schemas.map((_, index) => `v${index}`);
  schemas.forEach((schema, index) => {
    ajv.addSchema(schema, names[index]);
  });
  const table = versions.map(
    ({ name }, index) => `${JSON.stringify(name)}: ${names[different.indexOf(texts[index] ?? '')]}`,
  );
  const code = standalone.default(ajv, Object.fromEntries(names.map((name) => [name, name])));
  return `${code}\nexport const validators = { ${table.join(', ')} };\n`;
}
