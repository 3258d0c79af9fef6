import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { workflowText } from '../../src/cli/init/workflow-text.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { runCli } from '../support/run-cli.ts';

const root = resolve(import.meta.dirname, '../..');

describe('init', () => {
  let repo: GitCheckout;
  beforeEach(() => {
    repo = checkoutExample('regional');
    repo.git('rm', '--quiet', 'ramen-sync.yaml');
    repo.commit('manifests, and nothing of ramen-sync');
  });
  afterEach(() => repo.remove());

  const init = (...args: readonly string[]) => runCli(['init', ...args], { cwd: repo.path });

  it('writes what a repository of manifests needs, which lints clean and is planned as it was meant', async () => {
    repo.git('remote', 'add', 'origin', 'https://bot:secret@git.example.com/acme/dr.git');
    const { status, stderr } = await init('--yes', '--context', 'prod hub');
    expect(status).toBe(0);
    expect(stderr).toMatch(
      /^wrote ramen-sync\.yaml\nwrote \.github\/workflows\/ramen-sync\.yml\nwrote \.pre-commit-config\.yaml\nwrote topology-sync\.yaml\n/,
    );
    expect(repo.read('ramen-sync.yaml')).toContain('hub: { context: "prod hub" }');
    expect(repo.read('ramen-sync.yaml')).toContain('- { path: managed/dr1/, clusters: [dr1] }');
    expect(repo.read('topology-sync.yaml')).toContain('url: "https://git.example.com/acme/dr.git"');
    const lint = await runCli(['lint'], { cwd: repo.path });
    expect(lint).toMatchObject({ status: 0, stdout: expect.stringMatching(/^no problems/) });
    repo.git('add', '--all');
    expect((await runCli(['lint', '--staged'], { cwd: repo.path })).status).toBe(0);
    expect(repo.read('.pre-commit-config.yaml')).toContain('id: ramen-sync-lint');
  });

  it('overwrites nothing, and writes what it is told to', async () => {
    repo.write('ramen-sync.yaml', 'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\n');
    repo.write('.pre-commit-config.yaml', 'repos: []\n');
    const { stderr } = await init('--yes', '--no-workflow', '--no-loop');
    expect(stderr).toMatch(/^kept ramen-sync\.yaml: .*\nkept \.pre-commit-config\.yaml: /);
    expect(repo.read('.pre-commit-config.yaml')).toBe('repos: []\n');
    expect(existsSync(join(repo.path, '.github'))).toBe(false);
    expect(existsSync(join(repo.path, 'topology-sync.yaml'))).toBe(false);
  });

  it('asks where somebody is there', async () => {
    const answers = 'hub-1\ndr1 "odd": name\nno\n\nn\n';
    const { status, stderr } = await runCli(['init'], { cwd: repo.path, stdin: answers, isTyped: true });
    expect(status).toBe(0);
    expect(stderr).toContain('Context of the hub in your kubeconfig [hub]: ');
    expect(repo.read('ramen-sync.yaml')).toContain('- { name: "\\"odd\\":", context: "\\"odd\\":" }');
    expect(existsSync(join(repo.path, '.github'))).toBe(false);
    expect(existsSync(join(repo.path, '.pre-commit-config.yaml'))).toBe(true);
    expect(existsSync(join(repo.path, 'topology-sync.yaml'))).toBe(false);
    expect((await runCli(['lint'], { cwd: repo.path })).stderr).toBe('');
  });

  it('asks nobody in a pipe', async () => {
    expect(await init()).toMatchObject({ status: 1, stderr: expect.stringContaining('give --yes') });
    expect(existsSync(join(repo.path, 'ramen-sync.yaml'))).toBe(false);
  });

  it('starts in an empty folder too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-init-'));
    try {
      expect(
        (await runCli(['init', '--yes', '--managed-clusters', 'east,west', '--openshift'], { cwd: folder }))
          .status,
      ).toBe(0);
      const config = readFileSync(join(folder, 'ramen-sync.yaml'), 'utf8');
      expect(config).toContain('- { name: east, context: east }');
      expect(config).toContain('ramen: { flavour: openshift }');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('writes the workflow that is an example', () => {
    expect(workflowText).toBe(readFileSync(join(root, 'examples/workflows/pull-request.yml'), 'utf8'));
  });
});

describe('completion', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-completion-'));
  const complete = (line: string): readonly string[] => {
    const words = line.split(' ');
    const text = `
      # As bash-completion has it.
      _get_comp_words_by_ref() { cur=\${COMP_WORDS[COMP_CWORD]}; words=("\${COMP_WORDS[@]}"); cword=$COMP_CWORD; }
      compopt() { :; }
      . ${folder}/script
      COMP_WORDS=(${words.map((word) => JSON.stringify(word)).join(' ')}); COMP_CWORD=${words.length - 1}
      COMP_LINE=${JSON.stringify(line)}; COMP_POINT=${line.length}
      $(complete -p ramen-sync | sed -E 's/.*-F ([^ ]+) .*/\\1/')
      printf '%s\\n' "\${COMPREPLY[@]}"`;
    const env = { PATH: `${folder}:${process.env.PATH}`, HOME: folder };
    const { stdout } = spawnSync('bash', ['-c', text], { env, encoding: 'utf8', cwd: folder });
    return stdout
      .split('\n')
      .map((word) => word.split(/\s/)[0] ?? '')
      .filter((word) => word !== '');
  };

  it('of bash offers commands, flags, formats, gates and rules', async () => {
    try {
      const bin = join(folder, 'ramen-sync');
      writeFileSync(bin, `#!/bin/sh\nexec ${process.execPath} ${join(root, 'bin/ramen-sync.js')} "$@"\n`);
      chmodSync(bin, 0o755);
      mkdirSync(join(folder, 'manifests'));
      for (const shell of ['bash', 'zsh', 'fish']) {
        const { status, stdout } = await runCli(['completion', shell], { cwd: folder });
        expect(status).toBe(0);
        expect(stdout).toContain('ramen-sync complete --');
        if (shell === 'bash') writeFileSync(join(folder, 'script'), stdout);
      }
      expect((await runCli(['completion', 'tcsh'], { cwd: folder })).status).toBe(1);
      expect(complete('ramen-sync ')).toEqual(
        expect.arrayContaining(['lint', 'plan', 'apply', 'snapshot', 'init']),
      );
      expect(complete('ramen-sync ')).not.toContain('complete');
      expect(complete('ramen-sync sn')).toEqual(['snapshot']);
      expect(complete('ramen-sync plan --sn')).toEqual(['--snapshot']);
      expect(complete('ramen-sync lint -o sa')).toEqual(['sarif']);
      expect(complete('ramen-sync apply --allow bus')).toEqual(['busy=']);
      expect(complete('ramen-sync lint --only unknown-s3')).toEqual(['unknown-s3-profile']);
      expect(complete('ramen-sync explain busy')).toContain('busy');
      // Where nothing is known, bash offers files.
      const { stdout } = await runCli(['completion', 'bash'], { cwd: folder });
      expect(stdout).toContain('\ncomplete -o default -F ');
      const twice = spawnSync('bash', ['-c', `. ${folder}/script; . ${folder}/script`], { encoding: 'utf8' });
      expect(twice).toMatchObject({ status: 0, stderr: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);
});
