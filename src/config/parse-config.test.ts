import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { describe, expect, it } from 'vitest';
import { UserError } from '../model/errors.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import { parseText } from '../yaml/parse-text.ts';
import { configVariables, mergeOverrides, readConfigVariables } from './config-variables.ts';
import { defaultTakeOver, parseConfig } from './parse-config.ts';
import { configShape, type Shape } from './shape.ts';

const head = 'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\n';

const full = `${head}hub: { context: hub, id: 1b6e }
managedClusters:
  - { name: dr1, context: dr1, id: x }
  - { name: dr2, kubeconfig: keys/dr2 }
sources:
  - { path: ./hub/ }
  - { path: managed/dr1/, clusters: [dr1] }
  - { path: managed/all/, clusters: ["*"] }
  - { path: apps/prod, kustomize: true }
  - { path: . }
ramen: { flavour: openshift, opsNamespace: ops }
rules: { region-deprecated: off, b: "off", c: error, d: warning }
gates: { maxRisk: moves-data, removals: { max: 3 } }
takeOver: ["helm"]
`;

function complaint(text: string): UserError {
  try {
    parseConfig(text, 'ramen-sync.yaml');
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
  throw new Error('no complaint');
}

describe('parseConfig', () => {
  it('fills in the defaults of Kubernetes where there is no file', () => {
    expect(parseConfig(undefined, 'ramen-sync.yaml')).toEqual({
      hub: {},
      managedClusters: [],
      sources: [],
      ramen: {
        flavour: 'kubernetes',
        operatorNamespace: 'ramen-system',
        clusterOperatorNamespace: 'ramen-system',
        opsNamespace: 'ramen-ops',
        mode: 'hub',
      },
      rules: {},
      gates: { removals: { max: 1 } },
      takeOver: defaultTakeOver,
    });
    expect(parseConfig('# nothing yet\n', 'x.yaml')).toMatchObject({ file: 'x.yaml', managedClusters: [] });
  });

  it('reads every key', () => {
    expect(parseConfig(full, 'ramen-sync.yaml')).toEqual({
      file: 'ramen-sync.yaml',
      hub: { context: 'hub', id: '1b6e' },
      managedClusters: [
        { name: 'dr1', context: 'dr1', id: 'x' },
        { name: 'dr2', kubeconfig: 'keys/dr2' },
      ],
      sources: [
        { path: 'hub' },
        { path: 'managed/dr1', clusters: ['dr1'] },
        { path: 'managed/all', clusters: ['*'] },
        { path: 'apps/prod', kustomize: true },
        { path: '.' },
      ],
      ramen: {
        flavour: 'openshift',
        operatorNamespace: 'openshift-operators',
        clusterOperatorNamespace: 'openshift-dr-system',
        opsNamespace: 'ops',
        mode: 'hub',
      },
      rules: { 'region-deprecated': 'off', b: 'off', c: 'error', d: 'warning' },
      gates: { maxRisk: 'moves-data', removals: { max: 3 } },
      takeOver: ['helm'],
    });
  });

  it('lets overrides win, and of two risk limits the strictest', () => {
    const hub = { context: 'other', kubeconfig: 'k' };
    const overrides = { ...hub, flavour: 'kubernetes', rules: { c: 'off' }, opsNamespace: 'mine' } as const;
    const config = parseConfig(full, 'f', { ...overrides, maxRisk: 'ends-protection' });
    expect(config).toMatchObject({ hub, ramen: { operatorNamespace: 'ramen-system', opsNamespace: 'mine' } });
    expect(config.gates.maxRisk).toBe('moves-data');
    expect(config.rules).toMatchObject({ c: 'off', d: 'warning' });
    expect(parseConfig(full, 'f', { maxRisk: 'cosmetic' }).gates.maxRisk).toBe('cosmetic');
    expect(parseConfig(`${head}hub: {inCluster: true}\n`, 'f', { context: 'a' }).hub).toEqual({
      context: 'a',
    });
  });

  it.each([
    ['managedCluster: []\n', '3:1: unknown key "managedCluster"', 'did you mean "managedClusters"?'],
    ['hub: { contxt: a }\n', '3:8: unknown key "contxt" in hub', 'did you mean "context"?'],
    ['wat: 1\n', '3:1: unknown key "wat"', expect.stringContaining('it may hold apiVersion')],
    ['sources: [{ clusters: [a] }]\n', '3:13: "path" is missing in sources[0]', undefined],
    [
      'ramen: { flavour: openshft }\n',
      '3:19: ramen.flavour must be one of kubernetes, openshift, not "openshft"',
      'did you mean "openshift"?',
    ],
    ['rules: { a: on }\n', '3:13: rules.a must be one of error, warning, off, not true', undefined],
    [
      'gates: { removals: { max: -1 } }\n',
      '3:27: gates.removals.max must be a whole number, 0 or more, not -1',
      undefined,
    ],
    ['takeOver: helm\n', '3:11: takeOver must be a list, not "helm"', undefined],
    ['hub: []\n', '3:6: hub must be a map, not a list', undefined],
    ['hub: {}\nhub: {}\n', '4:1: key "hub" is already there', undefined],
    ['a: b: c\n', '3:5: bad indentation of a mapping entry', undefined],
    [
      'hub: { inCluster: true, context: a }\n',
      expect.stringMatching(/^ramen-sync.yaml:3:19: inCluster stands/),
      undefined,
    ],
    ['managedClusters: [{ name: hub }]\n', expect.stringMatching(/3:27: "hub" cannot be/), undefined],
    [
      'managedClusters: [{ name: a }, { name: a }]\n',
      expect.stringMatching(/3:40: managed cluster "a" is already/),
      undefined,
    ],
    [
      'managedClusters: [{ name: dr1 }]\nsources: [{ path: x, clusters: [dr2] }]\n',
      expect.stringMatching(/4:33: "dr2" is no/),
      'did you mean "dr1"?',
    ],
    ['sources: [{ path: ../x }]\n', '3:19: ../x is not a path within the repository', undefined],
  ])('refuses %j', (text, message, hint) => {
    const error = complaint(head + text);
    expect(error.message).toEqual(typeof message === 'string' ? `ramen-sync.yaml:${message}` : message);
    expect(error.hint).toEqual(hint);
  });

  it('wants to know that it is its own file', () => {
    expect(complaint('kind: Config\n').message).toBe('ramen-sync.yaml:1:1: "apiVersion" is missing');
    expect(complaint('apiVersion: v1\nkind: Config\n').message).toMatch(
      /1:13: apiVersion must be "ramen-sync.io\/v1alpha1"/,
    );
    expect(complaint('- a\n').message).toBe('ramen-sync.yaml:1:1: the file must be a map, not a list');
  });
});

describe('the environment', () => {
  it('overrides the file and yields to flags', () => {
    const env = {
      RAMEN_SYNC_CONTEXT: 'a',
      RAMEN_SYNC_KUBECONFIG: '',
      RAMEN_SYNC_MAX_RISK: 'cosmetic',
      OTHER: 'x',
    };
    expect(readConfigVariables(env)).toEqual({ context: 'a', maxRisk: 'cosmetic' });
    expect(mergeOverrides(readConfigVariables(env), { context: 'b', maxRisk: 'moves-data' })).toEqual({
      context: 'b',
      maxRisk: 'cosmetic',
    });
    expect(() => readConfigVariables({ RAMEN_SYNC_FLAVOUR: 'kubernets' })).toThrow(
      /RAMEN_SYNC_FLAVOUR must be one of/,
    );
  });

  it('names keys that the file has', () => {
    for (const { key } of Object.values(configVariables)) {
      let shape: Shape | undefined = configShape;
      for (const step of key.split('.')) shape = shape?.type === 'map' ? shape.keys[step] : undefined;
      expect(shape, key).toBeDefined();
    }
  });
});

describe('schemas/config.schema.json', () => {
  const root = join(import.meta.dirname, '../..');
  const schema: Json = JSON.parse(readFileSync(join(root, 'schemas/config.schema.json'), 'utf8'));
  const validate = new Ajv2020({ strict: false }).compile(schema as object);

  it('knows the same keys and words as the parser', () => {
    expect(describeSchema(schema)).toEqual(describeShape(configShape));
  });

  it('accepts what the parser accepts', () => {
    expect(validate(parseText(full).value), JSON.stringify(validate.errors)).toBe(true);
    expect(validate({ ...(parseText(head).value as object), wat: 1 })).toBe(false);
  });

  it('accepts the examples', () => {
    const examples = readdirSync(join(root, 'examples'), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.name === 'ramen-sync.yaml')
      .map((entry) => join(entry.parentPath, entry.name));
    expect(examples.length).toBeGreaterThan(0);
    for (const file of examples) {
      const text = readFileSync(file, 'utf8');
      expect(() => parseConfig(text, file)).not.toThrow();
      const value = parseText(text).value;
      if (value !== undefined)
        expect(validate(value), `${file}: ${JSON.stringify(validate.errors)}`).toBe(true);
    }
  });

  it('accepts what the documents show', () => {
    const pages = [join(root, 'README.md'), ...markdownIn(join(root, 'docs'))];
    for (const page of pages) {
      for (const text of snippets(page)) {
        expect(() => parseConfig(text, page)).not.toThrow();
        expect(validate(parseText(text).value), `${page}: ${JSON.stringify(validate.errors)}`).toBe(true);
      }
    }
  });

  function describeShape(shape: Shape): unknown {
    switch (shape.type) {
      case 'map': {
        const keys = Object.entries(shape.keys).map(([key, child]) => [key, describeShape(child)]);
        return { keys: Object.fromEntries(keys), required: [...shape.required] };
      }
      case 'list':
        return { list: describeShape(shape.of) };
      case 'names':
        return { names: describeShape(shape.of) };
      case 'level':
        return { words: ['error', 'warning', 'off', false] };
      case 'word':
        return { words: [...shape.words] };
      case 'text':
        return 'string';
      case 'flag':
        return 'boolean';
      case 'count':
        return 'integer';
    }
  }

  function describeSchema(node: Json | undefined): unknown {
    if (!isObject(node)) return undefined;
    if (typeof node.$ref === 'string') {
      const definitions = isObject(schema) && isObject(schema.$defs) ? schema.$defs : {};
      return describeSchema(definitions[node.$ref.replace('#/$defs/', '')]);
    }
    if (node.const !== undefined) return { words: [node.const] };
    if (isArray(node.enum)) return { words: node.enum };
    if (node.type === 'array') return { list: describeSchema(node.items) };
    if (node.type !== 'object') return node.type;
    if (!isObject(node.properties)) return { names: describeSchema(node.additionalProperties) };
    expect(node.additionalProperties).toBe(false);
    const keys = Object.entries(node.properties).map(([key, child]) => [key, describeSchema(child)]);
    return { keys: Object.fromEntries(keys), required: node.required ?? [] };
  }
});

function markdownIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.md'))
      .map((entry) => join(entry.parentPath, entry.name));
  } catch {
    return [];
  }
}

function snippets(page: string): readonly string[] {
  let text = '';
  try {
    text = readFileSync(page, 'utf8');
  } catch {
    return [];
  }
  return [...text.matchAll(/```ya?ml\n([\s\S]*?)```/g)]
    .map((match) => match[1] ?? '')
    .filter((snippet) => /^apiVersion: ramen-sync\.io/m.test(snippet) && /^kind: Config$/m.test(snippet));
}
