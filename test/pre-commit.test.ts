import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { checkoutExample, type GitCheckout } from './support/git-checkout.ts';

const root = resolve(import.meta.dirname, '..');
const skipped = whySkipped();
const title = `the pre-commit hook${skipped === undefined ? '' : ` (skipped: ${skipped})`}`;

/** The real program, on a clone of this repository as it stands, what is not committed included. */
describe.skipIf(skipped !== undefined)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-pre-commit-'));
  let hook = { path: '', rev: '' };
  let environment: NodeJS.ProcessEnv = {};
  const made: GitCheckout[] = [];

  beforeAll(async () => {
    hook = cloneAsItStands(join(folder, 'hook'));
    environment = { ...withoutNpm(process.env), ...npmSettings(), PRE_COMMIT_HOME: join(folder, 'home') };
    const repo = withHook(checkoutExample('regional'));
    const installed = await preCommit(repo, 'install-hooks');
    expect(installed.status, installed.output).toBe(0);
  }, 240_000);
  afterEach(() => {
    for (const repo of made.splice(0)) repo.remove();
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  /** `system`: pre-commit would download another Node where the one at hand is below the home folder. */
  function withHook(repo: GitCheckout, options = '', id = 'ramen-sync-lint'): GitCheckout {
    made.push(repo);
    repo.write(
      '.pre-commit-config.yaml',
      `repos:\n- repo: ${hook.path}\n  rev: ${hook.rev}\n  hooks: [{ id: ${id}, language_version: system${options} }]\n`,
    );
    repo.commit('use the hook');
    return repo;
  }

  function preCommit(
    repo: GitCheckout,
    ...args: string[]
  ): Promise<{ status: number | null; output: string }> {
    return new Promise((done, reject) => {
      const child = spawn('pre-commit', args, {
        cwd: repo.path,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      let output = '';
      for (const stream of [child.stdout, child.stderr]) {
        stream.setEncoding('utf8').on('data', (text: string) => {
          output += text;
        });
      }
      child.on('error', reject);
      child.on('close', (status) => done({ status, output }));
    });
  }

  it('passes a clean repository', async () => {
    const result = await preCommit(withHook(checkoutExample('regional')), 'run', '--all-files');
    expect(result.output).toMatch(/ramen-sync lint\.+Passed/);
    expect(result.status).toBe(0);
  });

  it('stops a commit with a mistake, and shows its place', async () => {
    const repo = withHook(checkoutExample('regional'));
    expect((await preCommit(repo, 'install')).status).toBe(0);
    repo.edit('hub/dr-clusters.yaml', 's3ProfileName: minio-on-dr1', 's3ProfileName: minio-on-drl');
    repo.git('add', '--all');
    const stopped = spawnSync(
      'git',
      ['-c', 'user.name=t', '-c', 'user.email=t@example.com', 'commit', '-m', 'typo'],
      {
        cwd: repo.path,
        env: environment,
        encoding: 'utf8',
      },
    );
    expect(stopped.status).toBe(1);
    expect(stopped.stdout + stopped.stderr).toMatch(
      /unknown-s3-profile[\s\S]*hub\/dr-clusters\.yaml:\d+:\d+/,
    );
    expect(repo.git('log', '--format=%s', '-1')).toBe('use the hook');
  });

  it('judges a file together with the whole repository, and speaks of changed files only', async () => {
    const repo = withHook(checkoutExample('mistakes/unknown-s3-profile'));
    // The mistake stands in hub/dr-clusters.yaml, which this commit does not touch.
    repo.edit('hub/dr-policy.yaml', 'kind:', '# a comment\nkind:');
    repo.git('add', '--all');
    const result = await preCommit(repo, 'run');
    expect(result.output).toMatch(/ramen-sync lint\.+Passed/);
    // Alone, this file would refer to clusters that nobody declared.
    expect(result.output).not.toContain('unknown-cluster');
    expect((await preCommit(repo, 'run', '--all-files')).status).toBe(1);
  });

  it('judges what is staged: neither the work tree nor untracked files, whatever their names', async () => {
    const repo = withHook(checkoutExample('regional'));
    repo.git('mv', 'hub/dr-clusters.yaml', 'hub/our two clusters.yaml');
    repo.edit('hub/our two clusters.yaml', 's3ProfileName: minio-on-dr1', 's3ProfileName: minio-on-drl');
    repo.git('add', '--all');
    repo.edit('hub/our two clusters.yaml', 's3ProfileName: minio-on-drl', 's3ProfileName: minio-on-dr1');
    const stopped = await preCommit(repo, 'run');
    expect(stopped.status).toBe(1);
    expect(stopped.output).toMatch(/unknown-s3-profile[\s\S]*hub\/our two clusters\.yaml/);
    repo.git('add', '--all');
    repo.edit('hub/our two clusters.yaml', 's3ProfileName: minio-on-dr1', 's3ProfileName: nobody');
    repo.write('hub/untracked.yaml', 'broken: [\n');
    expect((await preCommit(repo, 'run')).output).toMatch(/ramen-sync lint\.+Passed/);
    expect(repo.read('hub/our two clusters.yaml')).toContain('s3ProfileName: nobody');
    repo.git('rm', '--quiet', '--force', 'hub/s3-secrets.yaml');
    expect((await preCommit(repo, 'run')).status).toBe(0);
  });

  it('judges a commit that only deletes, and lets one pass that has nothing of ours', async () => {
    const repo = withHook(checkoutExample('regional'));
    repo.write('README.md', 'hello\n');
    repo.git('add', '--all');
    expect((await preCommit(repo, 'run')).output).toMatch(/ramen-sync lint\.+Passed/);
    repo.commit('say hello');
    repo.git('rm', '--quiet', 'hub/dr-policy.yaml');
    const stopped = await preCommit(repo, 'run');
    expect(stopped.status).toBe(1);
    expect(stopped.output).toMatch(/unknown-policy[\s\S]*apps\//);
  });

  it('makes the safe edits in changed files, and stops so that they are looked at', async () => {
    const repo = withHook(checkoutExample('mistakes/label-key-case'), '', 'ramen-sync-fix');
    const result = await preCommit(repo, 'run', '--all-files');
    expect(result.status).toBe(1);
    expect(result.output).toMatch(/ramen-sync fix\.+Failed[\s\S]*files were modified by this hook/);
    repo.commit('as the hook made it');
    expect((await preCommit(repo, 'run', '--all-files')).status).toBe(0);
  });

  it('finds the repository in a folder by its config file', async () => {
    const repo = checkoutExample('mistakes');
    repo.write('README.yaml', 'not: ours\n');
    repo.write('unknown-cluster/ramen-sync.yaml', 'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\n');
    withHook(repo, ', args: [], files: ^unknown-cluster/');
    const result = await preCommit(repo, 'run', '--all-files');
    expect(result.status).toBe(1);
    expect(result.output).toMatch(/error\[unknown-cluster\]/);
    expect(result.output).not.toContain('unknown-s3-profile');
  });

  function cloneAsItStands(path: string): { path: string; rev: string } {
    const git = (cwd: string, ...args: string[]): string =>
      execFileSync('git', args, { cwd, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }).trim();
    for (const file of git(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard').split(
      '\0',
    )) {
      // A file may be gone, and not yet in a commit.
      if (file === '' || !existsSync(join(root, file))) continue;
      mkdirSync(dirname(join(path, file)), { recursive: true });
      cpSync(join(root, file), join(path, file), { verbatimSymlinks: true });
    }
    git(path, 'init', '--quiet');
    git(path, 'add', '--all');
    git(
      path,
      '-c',
      'user.name=t',
      '-c',
      'user.email=t@example.com',
      'commit',
      '--quiet',
      '--message',
      'as it stands',
    );
    return { path, rev: git(path, 'rev-parse', 'HEAD') };
  }
});

/** It asks the npm registry for all that we develop with, which takes a minute: nothing for everyday. */
function whySkipped(): string | undefined {
  if ((process.env.CI ?? '') === '') return 'it takes a minute; set CI=true, as .ci/run does';
  return spawnSync('pre-commit', ['--version']).status === 0 ? undefined : 'no pre-commit on this machine';
}

/** `npm test` gives its own settings to its children; a person's shell has none of them. */
function withoutNpm(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^npm_|^NODE_ENV$|^VITEST/i.test(name)));
}

/** pre-commit gives npm a prefix of its own, and with it another global npmrc: the machine's registry must stay. */
function npmSettings(): NodeJS.ProcessEnv {
  const setting = (name: string): string =>
    execFileSync('npm', ['config', 'get', name], {
      cwd: tmpdir(),
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  return Object.fromEntries(
    ['registry', 'cafile']
      .map((name) => [`npm_config_${name}`, setting(name)] as const)
      .filter(([, value]) => value !== '' && value !== 'null' && value !== 'undefined'),
  );
}
