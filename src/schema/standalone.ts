import standalone from 'ajv/dist/standalone/index.js';
import type { JsonObject } from '../model/json.ts';
import { createAjv } from './ajv-options.ts';
import { readCrd, writtenSchema } from './crd.ts';
import { toJsonSchema } from './json-schema.ts';
import { validatorId } from './schema-set.ts';

/**
 * Source of a module that exports `validators`, one for each kind and version of the CRDs. Only the build calls this:
 * compiling at run time would cost more than most runs of `lint` take.
 */
export function standaloneValidators(documents: readonly JsonObject[]): string {
  const ajv = createAjv({ source: true });
  const names = new Map<string, string>();
  const table: string[] = [];
  for (const document of documents) {
    const crd = readCrd(document);
    for (const version of crd?.versions ?? []) {
      if (crd === undefined) continue;
      const schema = toJsonSchema(writtenSchema(version));
      const text = JSON.stringify(schema);
      const name = names.get(text) ?? `v${names.size}`;
      if (!names.has(text)) ajv.addSchema(schema, name);
      names.set(text, name);
      table.push(`${JSON.stringify(validatorId(crd.group, version.name, crd.kind))}: ${name}`);
    }
  }
  const exports = Object.fromEntries([...names.values()].map((name) => [name, name]));
  return `${standalone.default(ajv, exports)}\nexport const validators = { ${table.join(', ')} };\n`;
}
