import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { kinds } from '../src/kinds/registry.ts';
import { getAt, getString } from '../src/model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../src/model/json.ts';
import { version } from '../src/model/version.ts';

const folder = join(import.meta.dirname, '../deploy');
const files = readdirSync(folder).filter((name) => name.endsWith('.yaml'));
const objects = files.flatMap((name) => loadAll(readFileSync(join(folder, name), 'utf8')).filter(isObject));

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

const rules = objects
  .filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role')
  .flatMap((role): readonly Rule[] => (isArray(role.rules) ? JSON.parse(JSON.stringify(role.rules)) : []));

function may(verb: string, group: string, resource: string): boolean {
  return rules.some(
    (rule) =>
      rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.verbs.includes(verb),
  );
}

function find(kind: string): JsonObject {
  const found = objects.find((object) => object.kind === kind);
  if (found === undefined) throw new Error(`deploy/ has no ${kind}`);
  return found;
}

describe('deploy/', () => {
  it('installs the CRD that ships in schemas/', () => {
    const name = 'ramen-sync.io_topologysyncs.yaml';
    const shipped = readFileSync(join(import.meta.dirname, '../schemas/crds', name), 'utf8');
    expect(
      readFileSync(join(folder, 'topologysyncs-crd.yaml'), 'utf8'),
      'copy it from schemas/crds again',
    ).toBe(shipped);
  });

  it('names every file in its kustomization', () => {
    const { resources } = find('Kustomization');
    expect(isArray(resources) ? [...resources].sort() : []).toEqual(
      files.filter((name) => name !== 'kustomization.yaml').sort(),
    );
  });

  it.each(
    kinds
      .filter(
        ({ role, target, group, plural }) =>
          role === 'applied' && target === 'hub' && plural !== 'ramenconfigs' && group !== undefined,
      )
      .map(({ group, plural }) => [plural, group] as const),
  )('lets the loop apply %s', (plural, group) => {
    const verbs = ['get', 'create', 'patch', ...(['secrets', 'configmaps'].includes(plural) ? [] : ['list'])];
    expect(verbs.filter((verb) => !may(verb, group, plural))).toEqual([]);
  });

  it('grants no way to delete, to read all Secrets, or to gain more rights', () => {
    const verbs = new Set(rules.flatMap((rule) => rule.verbs));
    expect([...verbs].sort()).toEqual(['create', 'get', 'list', 'patch', 'watch']);
    expect(rules.flatMap((rule) => [...rule.resources, ...rule.apiGroups])).not.toContain('*');
    expect(rules.flatMap((rule) => rule.apiGroups)).not.toContain('rbac.authorization.k8s.io');
    expect(JSON.stringify(find('ClusterRole'))).not.toContain('secrets');
    expect(objects.map((object) => getString(object, ['roleRef', 'name'])).filter(Boolean)).toEqual(
      Array(3).fill('ramen-sync'),
    );
  });

  it('runs without privileges, on a root that cannot be written, within limits', () => {
    const pod = getAt(find('Deployment'), ['spec', 'template', 'spec']);
    const container = getAt(pod, ['containers', 0]);
    expect(getAt(pod, ['securityContext'])).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(getAt(container, ['securityContext'])).toEqual({
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    });
    expect(getAt(container, ['resources', 'limits'])).toMatchObject({ memory: expect.any(String) });
    expect(getString(container, ['image'])).toBe(`ghcr.io/ramendr/ramen-sync:${version}`);
  });
});
