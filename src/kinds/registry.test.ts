import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hasRealCrds, readRealCrds } from '../../test/support/real-crds.ts';
import { getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { shippedSchemas } from '../schema/shipped.ts';
import { strategyOf } from '../schema/strategy.ts';
import type { StructuralSchema } from '../schema/structural.ts';
import type { Kind } from './define-kind.ts';
import { findKind, kindOf, kinds } from './registry.ts';

const folder = import.meta.dirname;

describe('the registry', () => {
  it('holds every file of the room once, in their order', () => {
    const files = readdirSync(folder)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .filter((name) => name !== 'define-kind.ts' && name !== 'registry.ts')
      .map((name) => name.slice(0, -'.ts'.length))
      .sort();
    const text = readFileSync(join(folder, 'registry.ts'), 'utf8');
    const imports = [...text.matchAll(/import \{ \w+ \} from '\.\/([\w-]+)\.ts'/g)].map((match) => match[1]);
    expect(imports.sort()).toEqual(files);
    expect(new Set(kinds).size).toBe(files.length);
  });

  it('finds a kind by any version of its group, and by any word for it', () => {
    expect(kindOf('snapshot.storage.k8s.io/v1beta1', 'VolumeSnapshotClass')?.plural).toBe(
      'volumesnapshotclasses',
    );
    expect(kindOf('v1', 'Secret')?.wave).toBe(10);
    expect(kindOf('example.com/v1', 'Secret')).toBeUndefined();
    for (const word of ['drpc', 'DRPC', 'drplacementcontrol', 'DRPlacementControl', 'drplacementcontrols']) {
      expect(findKind(word)?.kind).toBe('DRPlacementControl');
    }
    expect(findKind('vgsclass')?.group).toBe('groupsnapshot.storage.k8s.io');
    expect(findKind('volumegroupsnapshotclasses.groupsnapshot.storage.openshift.io')?.group).toBe(
      'groupsnapshot.storage.openshift.io',
    );
    expect(findKind('widget')).toBeUndefined();
  });

  it('puts what others need into earlier waves', () => {
    const waves = kinds.filter((kind) => kind.role === 'applied').map((kind) => [kind.kind, kind.wave]);
    expect(Object.fromEntries(waves)).toMatchObject({
      Namespace: 0,
      Secret: 10,
      ConfigMap: 20,
      RamenConfig: 20,
      StorageClass: 25,
      DRCluster: 30,
      DRPolicy: 40,
      ManagedClusterSetBinding: 45,
      Placement: 50,
      PlacementRule: 50,
      DRPlacementControl: 60,
    });
  });
});

const withSchema = kinds.flatMap((kind) => {
  const crd = shippedSchemas.crds.find(
    (candidate) => candidate.group === kind.group && candidate.kind === kind.kind,
  );
  return crd === undefined ? [] : [[kind.kind, kind, crd] as const];
});

describe.each(withSchema)('%s and its shipped schema', (_, kind, crd) => {
  const schema = crd.versions[0]?.schema ?? {};

  it('agree on names, scope and versions', () => {
    expect({
      plural: kind.plural,
      scope: kind.scope,
      shortNames: kind.shortNames,
      versions: kind.versions,
    }).toEqual({
      plural: crd.plural,
      scope: crd.scope,
      shortNames: crd.shortNames,
      versions: crd.versions.map((version) => version.name),
    });
  });

  it('agree on how lists and maps are merged', () => {
    const found = mergeRules(schema, []);
    expect([...kind.atomicMaps].map(String).sort()).toEqual(found.atomicMaps.sort());
    const listMaps = kind.listMaps.map(({ path, keys }) => `${path}: ${keys}`);
    expect(listMaps.sort()).toEqual(found.listMaps.sort());
  });
});

interface MergeRules {
  readonly atomicMaps: string[];
  readonly listMaps: string[];
}

/** What the schema says below `path`, as far as it is merged field by field; status and metadata are nobody's to declare. */
function mergeRules(schema: StructuralSchema, path: readonly string[]): MergeRules {
  const strategy = strategyOf(schema);
  const found: MergeRules = { atomicMaps: [], listMaps: [] };
  if (strategy === 'atomic' || strategy === 'set') {
    return schema.type === 'object' ? { ...found, atomicMaps: [String(path)] } : found;
  }
  const children = Object.entries(schema.properties ?? {}).filter(
    ([key]) => path.length > 0 || (key !== 'status' && key !== 'metadata'),
  );
  const parts = children.map(([key, child]) => mergeRules(child, [...path, key]));
  if (schema.items !== undefined) parts.push(mergeRules(schema.items, [...path, '*']));
  const own = strategy === 'granular' ? [] : [`${path}: ${strategy.listMap}`];
  return {
    atomicMaps: parts.flatMap((part) => part.atomicMaps),
    listMaps: [...own, ...parts.flatMap((part) => part.listMaps)],
  };
}

describe.runIf(hasRealCrds)('the real CRDs', () => {
  const crds = readRealCrds();
  const pairs = kinds.flatMap((kind) => {
    const crd = crds.find(
      (candidate) =>
        at(candidate, 'spec.group') === kind.group && at(candidate, 'spec.names.kind') === kind.kind,
    );
    return crd === undefined ? [] : [[kind.kind, kind, crd] as const];
  });

  it('are there for most kinds', () => {
    expect(pairs.length).toBeGreaterThan(25);
  });

  it.each(pairs)('%s', (_, kind, crd) => {
    expect(kind.plural).toBe(at(crd, 'spec.names.plural'));
    expect(kind.scope).toBe(at(crd, 'spec.scope'));
    expect(kind.shortNames).toEqual(at(crd, 'spec.names.shortNames') ?? []);
    const versions = list(at(crd, 'spec.versions'));
    expect(kind.versions).toEqual(
      expect.arrayContaining(versions.map((version) => String(at(version, 'name')))),
    );
    if (kind.role !== 'operator-owned')
      expect(immutablePaths(kind)).toEqual(fixedPaths(at(versions[0], 'schema.openAPIV3Schema'), []));
  });
});

function immutablePaths(kind: Kind): readonly string[] {
  return kind.immutable.map((path) => path.join('.')).sort();
}

/** Fields with the transition rule `self == oldSelf`. */
function fixedPaths(schema: Json | undefined, path: readonly string[]): readonly string[] {
  const rules = list(getAt(schema, ['x-kubernetes-validations']));
  const own = rules.some((rule) => at(rule, 'rule') === 'self == oldSelf') ? [path.join('.')] : [];
  const properties = getAt(schema, ['properties']);
  const below = Object.entries(isObject(properties) ? properties : {}).flatMap(([key, child]) =>
    fixedPaths(child, [...path, key]),
  );
  return [...own, ...below].sort();
}

function at(value: Json | undefined, path: string): Json | undefined {
  return getAt(value, path.split('.'));
}

function list(value: Json | undefined): readonly Json[] {
  return isArray(value) ? value : [];
}
