import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type KustomizedRepository, kustomizedRepository } from '../support/kustomized-repository.ts';
import { assetsFolder } from '../support/real-server.ts';
import { runCli } from '../support/run-cli.ts';

const assets = assetsFolder();
const bin = assets ?? '';
const base = 'resources: [../../base/shop]\n';

/** With the kubectl of the assets: what kustomize really prints, and where it really looks. */
describe.skipIf(assets === undefined)('a source that kubectl renders', () => {
  const open: KustomizedRepository[] = [];
  afterEach(() => {
    for (const repo of open.splice(0)) repo.remove();
  });
  function repository(overlay = base): KustomizedRepository {
    const repo = kustomizedRepository(overlay);
    open.push(repo);
    return repo;
  }

  it('is judged with everything else, and a good one is good', async () => {
    const { status, stdout, stderr } = await repository().lint(bin);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(/^no problems in \d+ files \(\d+ documents, \d+ objects\)\n$/);
  });

  it('finds the mistake in the base, at the base', async () => {
    const repo = repository();
    repo.edit('base/shop/cart.yaml', 'name: p5m', 'name: p5n');
    expect(await repo.findings(bin)).toEqual([
      {
        rule: 'unknown-policy',
        message: expect.stringMatching(/ \(rendered by overlays\/prod\/kustomization\.yaml\)$/),
        place: 'base/shop/cart.yaml:34:11',
        fixable: false,
      },
    ]);
    const { status, stdout } = await repo.lint(bin);
    expect(status).toBe(2);
    expect(stdout).toContain('--> base/shop/cart.yaml:34:11\n');
    expect(stdout).toContain('34 |     name: p5n\n');
  });

  it('finds what a patch says in the patch', async () => {
    const repo = repository(`${base}patches: [{ path: patch.yaml }]\n`);
    repo.write(
      'overlays/prod/patch.yaml',
      'apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRPlacementControl\nmetadata: { name: cart, namespace: shop }\nspec: { preferredCluster: dr3 }\n',
    );
    expect(await repo.findings(bin)).toMatchObject([
      { rule: 'cluster-not-in-policy', place: 'overlays/prod/patch.yaml:4:27' },
    ]);
  });

  it('finds what no file says at the name of the object', async () => {
    const repo = repository(
      `${base}patches:\n- target: { kind: DRPlacementControl }\n  patch: |\n    - { op: replace, path: /spec/drPolicyRef/name, value: p6 }\n`,
    );
    expect(await repo.findings(bin)).toMatchObject([
      { rule: 'unknown-policy', place: 'base/shop/cart.yaml:29:9' },
    ]);
  });

  it('knows an object by its kind behind prefixes and namespaces', async () => {
    const repo = repository(`${base}namePrefix: prod-\nnamespace: elsewhere\n`);
    const found = await repo.findings(bin);
    expect(found.find(({ rule }) => rule === 'placement-missing')?.place).toBe('base/shop/cart.yaml:37:11');
  });

  it('says which namespace is wrong where the kustomization sets it', async () => {
    const repo = repository(`${base}namespace: Shop_1\n`);
    const found = await repo.findings(bin);
    expect(found.map(({ place }) => place)).toContain('overlays/prod/kustomization.yaml:2:12');
  });

  it("reads Ramen's configuration that a generator takes from a file", async () => {
    const repo = repository(
      `configMapGenerator:\n- name: ramen-hub-operator-config\n  namespace: ramen-system\n  files: [ramen_manager_config.yaml]\ngeneratorOptions: { disableNameSuffixHash: true }\n`,
    );
    const config = repo.read('hub/ramen-config.yaml').split('ramen_manager_config.yaml: |\n')[1] ?? '';
    repo.write(
      'overlays/prod/ramen_manager_config.yaml',
      config.replaceAll(/^ {4}/gm, '').replace('name: s3-dr2', 'name: s3-dr3'),
    );
    repo.write('hub/ramen-config.yaml', '');
    expect(await repo.findings(bin)).toMatchObject([
      { rule: 's3-secret-missing', place: 'overlays/prod/ramen_manager_config.yaml:35:13' },
    ]);
  });

  it('silences by a comment in the file that it came from, and finds one that silences nothing', async () => {
    const repo = repository();
    repo.edit(
      'base/shop/cart.yaml',
      'name: p5m',
      'name: p5n # ramen-sync-ignore unknown-policy: comes next week',
    );
    expect(await repo.findings(bin)).toEqual([]);
    repo.edit('base/shop/cart.yaml', 'name: p5n #', 'name: p5m #');
    expect(await repo.findings(bin)).toMatchObject([
      { rule: 'useless-suppression', place: 'base/shop/cart.yaml:34:15' },
    ]);
  });

  it('edits nothing of what is rendered', async () => {
    const repo = repository();
    repo.edit(
      'base/shop/cart.yaml',
      '  annotations:\n    cluster.open-cluster-management.io/experimental-scheduling-disable: "true"\n',
      '',
    );
    const before = repo.read('base/shop/cart.yaml');
    expect(await repo.findings(bin, '--fix')).toMatchObject([
      { rule: 'placement-not-disabled', fixable: false },
    ]);
    expect(repo.read('base/shop/cart.yaml')).toBe(before);
  });

  it('reports on an overlay what it is made of elsewhere', async () => {
    const repo = repository();
    repo.edit('base/shop/cart.yaml', 'name: p5m', 'name: p5n');
    expect(await repo.findings(bin, 'overlays/prod')).toHaveLength(1);
    expect(await repo.findings(bin, 'hub')).toHaveLength(0);
  });

  it('finds what lint finds in the printed text', async () => {
    const repo = repository(`${base}nameSuffix: -b\n`);
    repo.edit('base/shop/cart.yaml', 'name: p5m', 'name: p5n');
    repo.edit('base/shop/cart.yaml', 'preferredCluster: dr1', 'prefferedCluster: dr1');
    const printed = execFileSync(join(bin, 'kubectl'), ['kustomize', join(repo.folder, 'overlays/prod')], {
      encoding: 'utf8',
    });
    const rendered = await repo.findings(bin);
    repo.write('apps/printed.yaml', printed);
    repo.edit('ramen-sync.yaml', '  - { path: overlays/prod, kustomize: true }\n', '');
    const plain = await repo.findings(bin);
    const said = (all: typeof plain) =>
      all.map(({ rule, message }) => `${rule} ${message.replace(/ \(rendered by .*/, '')}`).sort();
    expect(said(rendered)).toEqual(said(plain));
    expect(plain.length).toBeGreaterThan(1);
  });

  it('renders a component, alone', async () => {
    const repo = repository(
      'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nresources: [a.yaml]\n',
    );
    repo.write('overlays/prod/a.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n');
    expect((await repo.lint(bin)).status).toBe(0);
  });

  it("keeps the user's own build metadata out of the way", async () => {
    const repo = repository(`${base}buildMetadata: [managedByLabel, originAnnotations]\n`);
    expect((await repo.lint(bin)).status).toBe(0);
  });

  it.each([
    ['a web page', 'resources: [https://127.0.0.1:1/a.yaml]', /"https:\/\/127.0.0.1:1\/a.yaml" is not in/],
    ['a repository', 'resources: [github.com/a/b]', /"github.com\/a\/b" is not in/],
    [
      'a repository with a user',
      'resources: ["https://me:secret@example.com/a.git"]',
      /"https:\/\/example.com\/a.git"/,
    ],
    ['a query', 'resources: ["x/y?ref=v1"]', /is not in this repository/],
    ['ssh', 'bases: ["git@example.com:a/b"]', /is not in this repository/],
    [
      'a file of a generator',
      'configMapGenerator: [{ name: a, files: ["k=http://127.0.0.1:1/a"] }]',
      /is not in/,
    ],
    ['keys in another case', 'Resources: [HTTP://127.0.0.1:1/a]', /is not in/],
    [
      'text of a plugin',
      'generators:\n- |\n  kind: ConfigMapGenerator\n  files: [http://127.0.0.1:1/a]\n',
      /is not in/,
    ],
    ['a folder above', 'resources: [../../..]', /leads out of the repository/],
    ['a folder by its whole name', 'resources: [/etc]', /\/etc|absolute/],
    ['a folder behind a link', 'resources: [link]', /leads out of the repository through a link/],
    ['a base of a base', 'resources: [../../base/shop]', /is not in this repository/],
    ['a chart', 'helmCharts: [{ name: a, repo: "https://127.0.0.1:1" }]', /is not in this repository/],
  ])('refuses what is not in the repository: %s', async (name, overlay, message) => {
    const repo = repository(`${overlay}\n`);
    symlinkSync('/etc', join(repo.folder, 'overlays/prod/link'));
    if (name === 'a base of a base')
      repo.write('base/shop/kustomization.yaml', 'resources: [http://127.0.0.1:1/]\n');
    const [finding, ...others] = await repo.findings(bin);
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      rule: 'kustomization-not-rendered',
      message: expect.stringMatching(message),
    });
    expect(JSON.stringify(finding)).not.toContain('secret');
  });

  it.each([
    [
      'a file outside of its folder',
      'resources: [../../hub/dr-policy.yaml]',
      /is not in or below 'overlays\/prod'/,
    ],
    ['a link to a file elsewhere', 'resources: [passwd]', /not in or below/],
    ['a file that is not there', 'resources: [none.yaml]', /none\.yaml/],
    ['a program', 'generators: [run.yaml]', /./],
    ['broken text', 'resources: [', /./],
    ['nothing', '', /./],
  ])('says what kustomize says: %s', async (_, overlay, message) => {
    const repo = repository(`${overlay}\n`);
    symlinkSync('/etc/passwd', join(repo.folder, 'overlays/prod/passwd'));
    const touched = join(repo.folder, 'touched');
    repo.write(
      'overlays/prod/run.yaml',
      `apiVersion: a/v1\nkind: Run\nmetadata:\n  name: run\n  annotations:\n    config.kubernetes.io/function: |\n      exec: { path: ./run.sh }\n`,
    );
    writeFileSync(join(repo.folder, 'overlays/prod/run.sh'), `#!/bin/sh\necho x > ${touched}\n`, {
      mode: 0o755,
    });
    const found = await repo.findings(bin);
    expect(found).toMatchObject([
      { rule: 'kustomization-not-rendered', message: expect.stringMatching(message) },
    ]);
    expect(found[0]?.message).not.toContain(dirname(repo.folder));
    expect(() => repo.read('touched')).toThrow(/ENOENT/);
  });

  it.each([
    ['a literal', 'secretGenerator: [{ name: a, literals: [the-password] }]'],
    [
      'a patch',
      'resources: [a.yaml]\npatches:\n- patch: |\n    kind: Secret\n    stringData: { a: the-password\n',
    ],
    ['a file', 'resources: [secret.yaml]'],
  ])('shows no secret that kustomize quotes: %s', async (_, overlay) => {
    const repo = repository(`${overlay}\n`);
    repo.write('overlays/prod/a.yaml', 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a }\n');
    repo.write(
      'overlays/prod/secret.yaml',
      'apiVersion: v1\nkind: Secret\nmetadata: { name: a }\nstringData: { a: [the-password\n',
    );
    for (const format of ['text', 'json', 'sarif', 'markdown', 'github', 'concise']) {
      const { status, stdout, stderr } = await repo.lint(bin, '-o', format);
      expect(status).toBe(2);
      expect(`${stdout}${stderr}`).toContain('kustomization-not-rendered');
      expect(`${stdout}${stderr}`).not.toContain('the-password');
    }
  });

  it('masks the generator of a Secret and the base of one in code frames', async () => {
    const repo = repository(
      'secretGenerator: [{ name: s3-dr9, literals: [AWS_SECRET_ACCESS_KEY=the-password], namespace: Not_A_Name }]\nresources: [secret.yaml]\n',
    );
    repo.write(
      'overlays/prod/secret.yaml',
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s3-dr1, namespace: x }\nstringDatta: { a: the-password }\n',
    );
    const { stdout } = await repo.lint(bin);
    expect(stdout).toContain('overlays/prod/');
    expect(stdout).not.toContain('the-password');
  });

  it('does not touch the repository', async () => {
    const repo = repository();
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], {
        cwd: repo.folder,
        encoding: 'utf8',
      });
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'a');
    await repo.lint(bin);
    expect(git('status', '--porcelain')).toBe('');
  });

  it('works in a folder with an odd name', async () => {
    const repo = repository();
    const odd = 'o v#e"r\'l:a\\y';
    mkdirSync(join(repo.folder, odd));
    repo.write(`${odd}/kustomization.yaml`, 'resources: [../base/shop]\n');
    repo.edit('ramen-sync.yaml', 'overlays/prod', JSON.stringify(odd));
    const { status, stdout } = await runCli(['lint'], { cwd: repo.folder, env: { PATH: bin } });
    expect(stdout).toMatch(/^no problems/);
    expect(status).toBe(0);
  });
});
