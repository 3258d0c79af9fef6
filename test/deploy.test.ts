import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { kinds } from '../src/kinds/registry.ts';
import { getAt, getString } from '../src/model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../src/model/json.ts';
import { version } from '../src/model/version.ts';

const folder = join(import.meta.dirname, '../deploy');

interface Rule {
  readonly apiGroups: readonly string[];
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
}

/** The files of one kustomization. */
function read(place: string) {
  const files = readdirSync(place).filter((name) => name.endsWith('.yaml'));
  const objects = files.flatMap((name) => loadAll(readFileSync(join(place, name), 'utf8')).filter(isObject));
  const rules = objects
    .filter(({ kind }) => kind === 'ClusterRole' || kind === 'Role')
    .flatMap((role): readonly Rule[] => (isArray(role.rules) ? JSON.parse(JSON.stringify(role.rules)) : []));
  return { files, objects, rules };
}

const hub = read(folder);
const managed = read(join(folder, 'managed-cluster'));
const removals = read(join(folder, 'removals'));

function missing(rules: readonly Rule[], group: string, resource: string): readonly string[] {
  const verbs = ['get', 'create', 'patch', ...(['secrets', 'configmaps'].includes(resource) ? [] : ['list'])];
  return verbs.filter(
    (verb) =>
      !rules.some(
        (rule) =>
          rule.apiGroups.includes(group) && rule.resources.includes(resource) && rule.verbs.includes(verb),
      ),
  );
}

function applied(target: 'hub' | 'managed'): readonly (readonly [string, string])[] {
  return kinds
    .filter((kind) => kind.role === 'applied' && kind.target === target && kind.plural !== 'ramenconfigs')
    .map(({ group, plural }) => [plural, group] as const);
}

function find(kind: string): JsonObject {
  const found = hub.objects.find((object) => object.kind === kind);
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

  it.each([
    ['the hub', hub],
    ['managed clusters', managed],
    ['removals', removals],
  ])('names every file of %s in the kustomization', (_, { files, objects }) => {
    const resources = objects.find(({ kind }) => kind === 'Kustomization')?.resources;
    expect(isArray(resources) ? [...resources].sort() : []).toEqual(
      files.filter((name) => name !== 'kustomization.yaml').sort(),
    );
  });

  it.each(applied('hub'))('lets the loop apply %s of "%s" on the hub', (plural, group) => {
    expect(missing(hub.rules, group, plural)).toEqual([]);
  });

  it.each(applied('managed'))('lets the loop apply %s of "%s" on managed clusters', (plural, group) => {
    expect(missing(managed.rules, group, plural)).toEqual([]);
  });

  it('grants no way to delete, to read all Secrets, or to gain more rights', () => {
    const rules = [...hub.rules, ...managed.rules];
    const verbs = new Set(rules.flatMap((rule) => rule.verbs));
    expect([...verbs].sort()).toEqual(['create', 'get', 'list', 'patch', 'watch']);
    expect(rules.flatMap((rule) => [...rule.resources, ...rule.apiGroups])).not.toContain('*');
    expect(rules.flatMap((rule) => rule.apiGroups)).not.toContain('rbac.authorization.k8s.io');
    const wide = [...hub.objects, ...managed.objects].filter(({ kind }) => kind === 'ClusterRole');
    expect(wide).toHaveLength(2);
    expect(JSON.stringify(wide)).not.toMatch(/secrets|configmaps/);
    const bound = hub.objects.map((object) => getString(object, ['roleRef', 'name'])).filter(Boolean);
    expect(bound).toEqual(Array(3).fill('ramen-sync'));
  });

  it('grants with removals/ the deletion of what a Removal may name, and nothing else', () => {
    const removable = kinds.filter((kind) => kind.removal !== undefined).map(({ plural }) => plural);
    expect(removals.rules.flatMap(({ resources }) => resources).sort()).toEqual(removable.sort());
    expect(new Set(removals.rules.flatMap(({ verbs }) => verbs))).toEqual(new Set(['delete']));
    const wide = removals.objects.filter(({ kind }) => kind === 'ClusterRole');
    expect(JSON.stringify(wide)).not.toMatch(/secrets|configmaps/);
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
