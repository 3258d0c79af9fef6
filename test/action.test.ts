import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { getAt } from '../src/model/field-path.ts';
import { isObject } from '../src/model/json.ts';
import { startSandbox } from '../src/sandbox/start.ts';
import { parseText } from '../src/yaml/parse-text.ts';
import { checkoutExample, type GitCheckout } from './support/git-checkout.ts';
import { runAction } from './support/run-action.ts';

const root = resolve(import.meta.dirname, '..');
const config = 'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\n';
const zeroes = '0'.repeat(40);

/** The fields of GitHub's `pull_request` event that matter here, in its shape. */
function pullRequest(base: string) {
  return {
    action: 'synchronize',
    number: 7,
    pull_request: {
      number: 7,
      head: { ref: 'change', sha: 'a'.repeat(40), repo: { full_name: 'someone/dr', fork: true } },
      base: { ref: 'main', sha: base, repo: { full_name: 'acme/dr', fork: false } },
    },
    repository: { full_name: 'acme/dr', default_branch: 'main' },
    sender: { login: 'someone' },
  };
}

describe('the Action', () => {
  const made: { remove(): void }[] = [];
  afterEach(() => {
    for (const each of made.splice(0)) each.remove();
  });
  function checkout(example: string): GitCheckout {
    const made_ = checkoutExample(example);
    made.push(made_);
    return made_;
  }

  it('says a mistake on its line, in the summary, as SARIF, as JSON and in the outputs, and fails', async () => {
    const { path } = checkout('mistakes/unknown-s3-profile');
    const result = await runAction({ workspace: path, inputs: { 'sarif-file': 'out/lint.sarif' } });
    expect(result.status).toBe(2);
    expect(result.stderr).toBe('');
    expect(result.commands).toHaveLength(1);
    expect(result.commands[0]).toMatch(
      /^::error file=hub\/dr-clusters\.yaml,line=6,endLine=6,col=18,endColumn=30,title=unknown-s3-profile::DRCluster dr1 .*%0Ahelp: /,
    );
    expect(result.outputs).toMatchObject({ errors: '1', warnings: '0', conclusion: 'failure' });
    expect(result.outputs.sarif).toBe(join(path, 'out/lint.sarif'));
    const sarif = JSON.parse(result.read('sarif'));
    expect(sarif.runs[0].results[0]).toMatchObject({
      ruleId: 'unknown-s3-profile',
      locations: [
        { physicalLocation: { artifactLocation: { uri: 'hub/dr-clusters.yaml' }, region: { startLine: 6 } } },
      ],
    });
    expect(JSON.parse(result.read('report'))).toMatchObject({ kind: 'LintReport', summary: { errors: 1 } });
    expect(result.summary).toContain('`hub/dr-clusters.yaml:6:18`');
    expect(result.stdout).toContain('6 |   s3ProfileName: minio-on-drl');
  });

  it('passes a good repository without a word on any line', async () => {
    const result = await runAction({ workspace: checkout('regional').path });
    expect(result).toMatchObject({ status: 0, commands: [] });
    expect(result.outputs).toMatchObject({ errors: '0', conclusion: 'success' });
    expect(Object.keys(result.outputs)).not.toContain('sarif');
  });

  it('names files by their path in the workspace where the repository is a folder of it', async () => {
    const workspace = join(root, 'examples');
    const result = await runAction({ workspace, inputs: { path: 'mistakes/unknown-s3-profile' } });
    expect(result.commands[0]).toContain('file=mistakes/unknown-s3-profile/hub/dr-clusters.yaml,');
  });

  it('shows ten errors on lines and says how many more there are', async () => {
    const repo = checkout('mistakes/unknown-s3-profile');
    const cluster = (n: number) =>
      `---\napiVersion: ramendr.openshift.io/v1alpha1\nkind: DRCluster\nmetadata: { name: c${n} }\nspec: { s3ProfileName: nobody-knows-${n} }\n`;
    repo.write('hub/more.yaml', Array.from({ length: 14 }, (_, n) => cluster(n)).join(''));
    const result = await runAction({ workspace: repo.path });
    expect(result.commands.filter((line) => line.startsWith('::error'))).toHaveLength(10);
    expect(result.commands.at(-1)).toMatch(/^::notice title=ramen-sync::5 more findings/);
    expect(result.outputs.errors).toBe('15');
  });

  it('lets no name, value or file give the runner a command or an output', async () => {
    const repo = checkout('mistakes/unknown-s3-profile');
    const evil = 'x\\r\\n::set-env name=PATH::/evil\\n::add-mask::a\\n##[command]b\\u2028%0A::warning::c';
    repo.edit('hub/dr-clusters.yaml', 'minio-on-drl', `"${evil}"`);
    repo.write(
      'hub/a,line=1::error ::b%0A.yaml',
      `apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRCluster\nmetadata:\n  name: "y\\n::endgroup::"\nspec:\n  s3ProfileName: |\n    ::error::z\n    ::stop-commands::z\n`,
    );
    const result = await runAction({ workspace: repo.path });
    expect(result.status).toBe(2);
    expect(Object.keys(result.outputs).sort()).toEqual(['conclusion', 'errors', 'report', 'warnings']);
    for (const line of result.commands)
      expect(line).toMatch(/^::error file=hub\/[^,:]+,line=\d+,endLine=\d+,/);
    expect(result.commands.length).toBe(Number(result.outputs.errors));
    expect(result.summary).not.toMatch(/^::/m);
  });

  it('counts warnings against max-warnings', async () => {
    const repo = checkout('mistakes/unknown-s3-profile');
    repo.write('ramen-sync.yaml', `${config}rules: { unknown-s3-profile: warning }\n`);
    const free = await runAction({ workspace: repo.path });
    expect(free).toMatchObject({ status: 0, outputs: { warnings: '1', conclusion: 'success' } });
    expect(free.commands[0]).toMatch(/^::warning file=/);
    const strict = await runAction({ workspace: repo.path, inputs: { 'max-warnings': '0' } });
    expect(strict).toMatchObject({ status: 2, outputs: { conclusion: 'failure' } });
  });

  it('judges a pull request by the configuration of its base', async () => {
    const repo = checkout('mistakes/unknown-s3-profile');
    const base = repo.git('rev-parse', 'HEAD');
    repo.write('ramen-sync.yaml', `${config}rules: { unknown-s3-profile: off }\n`);
    repo.commit('turn the rule off that finds my mistake');
    expect(await runAction({ workspace: repo.path })).toMatchObject({ status: 0 });
    const result = await runAction({ workspace: repo.path, event: pullRequest(base) });
    expect(result).toMatchObject({ status: 2, outputs: { errors: '1' } });
    expect(result.commands[0]).toMatch(/^::notice .*ramen-sync\.yaml of the base branch judges/);
    expect(
      await runAction({ workspace: repo.path, event: pullRequest(repo.git('rev-parse', 'HEAD')) }),
    ).toMatchObject({
      status: 0,
    });
  });

  it('does so where the repository is a folder of the checkout', async () => {
    const repo = checkout('mistakes');
    const base = repo.git('rev-parse', 'HEAD');
    repo.write('unknown-s3-profile/ramen-sync.yaml', `${config}rules: { unknown-s3-profile: off }\n`);
    const head = repo.commit('turn the rule off');
    const inputs = { path: 'unknown-s3-profile' };
    expect(await runAction({ workspace: repo.path, inputs, event: pullRequest(base) })).toMatchObject({
      status: 2,
    });
    expect(await runAction({ workspace: repo.path, inputs, event: pullRequest(head) })).toMatchObject({
      status: 0,
    });
    const queue = { action: 'checks_requested', merge_group: { base_sha: base, head_sha: head } };
    expect(await runAction({ workspace: repo.path, inputs, event: queue })).toMatchObject({ status: 2 });
  });

  it('checks the configuration that a pull request brings', async () => {
    const repo = checkout('regional');
    const base = repo.git('rev-parse', 'HEAD');
    repo.edit('ramen-sync.yaml', 'sources:', 'sauces:');
    repo.commit('a typing error');
    const result = await runAction({ workspace: repo.path, event: pullRequest(base) });
    expect(result).toMatchObject({ status: 1, outputs: { conclusion: 'failure' } });
    expect(result.commands[0]).toContain('sauces');
  });

  it('judges what a pull request changes', async () => {
    const repo = checkout('regional');
    const base = repo.git('rev-parse', 'HEAD');
    repo.edit('hub/dr-policy.yaml', '[dr1, dr2]', '[dr2, dr1]');
    const head = repo.commit('tidy up');
    const result = await runAction({ workspace: repo.path, event: pullRequest(base) });
    expect(result).toMatchObject({ status: 2, outputs: { errors: '1', conclusion: 'failure' } });
    expect(result.commands[0]).toMatch(/^::error file=hub\/dr-policy\.yaml.*immutable-field/);
    expect(await runAction({ workspace: repo.path })).toMatchObject({ status: 0 });
    expect(await runAction({ workspace: repo.path, event: pullRequest(head) })).toMatchObject({ status: 0 });
  });

  it('lints all the same where the history of a pull request is not in the clone', async () => {
    const repo = checkout('regional');
    repo.git('rm', '-q', 'ramen-sync.yaml');
    repo.commit('no configuration');
    const result = await runAction({ workspace: repo.path, event: pullRequest(zeroes) });
    expect(result).toMatchObject({ status: 0, outputs: { conclusion: 'success' } });
    expect(result.commands[0]).toMatch(/^::notice .*what the pull request changes is not judged/);
  });

  it('does not guess where the base is not in the clone', async () => {
    const { path } = checkout('regional');
    const result = await runAction({ workspace: path, event: pullRequest(zeroes) });
    expect(result).toMatchObject({ status: 1, outputs: { conclusion: 'failure' } });
    expect(result.commands[0]).toContain('fetch-depth: 0');
    const broken = await runAction({ workspace: path, event: pullRequest('--upload-pack=x') });
    expect(broken).toMatchObject({ status: 1 });
  });

  it('plans with a kubeconfig, blocks nothing that Git may do, and writes to no cluster', async () => {
    const repo = checkout('regional');
    const sandbox = await startSandbox({ empty: true });
    const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-kubeconfig-'));
    made.push({ remove: () => rmSync(folder, { recursive: true }) });
    try {
      const kubeconfig = join(folder, 'kubeconfig');
      writeFileSync(kubeconfig, sandbox.kubeconfig);
      const event = pullRequest(repo.git('rev-parse', 'HEAD'));
      const result = await runAction({ workspace: repo.path, inputs: { kubeconfig }, event });
      expect(result.stdout).toContain('drpc/');
      expect(result.summary).toContain('<!-- ramen-sync -->');
      const plan = JSON.parse(result.read('plan'));
      expect(plan.summary.create).toBeGreaterThan(5);
      expect(plan.clusters.map(({ state }: { state: string }) => state)).toEqual([
        'reachable',
        'reachable',
        'reachable',
      ]);
      expect(result.status).toBe(plan.summary.blocked > 0 ? 3 : 0);
      expect(sandbox.writes().filter(({ dryRun }) => !dryRun)).toEqual([]);
      expect(result.stdout + result.summary + result.read('plan')).not.toContain(
        sandboxToken(sandbox.kubeconfig),
      );

      repo.edit('ramen-sync.yaml', 'sources:', 'gates: { maxRisk: cosmetic }\nsources:');
      const blocked = await runAction({ workspace: repo.path, inputs: { kubeconfig } });
      expect(blocked).toMatchObject({ status: 3, outputs: { conclusion: 'failure' } });
      expect(blocked.commands[0]).toMatch(/^::error file=[^,]+\.yaml,line=\d+,title=max-risk::\w+\//);
      expect(blocked.commands).toHaveLength(Math.min(10, JSON.parse(blocked.read('plan')).summary.blocked));

      const strict = checkout('mistakes/unknown-s3-profile');
      const stopped = await runAction({ workspace: strict.path, inputs: { kubeconfig, strict: 'true' } });
      expect(stopped.status).toBe(3);
      expect(Object.keys(stopped.outputs)).not.toContain('plan');
    } finally {
      await sandbox.close();
    }
  });

  it('believes no kubeconfig that the pull request can change', async () => {
    const repo = checkout('regional');
    repo.edit('ramen-sync.yaml', 'context: dr1', 'kubeconfig: dr1.kubeconfig');
    const base = repo.commit('a kubeconfig in the repository');
    const kubeconfig = '/nonexistent/kubeconfig';
    const result = await runAction({
      workspace: repo.path,
      inputs: { kubeconfig },
      event: pullRequest(base),
    });
    expect(result.status).toBe(1);
    expect(result.commands[0]).toContain('dr1.kubeconfig');
  });

  it('replaces a link in the place of the SARIF file, and does not write through it', async () => {
    const repo = checkout('mistakes/unknown-s3-profile');
    const victim = join(repo.path, '../ramen-sync-victim');
    symlinkSync(victim, join(repo.path, 'lint.sarif'));
    const result = await runAction({ workspace: repo.path, inputs: { 'sarif-file': 'lint.sarif' } });
    expect(result.read('sarif')).toContain('unknown-s3-profile');
    expect(existsSync(victim)).toBe(false);
  });

  it.each([
    [{ path: 'nowhere' }, 'nowhere'],
    [{ 'max-warnings': 'many' }, 'max-warnings'],
    [{ strict: 'perhaps' }, 'strict'],
    [{ config: '../other.yaml' }, 'not a file in the DR repository'],
    [{ config: 'missing.yaml' }, 'missing.yaml'],
  ])('refuses %j with one message', async (inputs, word) => {
    const result = await runAction({ workspace: checkout('regional').path, inputs });
    expect(result).toMatchObject({ status: 1, outputs: { conclusion: 'failure' } });
    expect(result.commands).toHaveLength(1);
    expect(result.commands[0]).toContain(word);
    expect(result.stdout).not.toMatch(/\n\s+at /);
  });
});

describe('action.yml', () => {
  const { value } = parseText(readFileSync(join(root, 'action.yml'), 'utf8'));
  const names = (path: string): readonly string[] => {
    const found = getAt(value, [path]);
    return isObject(found) ? Object.keys(found).sort() : [];
  };

  it('starts a file that is there', () => {
    expect(getAt(value, ['runs', 'using'])).toBe('node24');
    expect(existsSync(join(root, String(getAt(value, ['runs', 'main']))))).toBe(true);
  });

  it('has exactly the inputs and outputs that the code knows', () => {
    const read = (file: string, pattern: RegExp): readonly string[] =>
      [
        ...new Set(
          [...readFileSync(join(root, 'src/action', file), 'utf8').matchAll(pattern)].map(
            (match) => match[1] ?? '',
          ),
        ),
      ].sort();
    expect(names('inputs')).toEqual(read('inputs.ts', /\(env, '([a-z-]+)'\)/g));
    const outputs = ['lint-step.ts', 'plan-step.ts', 'apply-step.ts', 'run-action.ts'].flatMap((file) =>
      read(file, /setOutput\('([a-z-]+)'/g),
    );
    expect(names('outputs')).toEqual(outputs.sort());
  });
});

function sandboxToken(kubeconfig: string): string {
  return /token: *"?([^"\s]+)/.exec(kubeconfig)?.[1] ?? '';
}
