import { execFileSync } from 'node:child_process';
import { join, resolve } from 'node:path';
import { loadAll } from 'js-yaml';
import { describe, expect, it } from 'vitest';
import { getString } from '../src/model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../src/model/json.ts';
import { findTool } from './support/find-tool.ts';

const root = resolve(import.meta.dirname, '..');
const helm = findTool('helm');
const kubectl = findTool('kubectl');

/** What is installed by one way and by the other, as the tools themselves render it. */
describe.skipIf(helm === undefined || kubectl === undefined)(
  'kustomize and Helm (skipped where helm or kubectl is not installed)',
  () => {
    const everything = ['rights.enforce', 'rights.removals', 'monitoring.enabled'];

    function release(name: string, namespace: string, values: readonly string[]): string {
      const place = [name, join(root, 'charts/ramen-sync'), '--namespace', namespace];
      const set = values.flatMap((value) => ['--set', value]);
      // Without a cluster a helm that somebody built takes a version from long ago.
      const args = ['template', ...place, '--kube-version', '1.35.0', ...set];
      return execFileSync(helm ?? '', args, { encoding: 'utf8', stdio: 'pipe' });
    }

    function chart(...values: readonly string[]): string {
      return release('ramen-sync', 'ramen-sync', values);
    }

    it('install the same objects, where everything is switched on', () => {
      const folders = ['', 'enforce', 'removals', 'monitoring'];
      const kustomized = folders.map((folder) =>
        execFileSync(kubectl ?? '', ['kustomize', join(root, 'deploy', folder)], { encoding: 'utf8' }),
      );
      const ours = byId(kustomized.join('\n---\n'));
      // `helm install --create-namespace` makes that.
      ours.delete('Namespace//ramen-sync');
      const theirs = byId(chart(...everything.map((value) => `${value}=true`)));
      expect([...theirs.keys()].sort()).toEqual([...ours.keys()].sort());
      for (const [id, object] of ours) expect(withoutKeep(theirs.get(id)), id).toEqual(object);
    });

    it('leave out the same where it is not, and grant no right to write', () => {
      const text = chart(
        'networkPolicy.enabled=false',
        'podDisruptionBudget.enabled=false',
        'crd.install=false',
      );
      const ids = [...byId(text).keys()].map((id) => id.replace(/\/.*/, ''));
      const role = ['ClusterRole', 'ClusterRoleBinding', 'Role', 'Role', 'RoleBinding', 'RoleBinding'];
      expect(ids.sort()).toEqual([...role, 'Deployment', 'Service', 'ServiceAccount'].sort());
      expect(text).not.toMatch(/name: ramen-sync-(?:enforce|removals)/);
    });

    it('take names, image and places from the release and its values', () => {
      const digest = `sha256:${'0'.repeat(64)}`;
      const set = [
        `image.digest=${digest}`,
        'ramenNamespace=openshift-operators',
        'networkPolicy.egressPorts={8443}',
        'extraArgs={--verbose}',
        'nodeSelector.zone=a',
        'rights.enforce=true',
      ];
      const text = release('dr', 'tools', set);
      const objects = [...byId(text).values()];
      expect(text).toContain(`image: "ghcr.io/ramendr/ramen-sync@${digest}"`);
      expect(
        objects
          .filter(({ kind }) => kind === 'Role')
          .map(placeOf)
          .sort(),
      ).toEqual(['openshift-operators/dr', 'openshift-operators/dr-enforce', 'tools/dr']);
      expect(text.match(/- port: \d+/g)).toEqual(['- port: 53', '- port: 53', '- port: 8443']);
      expect(text).toMatch(/--webhook-bind=:9292\n\s+- --verbose\n/);
      expect(text).toMatch(/nodeSelector:\n\s+zone: a\n/);
      expect(text).not.toMatch(/namespace: ramen-sync\b|name: ramen-sync\b(?!\n\s+app)/);
    });

    it.each(['image.digest=latest', 'replicas=20', 'rights.enforce=yes please', 'right.enforce=true'])(
      'refuse %s',
      (value) => {
        expect(() => chart(value)).toThrow(/values don't meet the specifications of the schema/);
      },
    );
  },
);

function byId(text: string): Map<string, JsonObject> {
  const objects = loadAll(text).filter(isObject);
  const entries = objects.map((object) => [`${String(object.kind)}/${placeOf(object)}`, object] as const);
  expect(new Set(entries.map(([id]) => id)).size).toBe(objects.length);
  return new Map(entries);
}

function placeOf(object: JsonObject): string {
  const text = (key: string) => getString(object, ['metadata', key]) ?? '';
  return `${text('namespace')}/${text('name')}`;
}

/** Of Helm alone: its definition outlives the release. */
function withoutKeep(object: Json | undefined): Json | undefined {
  if (!isObject(object) || object.kind !== 'CustomResourceDefinition' || !isObject(object.metadata))
    return object;
  const { annotations, ...metadata } = object.metadata;
  expect(annotations).toEqual({ 'helm.sh/resource-policy': 'keep' });
  return { ...object, metadata };
}
