import { chmodSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type KustomizedRepository, kustomizedRepository } from './support/kustomized-repository.ts';

const place = { bin: '' };
let repo: KustomizedRepository;

beforeEach(() => {
  place.bin = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-programs-')));
  repo = kustomizedRepository('resources: [../../base/shop]\n');
});

afterEach(() => {
  repo.remove();
  rmSync(place.bin, { recursive: true, force: true });
});

/** A kustomize that prints what it is told, whatever it is asked; what the real one prints is tested in test/server. */
function prints(text: string, script = '/bin/cat printed'): void {
  const path = join(place.bin, 'kustomize');
  writeFileSync(join(place.bin, 'printed'), text);
  writeFileSync(path, `#!/bin/sh\ncd ${place.bin}\n${script}\n`);
  chmodSync(path, 0o755);
}

interface Printed {
  readonly name: string;
  readonly namespace?: string;
  readonly policy?: string;
  readonly origin?: string;
}

function application({
  name,
  namespace = 'shop',
  policy = 'p5m',
  origin = 'path: base/shop/cart.yaml',
}: Printed) {
  const place = origin.replace(': ', `: ../${repo.name}/`);
  const annotation = `config.kubernetes.io/origin: "${place}\\n"`;
  return `apiVersion: ramendr.openshift.io/v1alpha1
kind: DRPlacementControl
metadata: { name: ${name}, namespace: ${namespace}, annotations: { ${annotation} } }
spec:
  preferredCluster: dr1
  drPolicyRef: { name: ${policy} }
  placementRef: { kind: Placement, name: ${name} }
  pvcSelector: { matchLabels: { app: cart } }
---
apiVersion: cluster.open-cluster-management.io/v1beta1
kind: Placement
metadata:
  name: ${name}
  namespace: ${namespace}
  annotations: { cluster.open-cluster-management.io/experimental-scheduling-disable: "true", ${annotation} }
spec: { clusterSets: [default], numberOfClusters: 1 }
---
apiVersion: cluster.open-cluster-management.io/v1beta2
kind: ManagedClusterSetBinding
metadata: { name: default, namespace: ${namespace}, annotations: { ${annotation} } }
spec: { clusterSet: default }
---
apiVersion: v1
kind: Namespace
metadata: { name: ${namespace}, annotations: { ${annotation} } }
---
`;
}

describe('a source with kustomize: true', () => {
  it('is not passed silently where nothing can render it', async () => {
    const { status, stdout } = await repo.lint(place.bin);
    expect(status).toBe(0);
    expect(stdout).toContain(
      'not checked: kustomization overlays/prod: neither kustomize nor kubectl is on PATH; install one',
    );
    const report = JSON.parse((await repo.lint(place.bin, '-o', 'json')).stdout);
    expect(report.notChecked).toContainEqual({
      reason: 'no-kustomize',
      what: 'kustomization overlays/prod',
      count: 1,
    });
  });

  it('is judged by what is printed', async () => {
    prints(application({ name: 'cart' }));
    expect(await repo.findings(place.bin)).toEqual([]);
    prints(application({ name: 'cart', policy: 'p6' }));
    expect(await repo.findings(place.bin)).toMatchObject([
      { rule: 'unknown-policy', place: 'base/shop/cart.yaml:29:9', fixable: false },
    ]);
  });

  it('goes to the clusters of its source', async () => {
    prints(
      'apiVersion: storage.k8s.io/v1\nkind: StorageClass\nmetadata: { name: a }\nprovisioner: rbd.csi.ceph.com\n',
    );
    expect((await repo.lint(place.bin)).stdout).toContain('says on which cluster');
    repo.edit('ramen-sync.yaml', 'prod, kustomize: true', 'prod, kustomize: true, clusters: [dr1]');
    expect((await repo.lint(place.bin)).stdout).not.toContain('says on which cluster');
  });

  it('finds an object of several in its file by its name', async () => {
    const cart = repo.read('base/shop/cart.yaml');
    repo.write('base/shop/cart.yaml', `${cart}---\n${cart.replaceAll('name: cart', 'name: cart-two')}`);
    prints(application({ name: 'prod-cart-two-x', policy: 'p6' }));
    const found = await repo.findings(place.bin);
    const line = Number(found.find(({ rule }) => rule === 'unknown-policy')?.place.split(':')[1]);
    expect(
      repo
        .read('base/shop/cart.yaml')
        .split('\n')
        .slice(line - 3, line),
    ).toEqual(['kind: DRPlacementControl', 'metadata:', '  name: cart-two']);
  });

  it('points at the kustomization where the object is in no file, or in several', async () => {
    prints(
      application({ name: 'cart', policy: 'p6', origin: 'configuredIn: overlays/prod/kustomization.yaml' }),
    );
    expect(await repo.findings(place.bin)).toMatchObject([{ place: 'overlays/prod/kustomization.yaml:1:1' }]);
    repo.write(
      'base/shop/cart.yaml',
      `${repo.read('base/shop/cart.yaml')}---\n${repo.read('base/shop/cart.yaml')}`,
    );
    prints(application({ name: 'cart', policy: 'p6' }));
    expect(await repo.findings(place.bin)).toMatchObject([{ place: 'overlays/prod/kustomization.yaml:1:1' }]);
  });

  it('says of one base in two overlays which of them is wrong', async () => {
    repo.write('overlays/test/kustomization.yaml', 'resources: [../../base/shop]\n');
    repo.edit('ramen-sync.yaml', 'sources:\n', 'sources:\n  - { path: overlays/test, kustomize: true }\n');
    prints(application({ name: 'cart', policy: 'p6' }));
    const found = (await repo.findings(place.bin)).filter(({ rule }) => rule === 'unknown-policy');
    expect(found.map(({ message }) => message.replace(/.*\(/, '('))).toEqual([
      '(rendered by overlays/prod/kustomization.yaml)',
      '(rendered by overlays/test/kustomization.yaml)',
    ]);
  });

  it.each([
    ['garbage', 'a: [\n', /of no use/],
    ['a page', '<html>\n', /something else than objects/],
    ['half an object', 'apiVersion: v1\nkind: Secret\nmetadata: {}\n', /something else than objects/],
    ['an object of another place', namespaceFrom(`path: ../../etc/x.yaml`), /from outside of the repository/],
    [
      'an object of another repository',
      namespaceFrom('repo: https://example.com'),
      /from outside of the repository/,
    ],
  ])('is an error where %s is printed', async (_, text, message) => {
    prints(text);
    expect(await repo.findings(place.bin)).toMatchObject([
      {
        rule: 'kustomization-not-rendered',
        place: 'overlays/prod/kustomization.yaml:1:1',
        message: expect.stringMatching(message),
      },
    ]);
  });

  it('calls nothing missing that may stand there', async () => {
    repo.write('hub/dr-policy.yaml', '');
    prints('', 'echo "Error: none" >&2; exit 1');
    const found = await repo.findings(place.bin);
    expect(found.map(({ rule }) => rule)).toEqual(['kustomization-not-rendered']);
    expect(found[0]?.message).toBe('kustomize cannot render it: none');
  });

  it('has a level of its own, and stays among what was not checked', async () => {
    prints('', 'exit 1');
    repo.edit('ramen-sync.yaml', 'sources:', 'rules: { kustomization-not-rendered: off }\nsources:');
    const { status, stdout } = await repo.lint(place.bin);
    expect(status).toBe(0);
    expect(stdout).toContain('not checked: kustomization overlays/prod: it could not be rendered\n');
  });

  it('prints the same twice', async () => {
    prints(application({ name: 'cart', policy: 'p6' }));
    const once = await repo.lint(place.bin, '-o', 'sarif');
    expect(await repo.lint(place.bin, '-o', 'sarif')).toEqual(once);
  });

  it.each([
    ['no kustomization', 'rm', /has no kustomization\.yaml/],
    ['no folder', 'mv', /there is no folder/],
  ])('is an error where there is %s', async (_, what, message) => {
    prints(application({ name: 'cart' }));
    rmSync(join(repo.folder, what === 'rm' ? 'overlays/prod/kustomization.yaml' : 'overlays/prod'), {
      recursive: true,
    });
    if (what === 'rm') repo.write('overlays/prod/x.yaml', '');
    expect(await repo.findings(place.bin)).toMatchObject([
      { rule: 'kustomization-not-rendered', message: expect.stringMatching(message) },
    ]);
  });
});

function namespaceFrom(origin: string): string {
  return `apiVersion: v1\nkind: Namespace\nmetadata: { name: a, annotations: { config.kubernetes.io/origin: "${origin}\\n" } }\n`;
}
