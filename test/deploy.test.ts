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
const enforce = read(join(folder, 'enforce'));
const managed = read(join(folder, 'managed-cluster'));
const managedEnforce = read(join(folder, 'managed-cluster/enforce'));
const removals = read(join(folder, 'removals'));
const monitoring = read(join(folder, 'monitoring'));

const looking = ['get', 'list', 'watch'];

function missing(
  rules: readonly Rule[],
  group: string,
  resource: string,
  verbs: readonly string[],
): readonly string[] {
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
    ['enforce', enforce],
    ['removals', removals],
    ['monitoring', monitoring],
    ['managed clusters', managed],
    ['managed clusters, enforce', managedEnforce],
  ])('names every file of %s in the kustomization', (_, { files, objects }) => {
    const resources = objects.find(({ kind }) => kind === 'Kustomization')?.resources;
    expect(isArray(resources) ? [...resources].sort() : []).toEqual(
      files.filter((name) => name !== 'kustomization.yaml').sort(),
    );
  });

  it.each(applied('hub'))(
    'lets the loop see %s of "%s" on the hub, and write it with enforce/',
    (plural, group) => {
      expect(missing(hub.rules, group, plural, looking)).toEqual([]);
      expect(missing(enforce.rules, group, plural, ['create', 'patch'])).toEqual([]);
    },
  );

  it.each(applied('managed'))('lets it see %s of "%s" on managed clusters, and write it', (plural, group) => {
    expect(missing(managed.rules, group, plural, looking)).toEqual([]);
    expect(missing(managedEnforce.rules, group, plural, ['create', 'patch'])).toEqual([]);
  });

  it('grants no way to delete, to read all Secrets, or to gain more rights', () => {
    const verbsOf = (parts: readonly { readonly rules: readonly Rule[] }[]) =>
      [...new Set(parts.flatMap(({ rules }) => rules.flatMap((rule) => rule.verbs)))].sort();
    expect(verbsOf([managed])).toEqual(['get', 'list', 'watch']);
    expect(verbsOf([enforce, managedEnforce])).toEqual(['create', 'patch']);
    const writing = hub.rules.filter(({ verbs }) =>
      verbs.some((verb) => !['get', 'list', 'watch'].includes(verb)),
    );
    expect(writing).toEqual([
      { apiGroups: ['ramen-sync.io'], resources: ['topologysyncs/status'], verbs: ['patch'] },
      { apiGroups: ['coordination.k8s.io'], resources: ['leases'], verbs: ['create', 'watch'] },
      {
        apiGroups: ['coordination.k8s.io'],
        resources: ['leases'],
        resourceNames: ['ramen-sync'],
        verbs: ['get', 'patch'],
      },
      { apiGroups: [''], resources: ['events'], verbs: ['create'] },
    ]);
    const rules = [...hub.rules, ...enforce.rules, ...managed.rules, ...managedEnforce.rules];
    expect(rules.flatMap((rule) => [...rule.resources, ...rule.apiGroups])).not.toContain('*');
    expect(rules.flatMap((rule) => rule.apiGroups)).not.toContain('rbac.authorization.k8s.io');
    const objects = [hub, enforce, managed, managedEnforce].flatMap((each) => each.objects);
    const wide = objects.filter(({ kind }) => kind === 'ClusterRole');
    expect(wide).toHaveLength(4);
    expect(JSON.stringify(wide)).not.toMatch(/secrets|configmaps/);
    for (const { kind, roleRef, metadata } of objects.filter((object) => object.roleRef !== undefined))
      expect([kind, getString(roleRef, ['name'])]).toEqual([
        expect.stringMatching(/Binding$/),
        getString(metadata, ['name']),
      ]);
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

  it('opens the ports that the loop listens on, and asks them whether it is well', () => {
    const container = getAt(find('Deployment'), ['spec', 'template', 'spec', 'containers', 0]);
    const ports = getAt(container, ['ports']);
    const named = new Map(
      (isArray(ports) ? ports : []).map((port) => [
        getString(port, ['name']),
        getAt(port, ['containerPort']),
      ]),
    );
    expect(getAt(container, ['args'])).toEqual([
      'run',
      '--namespace=ramen-sync',
      '--leader-elect',
      ...[...named].map(([name, port]) => `--${String(name)}-bind=:${String(port)}`),
    ]);
    expect(getAt(container, ['livenessProbe', 'httpGet'])).toEqual({ path: '/healthz', port: 'health' });
    expect(getAt(container, ['readinessProbe', 'httpGet'])).toEqual({ path: '/readyz', port: 'health' });
    const labels = getAt(find('Deployment'), ['spec', 'template', 'metadata', 'labels']);
    const selectors = [
      getAt(find('Deployment'), ['spec', 'selector', 'matchLabels']),
      getAt(find('Service'), ['spec', 'selector']),
      getAt(find('NetworkPolicy'), ['spec', 'podSelector', 'matchLabels']),
      getAt(find('PodDisruptionBudget'), ['spec', 'selector', 'matchLabels']),
      ...monitoring.objects
        .filter(({ kind }) => kind === 'PodMonitor')
        .map((monitor) => getAt(monitor, ['spec', 'selector', 'matchLabels'])),
    ];
    expect(selectors).toEqual(Array(5).fill(labels));
  });
});
