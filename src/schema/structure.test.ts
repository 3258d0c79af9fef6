import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import { withCrds } from './compile.ts';
import { readCrd } from './crd.ts';
import { applyDefaults } from './defaults.ts';
import { nearest } from './nearest.ts';
import { toJsPattern } from './pattern.ts';
import { prune } from './prune.ts';
import { shippedSchemas, structuralSchema } from './shipped.ts';
import { strategyAt } from './strategy.ts';
import type { StructuralSchema } from './structural.ts';
import { validateObject, validateUpdate } from './validate.ts';

const group = 'ramendr.openshift.io';

function schemaOf(kind: string): StructuralSchema {
  const schema = structuralSchema(group, kind);
  if (schema === undefined) throw new Error(`no schema of ${kind}`);
  return schema;
}

describe('defaults', () => {
  it('fill what is missing, at every level that is there', () => {
    expect(applyDefaults(schemaOf('DRPolicy'), { spec: { networkMappingRef: {} } })).toEqual({
      spec: {
        networkMappingRef: { name: '' },
        replicationClassSelector: {},
        volumeSnapshotClassSelector: {},
      },
    });
    expect(applyDefaults(schemaOf('DRPolicy'), {})).toEqual({});
    expect(applyDefaults(schemaOf('Recipe'), { spec: { hooks: [{ name: 'a' }] } })).toEqual({
      spec: { hooks: [{ name: 'a', onError: 'fail' }] },
    });
  });
});

describe('pruning', () => {
  it('drops what the schema does not know, and says where', () => {
    const object = { metadata: { name: 'a', foo: 1 }, spec: { region: 'x', bar: { baz: 1 } }, qux: [] };
    expect(prune(schemaOf('DRCluster'), object)).toEqual({
      object: { metadata: { name: 'a' }, spec: { region: 'x' } },
      dropped: [['metadata', 'foo'], ['spec', 'bar'], ['qux']],
    });
  });

  it('keeps what stands where unknown fields are kept', () => {
    const manifest = { apiVersion: 'v1', kind: 'X', metadata: { name: 'a', foo: 1 }, any: { thing: [1] } };
    const work = { spec: { workload: { manifests: [manifest] } } };
    const schema = structuralSchema('work.open-cluster-management.io', 'ManifestWork');
    expect(prune(schema ?? {}, work).dropped).toEqual([
      ['spec', 'workload', 'manifests', 0, 'metadata', 'foo'],
    ]);
  });

  it('changes nothing the second time, and nothing that defaults have filled', () => {
    const kinds = fc.constantFrom('DRPolicy', 'DRCluster', 'DRPlacementControl', 'Recipe');
    fc.assert(
      fc.property(
        kinds,
        fc.dictionary(fc.constantFrom('spec', 'metadata', 'x'), fc.jsonValue()),
        (kind, value) => {
          const schema = schemaOf(kind);
          const once = prune(schema, applyDefaults(schema, toJson(value))).object;
          expect(prune(schema, once)).toEqual({ object: once, dropped: [] });
          expect(jsonEquals(applyDefaults(schema, once), once)).toBe(true);
        },
      ),
    );
  });
});

/** What a JSON text of it would give: no -0. */
function toJson(value: unknown): JsonObject {
  return JSON.parse(JSON.stringify(value));
}

describe('merge strategies', () => {
  it.each<[string, string, Json]>([
    ['DRPlacementControl', 'spec', 'granular'],
    ['DRPlacementControl', 'spec.action', 'granular'],
    ['DRPlacementControl', 'spec.placementRef', 'atomic'],
    ['DRPlacementControl', 'spec.placementRef.name', 'atomic'],
    ['DRPlacementControl', 'spec.protectedNamespaces', 'atomic'],
    ['Recipe', 'spec.groups', { listMap: ['name'] }],
    ['Recipe', 'spec.groups.0.includedNamespaces', 'atomic'],
    ['Recipe', 'spec.hooks.1.ops', { listMap: ['name'] }],
    ['DRCluster', 'metadata.labels', 'granular'],
    ['DRCluster', 'metadata.finalizers', 'set'],
    ['DRCluster', 'metadata.ownerReferences', { listMap: ['uid'] }],
  ])('%s %s', (kind, path, expected) => {
    expect(strategyAt(schemaOf(kind), path.split('.'))).toEqual(expected);
  });
});

describe('CRDs of others', () => {
  const widget = (schema: JsonObject) =>
    readCrd({
      kind: 'CustomResourceDefinition',
      spec: {
        group: 'example.com',
        names: { kind: 'Widget', plural: 'widgets' },
        scope: 'Namespaced',
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', properties: { spec: schema } } },
          },
        ],
      },
    });
  const judge = (schema: JsonObject, spec: Json, old?: Json) => {
    const set = withCrds(
      shippedSchemas,
      [widget(schema)].flatMap((crd) => crd ?? []),
    );
    const object = { apiVersion: 'example.com/v1', kind: 'Widget', metadata: { name: 'a' } };
    return old === undefined
      ? validateObject({ ...object, spec }, set)
      : validateUpdate({ ...object, spec: old }, { ...object, spec }, set);
  };
  const rule = (text: string): JsonObject => ({
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
    'x-kubernetes-validations': [{ rule: text }],
  });

  it('are compiled with the same words, and take the place of ours', () => {
    expect(
      judge({ type: 'object', properties: { size: { type: 'integer' } } }, { size: 'x', more: 1 }).problems,
    ).toHaveLength(2);
    const cluster = readCrd({
      kind: 'CustomResourceDefinition',
      spec: {
        group,
        names: { kind: 'DRCluster', plural: 'drclusters' },
        versions: [{ name: 'v2', storage: true }],
      },
    });
    const set = withCrds(shippedSchemas, cluster === undefined ? [] : [cluster]);
    const object = (version: string) => ({
      apiVersion: `${group}/${version}`,
      kind: 'DRCluster',
      metadata: { name: 'a' },
      any: 1,
    });
    expect(validateObject(object('v2'), set).problems).toEqual([]);
    expect(validateObject(object('v1alpha1'), set).problems[0]?.suggestion).toBe(`${group}/v2`);
  });

  it('with rules that cannot be evaluated are not passed silently', () => {
    expect(
      judge(rule('format.dns1123Label().validate(self.address).hasValue()'), { address: '::1' }),
    ).toMatchObject({
      problems: [],
      notChecked: [expect.stringContaining('format.dns1123Label()')],
    });
    // The API server cannot evaluate that either, and refuses the object.
    expect(judge(rule('self.missing == 1'), {}).problems).toHaveLength(1);
    expect(
      judge({ type: 'object', properties: { a: { type: 'string', pattern: 'x\\Cy' } } }, { a: 'X' })
        .notChecked,
    ).toEqual(['pattern of spec.a: x\\Cy']);
  });

  it('with Kubernetes functions and reserved names in rules', () => {
    const properties = {
      namespace: { type: 'string' },
      count: { type: 'integer' },
      at: { type: 'string', format: 'date-time' },
    };
    const schema = (text: string): JsonObject => ({
      type: 'object',
      properties,
      'x-kubernetes-validations': [{ rule: text, message: 'no' }],
    });
    const spec = { namespace: 'a', count: 2, at: '2026-01-01T00:00:00Z' };
    const text =
      "self.__namespace__ == 'a' && self.count + 1 == 3 && self.at < timestamp('2027-01-01T00:00:00Z')";
    expect(judge(schema(text), spec)).toMatchObject({ problems: [], notChecked: [] });
    expect(judge(schema('isURL(self.__namespace__)'), spec).problems).toHaveLength(1);
  });

  it('compare old and new items of a list only where keys tell them apart', () => {
    const item = {
      type: 'object',
      properties: {
        name: { type: 'string' },
        v: { type: 'string', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
      },
    };
    const list = (extra: JsonObject): JsonObject => ({
      type: 'object',
      properties: { l: { type: 'array', items: item, ...extra } },
    });
    const keyed = list({ 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['name'] });
    const [before, after] = [
      {
        l: [
          { name: 'a', v: '1' },
          { name: 'b', v: '1' },
        ],
      },
      { l: [{ name: 'b', v: '2' }] },
    ];
    expect(judge(keyed, after, before).problems.map(({ path }) => path)).toEqual([['spec', 'l', 0, 'v']]);
    expect(judge(list({}), after, before).problems).toEqual([]);
  });
});

describe('what ships', () => {
  it('has a validator for every kind and version', () => {
    for (const crd of shippedSchemas.crds) {
      for (const { name } of crd.versions)
        expect(shippedSchemas.validator(crd.group, name, crd.kind)).toBeTypeOf('function');
    }
  });

  it('says the same built and compiled on the spot', () => {
    const served = shippedSchemas.crds.filter(({ versions }) => versions[0]?.served);
    const compiled = withCrds(shippedSchemas, served);
    fc.assert(
      fc.property(fc.constantFrom(...served), fc.jsonValue(), (crd, spec) => {
        const version = crd.versions[0]?.name ?? '';
        const apiVersion = crd.group === '' ? version : `${crd.group}/${version}`;
        const object = { ...toJson({ spec }), apiVersion, kind: crd.kind, metadata: { name: 'a' } };
        expect({ ...validateObject(object), origin: 'given' }).toEqual(validateObject(object, compiled));
      }),
      { numRuns: 60 },
    );
  });
});

describe('small words', () => {
  it('guesses what was meant, and nothing far-fetched', () => {
    expect(nearest('prefferedCluster', ['failoverCluster', 'preferredCluster'])).toBe('preferredCluster');
    expect(nearest('FAILOVER', ['Failover', 'Relocate'])).toBe('Failover');
    expect(nearest('x', ['y'])).toBeUndefined();
  });

  it('carries RE2 over to JavaScript, or says that it cannot', () => {
    expect(new RegExp(toJsPattern('^(?P<a>[[:alpha:]]+)\\z') ?? '', 'u').test('abc')).toBe(true);
    expect(new RegExp(toJsPattern('^[a\\-z\\_]+$') ?? '', 'u').test('a-_')).toBe(true);
    expect(toJsPattern('\\C')).toBeUndefined();
    expect(toJsPattern('(?=a)')).toBeUndefined();
  });
});
