import { accessSync, constants, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { loadAll } from 'js-yaml';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../src/model/json.ts';
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
    const group = getString(document, ['spec', 'group']) ?? '';
    const kind = getString(document, ['spec', 'names', 'kind']) ?? '';
    const versions = getAt(document, ['spec', 'versions']);
    for (const version of isArray(versions) ? versions : []) {
      const schema = getAt(version, ['schema', 'openAPIV3Schema']);
      if (!isObject(schema)) continue;
      const path = join(folder, group, `${kind.toLowerCase()}_${getString(version, ['name'])}.json`);
      mkdirSync(join(path, '..'), { recursive: true });
      const text = { type: 'string' };
      const properties = {
        ...asObject(schema.properties),
        apiVersion: text,
        kind: text,
        metadata: { type: 'object' },
      };
      writeFileSync(path, JSON.stringify(toJsonSchema({ ...schema, properties })));
    }
  }
}

function readYaml(folder: string): readonly Json[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')) as Json[]);
}

/** What kubeconform's own converter does: Kubernetes' keywords go, and a map with fields takes no others. */
function toJsonSchema(schema: JsonObject): JsonObject {
  const { format: _, description: __, nullable, properties, items, additionalProperties, ...rest } = schema;
  const plain = Object.fromEntries(Object.entries(rest).filter(([key]) => !key.startsWith('x-kubernetes-')));
  const type = schema['x-kubernetes-int-or-string'] === true ? ['integer', 'string'] : schema.type;
  const isOpen = schema['x-kubernetes-preserve-unknown-fields'] === true || additionalProperties === true;
  return {
    ...plain,
    ...(type === undefined ? {} : { type: nullable === true ? [type, 'null'].flat() : type }),
    ...(isObject(items) ? { items: toJsonSchema(items) } : {}),
    ...(isObject(additionalProperties) ? { additionalProperties: toJsonSchema(additionalProperties) } : {}),
    ...(isObject(properties)
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([key, child]) => [key, toJsonSchema(asObject(child))]),
          ),
          ...(isOpen || isObject(additionalProperties) ? {} : { additionalProperties: false }),
        }
      : {}),
  };
}

function asObject(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}
