import { mkdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';

const right = 's3ProfileName: minio-on-dr1';
const wrong = 's3ProfileName: minio-on-drl';

/** What `git commit` would commit is judged, whatever lies in the work tree. */
describe('lint --staged', () => {
  let repo: GitCheckout;
  beforeEach(() => {
    repo = checkoutExample('regional');
  });
  afterEach(() => repo.remove());

  const lint = (...args: readonly string[]): Promise<CliResult> =>
    runCli(['lint', '--staged', '-o', 'concise', ...args], { cwd: repo.path });

  it('finds a mistake that is staged and put right in the work tree, and not the other way round', async () => {
    repo.edit('hub/dr-clusters.yaml', right, wrong);
    repo.git('add', '--all');
    repo.edit('hub/dr-clusters.yaml', wrong, right);
    expect(await lint()).toMatchObject({ status: 2, stdout: expect.stringContaining('unknown-s3-profile') });
    repo.git('reset', '--quiet', '--hard');
    repo.edit('hub/dr-clusters.yaml', right, wrong);
    expect((await lint()).status).toBe(0);
    expect((await lint('hub/dr-clusters.yaml')).status).toBe(0);
  });

  it('does not take an untracked file for one that will be there', async () => {
    repo.edit('hub/dr-policy.yaml', 'drClusters: [dr1, dr2]', 'drClusters: [dr1, dr3]');
    repo.git('add', '--all');
    const dr3 = repo.read('hub/dr-clusters.yaml').split('---')[0]?.replace('name: dr1', 'name: dr3') ?? '';
    repo.write('hub/dr3 (new).yaml', dr3);
    expect((await lint()).stdout).toContain('unknown-cluster');
    repo.git('add', '--all');
    expect((await lint()).stdout).not.toContain('unknown-cluster');
  });

  it('reads a file that is staged and gone from the work tree, and not one whose removal is staged', async () => {
    const [dr1 = '', dr2 = ''] = repo.read('hub/dr-clusters.yaml').split('---\n');
    repo.write('hub/dr-clusters.yaml', dr1);
    repo.write('hub/dr2.yaml', dr2);
    repo.commit('a file for each cluster');
    rmSync(join(repo.path, 'hub/dr2.yaml'));
    repo.edit('hub/dr-policy.yaml', 'kind:', '# a comment\nkind:');
    repo.git('add', 'hub/dr-policy.yaml');
    expect((await lint()).status).toBe(0);
    repo.git('add', '--all');
    expect(await lint()).toMatchObject({ status: 2, stdout: expect.stringContaining('unknown-cluster') });
  });

  it('reports on what is staged, and counts the rest', async () => {
    repo.edit('hub/dr-clusters.yaml', right, wrong);
    repo.commit('an old mistake');
    repo.edit('hub/dr-policy.yaml', 'kind:', '# a comment\nkind:');
    repo.git('add', '--all');
    const { status, stdout } = await lint();
    expect(status).toBe(0);
    expect(stdout).not.toContain('unknown-s3-profile');
    const json = await runCli(['lint', '--staged', '-o', 'json'], { cwd: repo.path });
    expect(JSON.parse(json.stdout).summary).toMatchObject({ files: 1, errors: 0, elsewhere: 1 });
    const text = await runCli(['lint', '--staged'], { cwd: repo.path });
    expect(text.stdout).toContain('1 in files that do not change');
    expect((await lint('hub/dr-clusters.yaml')).status).toBe(2);
  });

  it('follows a rename, with blanks in the name', async () => {
    renameSync(join(repo.path, 'hub/dr-clusters.yaml'), join(repo.path, 'hub/our two clusters.yaml'));
    repo.git('add', '--all');
    expect((await lint()).status).toBe(0);
    repo.edit('hub/our two clusters.yaml', right, wrong);
    repo.git('add', '--all');
    expect((await lint()).stdout).toContain('hub/our two clusters.yaml:');
  });

  it('works with links, with a submodule, in a folder of the checkout, and before the first commit', async () => {
    symlinkSync('dr-policy.yaml', join(repo.path, 'hub/link.yaml'));
    symlinkSync('/etc', join(repo.path, 'hub/elsewhere'));
    repo.git('add', 'hub/link.yaml');
    expect((await lint()).status).toBe(0);
    repo.git('reset', '--quiet', '--hard');
    const inner = checkoutExample('mistakes/unknown-s3-profile');
    repo.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', inner.path, 'hub/vendored');
    expect((await lint()).status).toBe(0);
    inner.remove();
    rmSync(join(repo.path, '.git'), { recursive: true });
    rmSync(join(repo.path, 'hub/vendored'), { recursive: true });
    rmSync(join(repo.path, 'hub/elsewhere'));
    repo.git('init', '--quiet');
    repo.edit('hub/dr-clusters.yaml', right, wrong);
    repo.git('add', '--all');
    expect((await lint()).stdout).toContain('hub/dr-clusters.yaml:');
    expect((await runCli(['lint', '--staged'], { cwd: join(repo.path, 'hub') })).status).toBe(2);
  });

  it('reads the index that git names to a hook', async () => {
    repo.edit('hub/dr-clusters.yaml', right, wrong);
    repo.git('add', '--all');
    const index = join(repo.path, '.git/next-index');
    renameSync(join(repo.path, '.git/index'), index);
    repo.git('reset', '--quiet');
    expect((await lint()).status).toBe(0);
    const named = await runCli(['lint', '--staged'], { cwd: repo.path, env: { GIT_INDEX_FILE: index } });
    expect(named.status).toBe(2);
  });

  describe('a commit that deletes', () => {
    it('stops for what nothing declares any more, be it the last of its kind', async () => {
      repo.git('rm', '--quiet', 'hub/dr-policy.yaml');
      const { status, stdout } = await runCli(['lint', '--staged'], { cwd: repo.path });
      expect(status).toBe(2);
      expect(stdout).toMatch(/error\[unknown-policy\][\s\S]*apps\/[\s\S]*no DRPolicy is here any more/);
      expect(stdout).toMatch(/^(\d) errors in \1 files /m);
    });

    it('stops for what has lost one of several', async () => {
      const [dr1 = '', dr2 = ''] = repo.read('hub/dr-clusters.yaml').split('---\n');
      repo.write('hub/dr-clusters.yaml', dr1);
      repo.write('hub/dr2.yaml', dr2);
      repo.commit('a file for each cluster');
      repo.git('rm', '--quiet', 'hub/dr2.yaml');
      expect(await lint()).toMatchObject({
        status: 2,
        stdout: expect.stringMatching(/^hub\/dr-policy\.yaml:.*unknown-cluster/m),
      });
    });

    it('goes through where all goes that refers to it, and where nothing is left', async () => {
      repo.git('rm', '--quiet', 'ramen-sync.yaml');
      repo.commit('all of it, wherever it is');
      repo.git('rm', '--quiet', '-r', 'apps');
      expect((await lint()).status).toBe(0);
      repo.git('rm', '--quiet', '-r', 'hub');
      expect((await lint()).status).toBe(0);
      repo.git('rm', '--quiet', '-r', '.');
      expect((await lint()).status).toBe(0);
    });

    it('goes through where a Secret leaves Git: it may come from a better place', async () => {
      repo.git('rm', '--quiet', 'hub/s3-secrets.yaml');
      expect((await lint()).status).toBe(0);
    });

    it('does not answer for old mistakes, and counts them', async () => {
      repo.edit('hub/dr-clusters.yaml', right, wrong);
      repo.write('hub/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: alone }\n');
      repo.write('apps/broken.yaml', 'kind: [\n');
      repo.write('apps/binary.yaml', '\0');
      repo.commit('old mistakes');
      repo.git('rm', '--quiet', 'hub/namespace.yaml');
      const json = await runCli(['lint', '--staged', '-o', 'json'], { cwd: repo.path });
      expect(json.status).toBe(0);
      expect(JSON.parse(json.stdout).summary).toMatchObject({ files: 0, errors: 0, elsewhere: 3 });
      repo.git('rm', '--quiet', 'hub/dr-policy.yaml');
      const both = await runCli(['lint', '--staged', '-o', 'json'], { cwd: repo.path });
      // Neither file can be what declares the policy: the one does not have its name, the other is no text.
      expect(JSON.parse(both.stdout)).toMatchObject({
        summary: { elsewhere: 3 },
        findings: expect.arrayContaining([expect.objectContaining({ rule: 'unknown-policy' })]),
      });
      expect(both.stdout).not.toContain('unknown-s3-profile');
    });

    it('leaves alone what kustomize renders, for HEAD cannot be rendered', async () => {
      repo.edit('hub/dr-clusters.yaml', right, wrong);
      repo.write('hub/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: alone }\n');
      repo.write(
        'ramen-sync.yaml',
        `apiVersion: ramen-sync.io/v1alpha1
kind: Config
sources: [{ path: hub, kustomize: true }, { path: apps }]
`,
      );
      repo.write('hub/kustomization.yaml', 'resources: [dr-clusters.yaml, dr-policy.yaml]\n');
      repo.write('apps/gone.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: gone }\n');
      repo.commit('rendered');
      repo.git('rm', '--quiet', 'apps/gone.yaml');
      expect((await lint()).stdout).not.toContain('unknown-s3-profile');
    });
  });

  describe('as pre-commit calls it without a file', () => {
    const hook = (...args: readonly string[]): Promise<CliResult> =>
      runCli(['lint', '--staged', ...args], { cwd: repo.path, env: { PRE_COMMIT: '1' } });

    it('has nothing to judge where no manifest is deleted, whatever the filter left out', async () => {
      repo.write('README.md', 'hello\n');
      repo.edit('hub/dr-clusters.yaml', right, wrong);
      repo.git('add', '--all');
      expect(await hook('-C', '.')).toMatchObject({ status: 0, stdout: expect.stringContaining(' 0 files') });
      expect((await hook()).status).toBe(0);
    });

    it('speaks of what a deletion breaks, and not of what changes besides', async () => {
      repo.edit('hub/dr-clusters.yaml', right, wrong);
      repo.commit('an old mistake');
      repo.git('rm', '--quiet', 'hub/dr-policy.yaml');
      const { status, stdout } = await hook('-C', '.');
      expect(status).toBe(2);
      expect(stdout).toContain('unknown-policy');
      expect(stdout).not.toContain('unknown-s3-profile');
    });

    it('finds the repository of what is deleted by its config file, and keeps to it', async () => {
      repo.remove();
      repo = checkoutExample('mistakes');
      const folder = 'unknown-cluster';
      repo.write(`${folder}/ramen-sync.yaml`, 'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\n');
      repo.commit('a repository in a folder');
      repo.git('rm', '--quiet', 'unknown-s3-profile/hub/dr-policy.yaml');
      expect((await hook()).status).toBe(0);
      repo.git('rm', '--quiet', `${folder}/hub/dr-policy.yaml`);
      const { status, stdout } = await hook();
      expect(status).toBe(2);
      expect(stdout).toContain(`${folder}/apps/`);
      expect(stdout).not.toContain('unknown-s3-profile/');
    });
  });

  it('says what it wants where it cannot be', async () => {
    mkdirSync(join(repo.path, 'plain'));
    rmSync(join(repo.path, '.git'), { recursive: true });
    expect(await lint()).toMatchObject({
      status: 1,
      stderr: expect.stringContaining('--staged wants a Git checkout'),
    });
    expect(await lint('--fix')).toMatchObject({ status: 1, stderr: expect.stringContaining('--fix') });
  });
});
