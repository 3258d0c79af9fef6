import { describe, expect, it } from 'vitest';
import { UserError } from '../model/errors.ts';
import type { JsonObject } from '../model/json.ts';
import type { ApiResource, Cluster } from '../ports/cluster.ts';
import type { FileSet } from '../ports/repository.ts';
import { validateObject } from '../schema/validate.ts';
import { givenSchemas } from './given-schemas.ts';

const widget = { apiVersion: 'example.com/v1', kind: 'Widget' };
const gadget = { apiVersion: 'example.com/v1', kind: 'Gadget' };

function crdOf(kind: string, fields: readonly string[]): JsonObject {
  const plural = `${kind.toLowerCase()}s`;
  const properties = Object.fromEntries(fields.map((field) => [field, { type: 'string' }]));
  const schema = { openAPIV3Schema: { type: 'object', properties } };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.example.com` },
    spec: {
      group: 'example.com',
      names: { kind, plural },
      scope: 'Namespaced',
      versions: [{ name: 'v1', served: true, storage: true, schema }],
    },
  };
}

function files(texts: Readonly<Record<string, string | JsonObject>>): FileSet {
  const all = Object.entries(texts).map(([path, text]) => ({
    path,
    text: typeof text === 'string' ? text : JSON.stringify(text),
  }));
  return { files: all, skipped: [] };
}

/** A hub with these CRDs, and what was asked of it. */
function hubWith(crds: readonly JsonObject[]) {
  const asked: string[] = [];
  const find = (kind: string) => crds.find((crd) => JSON.stringify(crd).includes(`"kind":"${kind}"`));
  const hub = {
    resource: async (apiVersion: string, kind: string): Promise<ApiResource | undefined> => {
      if (find(kind) === undefined) return undefined;
      return { apiVersion, kind, plural: `${kind.toLowerCase()}s`, namespaced: true };
    },
    get: async ({ name }: { name: string }) => {
      asked.push(name);
      return crds.find((crd) => JSON.stringify(crd).includes(`"name":"${name}"`));
    },
    close: () => {
      asked.push('closed');
    },
  };
  // Nothing else of a cluster is asked for here.
  return { asked, connectHub: async () => hub as unknown as Cluster };
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return error instanceof UserError ? error.message : '';
}

describe('CRDs of files', () => {
  it('judge kinds that nobody knows, and win over those that ship', async () => {
    const policy = crdOf('DRPolicy', ['old']);
    const text = JSON.stringify(policy).replaceAll('example.com', 'ramendr.openshift.io');
    const source = givenSchemas({
      folders: ['crds'],
      readFolder: async () =>
        files({
          'crds/a.json': crdOf('Widget', ['size']),
          'crds/b.yaml': text.replace('"v1"', '"v1alpha1"'),
        }),
    });
    const { schemas } = await source([]);
    const metadata = { name: 'a' };
    expect(validateObject({ ...widget, metadata, size: 1 }, schemas)).toMatchObject({
      checked: true,
      origin: 'given',
      problems: [{ path: ['size'] }],
    });
    const object = { apiVersion: 'ramendr.openshift.io/v1alpha1', kind: 'DRPolicy', metadata, old: 'x' };
    expect(validateObject(object, schemas).problems).toEqual([]);
    expect(validateObject(object).problems).not.toEqual([]);
  });

  it('of a later folder win over those of an earlier one', async () => {
    const folders = { one: crdOf('Widget', ['one']), two: crdOf('Widget', ['two']) };
    const source = givenSchemas({
      folders: ['one', 'two'],
      readFolder: async (folder) =>
        files({ [`${folder}/a.json`]: folder === 'one' ? folders.one : folders.two }),
    });
    const { schemas } = await source([]);
    expect(validateObject({ ...widget, metadata: { name: 'a' }, two: 'x' }, schemas).problems).toEqual([]);
    expect(schemas.crds.filter(({ kind }) => kind === 'Widget')).toHaveLength(1);
  });

  it.each([
    ['no CRD at all', { 'crds/a.yaml': 'a: 1' }, 'no CustomResourceDefinition in crds'],
    ['a broken document', { 'crds/a.yaml': 'kind: CustomResourceDefinition\na: [' }, 'crds/a.yaml:2:'],
    [
      'an old API',
      { 'crds/a.json': { ...crdOf('Widget', []), apiVersion: 'apiextensions.k8s.io/v1beta1' } },
      'only apiextensions.k8s.io/v1 is read',
    ],
    [
      'two releases in one folder',
      { 'crds/a.json': crdOf('Widget', ['a']), 'crds/b.json': crdOf('Widget', ['b']) },
      'crds/b.json:1:2 and crds/a.json:1:2 define Widget of example.com differently',
    ],
    [
      'half a CRD',
      {
        'crds/a.yaml':
          'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: a}\nspec: {}\n',
      },
      "crds/a.yaml:4:7: CustomResourceDefinition a is no valid one: spec must have required property 'group'",
    ],
  ])('%s is refused', async (_, texts, message) => {
    const source = givenSchemas({ folders: ['crds'], readFolder: async () => files(texts) });
    expect(await messageOf(source([]))).toContain(message);
  });

  it('that cannot be compiled say so when their kind occurs', async () => {
    const text = JSON.stringify(crdOf('Widget', ['a'])).replace(
      '{"type":"string"}',
      '{"type":"string","enum":[]}',
    );
    const source = givenSchemas({
      folders: ['crds'],
      readFolder: async () => files({ 'crds/a.json': text }),
    });
    const { schemas } = await source([]);
    expect(() => schemas.validator('example.com', 'v1', 'Widget')).toThrow(
      'the schema of Widget of example.com/v1 cannot be used',
    );
  });

  it('leave files without CRDs alone, whatever is in them', async () => {
    const source = givenSchemas({
      folders: ['crds'],
      readFolder: async () =>
        files({ 'crds/a.json': crdOf('Widget', []), 'crds/b.yaml': '{{ template }}: [' }),
    });
    expect((await source([])).schemas.originOf('example.com', 'Widget')).toBe('given');
  });
});

describe('CRDs of the hub', () => {
  it('are asked for once, and only for kinds that occur and can have one', async () => {
    const { asked, connectHub } = hubWith([crdOf('Widget', ['size']), crdOf('Gadget', [])]);
    const source = givenSchemas({ folders: [], readFolder: async () => files({}), connectHub });
    const kinds = [
      widget,
      widget,
      { apiVersion: 'v1', kind: 'Secret' },
      { apiVersion: 'apps/v1', kind: 'Deployment' },
    ];
    const { schemas } = await source(kinds);
    expect(asked).toEqual(['widgets.example.com', 'closed']);
    expect(schemas.originOf('example.com', 'Widget')).toBe('given');
    expect((await source(kinds)).schemas).toBe(schemas);
    expect(asked).toHaveLength(2);
    expect((await source([widget, gadget])).schemas.originOf('example.com', 'Gadget')).toBe('given');
  });

  it('stand below those of files', async () => {
    const { connectHub } = hubWith([crdOf('Widget', ['hub'])]);
    const source = givenSchemas({
      folders: ['crds'],
      readFolder: async () => files({ 'crds/a.json': crdOf('Widget', ['file']) }),
      connectHub,
    });
    const { schemas } = await source([widget]);
    expect(validateObject({ ...widget, metadata: { name: 'a' }, file: 'x' }, schemas).problems).toEqual([]);
  });

  it('are said to be missing where the hub has none for a kind that is judged', async () => {
    const { asked, connectHub } = hubWith([crdOf('Widget', ['size'])]);
    const source = givenSchemas({ folders: [], readFolder: async () => files({}), connectHub });
    const ramen = 'ramendr.openshift.io/v1alpha1';
    const { notChecked } = await source([
      widget,
      gadget,
      { apiVersion: ramen, kind: 'DRPolicy' },
      { apiVersion: ramen, kind: 'RamenConfig' },
      { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass' },
    ]);
    expect(notChecked).toEqual([
      { reason: 'not-on-hub', what: 'CRD of ramendr.openshift.io DRPolicy', count: 1 },
    ]);
    expect(asked).toEqual(['widgets.example.com', 'closed']);
  });

  it('are missed where the hub serves none of the kinds', async () => {
    const { connectHub } = hubWith([]);
    const source = givenSchemas({ folders: [], readFolder: async () => files({}), connectHub });
    expect(await messageOf(source([widget]))).toBe(
      '--crds-from-cluster: the hub serves none of the kinds in these files',
    );
  });
});
