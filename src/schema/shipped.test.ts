import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../scripts/schemas.js';
import { hasRealCrds, readRealCrds } from '../../test/support/real-crds.ts';
import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';

const documents = (await readDocuments()).filter(isObject);
const real = readRealCrds();

/** Versions that newer releases of the snapshot controller serve with the same schema. */
const laterVersions: Readonly<Record<string, readonly string[]>> = {
  'volumegroupsnapshotclasses.groupsnapshot.storage.k8s.io': ['v1', 'v1beta2'],
};

const pairs = documents.flatMap((own) => {
  const name = String(at(own, 'metadata.name'));
  const twin = real.find((candidate) => at(candidate, 'metadata.name') === name);
  return twin === undefined ? [] : [[name, own, twin] as const];
});

describe.runIf(hasRealCrds)('the CRDs that ship, beside the real ones', () => {
  it('all have a twin but for our own and the built-in kinds', () => {
    const names = new Set(pairs.map(([name]) => name));
    const alone = documents.map((own) => String(at(own, 'metadata.name'))).filter((name) => !names.has(name));
    expect(alone).toEqual([
      'topologysyncs.ramen-sync.io',
      'configmaps',
      'namespaces',
      'ramenconfigs.ramendr.openshift.io',
      'removals.ramen-sync.io',
      'secrets',
      'storageclasses.storage.k8s.io',
    ]);
  });

  it.each(pairs)('%s has the same names and scope', (_, own, twin) => {
    for (const part of ['group', 'names', 'scope'])
      expect(at(own, `spec.${part}`)).toEqual(at(twin, `spec.${part}`));
  });

  it.each(pairs)('%s has the same versions, columns and subresources', (name, own, twin) => {
    const versions = list(at(own, 'spec.versions'));
    const known = list(at(twin, 'spec.versions')).map((version) => at(version, 'name'));
    expect(versions.map((version) => at(version, 'name'))).toEqual([
      ...(laterVersions[name] ?? []),
      ...known,
    ]);
    for (const version of versions) {
      const model = versionLike(twin, version);
      expect(at(version, 'subresources')).toEqual(at(model, 'subresources'));
      expect(columns(version)).toEqual(columns(model));
      if (at(model, 'name') !== at(version, 'name')) continue;
      for (const part of ['served', 'storage', 'deprecated'])
        expect(at(version, part)).toBe(
          laterVersions[name] !== undefined && part === 'storage' ? false : at(model, part),
        );
    }
  });

  it.each(pairs)('%s says the same of every field', (_, own, twin) => {
    for (const version of list(at(own, 'spec.versions'))) {
      const declared = facts(at(version, 'schema.openAPIV3Schema'), '');
      const there = facts(at(versionLike(twin, version), 'schema.openAPIV3Schema'), '');
      expect(Object.fromEntries(declared)).toEqual(Object.fromEntries(there));
    }
  });

  it('are described in words of their own', () => {
    const theirs = new Set(real.flatMap((crd) => descriptions(crd)));
    expect(documents.flatMap((crd) => descriptions(crd)).filter((text) => theirs.has(text))).toEqual([]);
  });
});

/** The version of that name, else the newest that is there. */
function versionLike(twin: JsonObject, version: Json): Json | undefined {
  const versions = list(at(twin, 'spec.versions'));
  return versions.find((candidate) => at(candidate, 'name') === at(version, 'name')) ?? versions[0];
}

function columns(version: Json | undefined): readonly Json[] {
  return list(at(version, 'additionalPrinterColumns')).map(withoutDescription);
}

type Facts = Map<string, JsonObject>;

/** Everything about a schema but descriptions, by path. */
function facts(schema: Json | undefined, path: string): Facts {
  if (!isObject(schema)) return new Map();
  const { properties, items, additionalProperties, description: _, ...own } = schema;
  const found: Facts = new Map([[path, own]]);
  const children = Object.entries(isObject(properties) ? properties : {}).map(
    ([key, child]) => [`.${key}`, child] as const,
  );
  const below = [...children, ['[]', items] as const, ['{}', additionalProperties] as const];
  for (const [step, child] of below) {
    for (const [key, fact] of facts(child, `${path}${step}`)) found.set(key, fact);
  }
  return found;
}

function withoutDescription(column: Json): Json {
  if (!isObject(column)) return column;
  const { description: _, ...rest } = column;
  return rest;
}

function descriptions(value: Json): readonly string[] {
  if (isArray(value)) return value.flatMap(descriptions);
  if (!isObject(value)) return [];
  const own = typeof value.description === 'string' ? [value.description] : [];
  return [...own, ...Object.values(value).flatMap(descriptions)];
}

function at(value: Json | undefined, path: string): Json | undefined {
  return getAt(value, path.split('.'));
}

function list(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}
