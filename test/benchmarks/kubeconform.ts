import { accessSync, constants, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { loadAll } from 'js-yaml';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
import { readCrd, writtenSchema } from '../../src/schema/crd.ts';
import { toJsonSchema } from '../../src/schema/json-schema.ts';
import type { Command } from './measure.ts';

/** Path of kubeconform: `KUBECONFORM` names it, else it is on the PATH. Undefined where it is not to be had. */
export function findKubeconform(): string | undefined {
  const named = process.env.KUBECONFORM;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [
    ...(named === undefined ? [] : [named]),
    ...folders.map((folder) => join(folder, 'kubeconform')),
  ].find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** As its users run it on two cores: strict, with the schemas as files. It checks the schema and nothing else. */
export function kubeconformCommand(program: string, schemas: string, objects: string): Command {
  return {
    name: '`kubeconform`',
    program,
    args: [
      '-strict',
      '-summary',
      '-n',
      '2',
      '-schema-location',
      join(schemas, '{{.Group}}', '{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'),
      // Kinds of the core have no group.
      '-schema-location',
      join(schemas, '{{.ResourceKind}}_{{.ResourceAPIVersion}}.json'),
      objects,
    ],
  };
}

/** The schemas that ramen-sync judges by, as JSON Schema that refuses unknown fields: a file for each kind and version. */
export function writeKubeconformSchemas(root: string, folder: string): void {
  for (const document of ['crds', 'documents'].flatMap((part) => readYaml(join(root, 'schemas', part)))) {
    const crd = isObject(document) ? readCrd(document) : undefined;
    for (const version of crd?.versions ?? []) {
      const path = join(folder, crd?.group ?? '', `${crd?.kind.toLowerCase()}_${version.name}.json`);
      mkdirSync(join(path, '..'), { recursive: true });
      const schema = toJsonSchema(writtenSchema(version));
      writeFileSync(path, JSON.stringify(strict(schema)));
    }
  }
}

function readYaml(folder: string): readonly unknown[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')));
}

function strict(schema: Json): Json {
  if (isArray(schema)) return schema.map(strict);
  if (!isObject(schema)) return schema;
  const out = Object.fromEntries(
    Object.entries(schema)
      .filter(([key]) => key !== 'format')
      .map(([key, value]) => [key, strict(value)]),
  );
  return isClosed(schema) ? { ...out, additionalProperties: false } : out;
}

function isClosed(schema: JsonObject): boolean {
  return schema.type === 'object' && isObject(schema.properties) && schema.additionalProperties === undefined;
}
