import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../scripts/schemas.js';
import { hasRealCrds, readRealCrds } from '../../test/support/real-crds.ts';
import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';

const whole = new Set(['DRPolicy', 'DRCluster', 'DRPlacementControl']);
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

  it.each(pairs)('%s: what it declares is declared so', (name, own, twin) => {
    for (const version of list(at(own, 'spec.versions'))) {
      const model = versionLike(twin, version, name);
      expect(at(version, 'subresources')).toEqual(at(model, 'subresources'));
      const declared = facts(at(version, 'schema.openAPIV3Schema'), '');
      const there = facts(at(model, 'schema.openAPIV3Schema'), '');
      const wrong = [...declared].filter(([path, fact]) => fact.type !== there.get(path)?.type);
      expect(wrong.map(([path]) => path)).toEqual([]);
    }
  });

  it.each(pairs.filter(([, own]) => whole.has(String(at(own, 'spec.names.kind')))))(
    '%s is whole',
    (_, own, twin) => {
      expect(list(at(own, 'spec.versions')).length).toBe(list(at(twin, 'spec.versions')).length);
      const [version, model] = [own, twin].map((crd) => list(at(crd, 'spec.versions'))[0]);
      const columns = (crd: Json | undefined) =>
        list(at(crd, 'additionalPrinterColumns')).map(withoutDescription);
      expect(columns(version)).toEqual(columns(model));
      expect(Object.fromEntries(facts(at(version, 'schema.openAPIV3Schema'), ''))).toEqual(
        Object.fromEntries(facts(at(model, 'schema.openAPIV3Schema'), '')),
      );
    },
  );

  it('are described in words of their own', () => {
    const theirs = new Set(real.flatMap((crd) => descriptions(crd)));
    expect(documents.flatMap((crd) => descriptions(crd)).filter((text) => theirs.has(text))).toEqual([]);
  });
});

function versionLike(twin: JsonObject, version: Json, name: string): Json | undefined {
  const versions = list(at(twin, 'spec.versions'));
  const wanted = String(at(version, 'name'));
  const found = versions.find((candidate) => at(candidate, 'name') === wanted);
  return found ?? (laterVersions[name]?.includes(wanted) ? versions[0] : undefined);
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
