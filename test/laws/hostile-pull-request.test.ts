import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DrStage, openDrStage } from '../support/dr-stage.ts';
import { type GithubStandIn, startGithub, tokens } from '../support/github-stand-in.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';

/** A pull request from a fork that tries everything, judged as a workflow on `pull_request` does it: without secrets. */
describe('a hostile pull request', () => {
  const outside = mkdtempSync(join(tmpdir(), 'ramen-sync-outside-'));
  const trap = join(outside, 'trap');
  const fetched: string[] = [];
  let stage: DrStage;
  let github: GithubStandIn;
  let remote: Server;
  let writtenBefore = 0;
  let fromFork: ActionResult;
  let withRights: ActionResult;

  beforeAll(async () => {
    stage = await openDrStage();
    github = await startGithub();
    remote = createServer((request, response) => {
      fetched.push(request.url ?? '');
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((done) => remote.once('listening', done));
    const { repo } = stage;
    repo.edit(
      'ramen-sync.yaml',
      'sources:',
      'gates: { maxRisk: reversible }\nsources:\n  - { path: prod/, kustomize: true }',
    );
    mkdirSync(join(repo.path, 'prod'));
    repo.write('prod/kustomization.yaml', 'resources: [namespace.yaml]\n');
    repo.write('prod/namespace.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: prod }\n');
    repo.commit('what is reviewed and right');
    expect((await stage.cli(['apply', '--yes'])).status).not.toBe(1);
    await stage.cli(['snapshot', '--out', 'hub.snapshot.json']);
    const base = repo.commit('the snapshot of tonight');
    writtenBefore = written().length;
    attack();
    const event = pullRequest(base, repo.commit('just a typo @acme/admins <!-- ramen-sync: -->'));
    const run = (token: string): Promise<ActionResult> =>
      runAction({
        workspace: repo.path,
        event,
        inputs: { snapshot: 'hub.snapshot.json', comment: 'true', 'github-token': token },
        env: { GITHUB_REPOSITORY: 'acme/dr', GITHUB_API_URL: github.url, HOME: repo.path },
      });
    fromFork = await run(tokens.fork);
    withRights = await run(tokens.workflow);
  }, 180_000);
  afterAll(async () => {
    remote?.close();
    await github?.close();
    await stage?.close();
    rmSync(outside, { recursive: true, force: true });
  });

  const written = () => stage.sandbox.writes().filter(({ dryRun }) => !dryRun);

  function attack(): void {
    const { repo } = stage;
    const { port } = remote.address() as { port: number };
    const put = (file: string, text: string): void => repo.write(file, text);
    // Its own judge.
    const config = repo.read('ramen-sync.yaml');
    put(
      'ramen-sync.yaml',
      config
        .replace('maxRisk: reversible', 'maxRisk: ends-protection')
        .replace('hub: { context: hub }', 'hub: { context: hub, kubeconfig: .kube/config }')
        .replace('gates:', 'rules: { immutable-field: off, yaml-syntax: off }\ntakeOver: ["*"]\ngates:'),
    );
    put(
      'hub.snapshot.json',
      '{"apiVersion":"ramen-sync.io/v1alpha1","kind":"Snapshot","takenAt":"2020-01-01T00:00:00Z","clusters":[]}',
    );
    repo.edit('hub/dr-clusters.yaml', 's3ProfileName: minio-on-dr1', 's3ProfileName: minio-on-drl');
    repo.edit(
      'apps/billing/ledger.yaml',
      'preferredCluster: dr2',
      'preferredCluster: dr2\n  action: Failover\n  failoverCluster: dr1',
    );
    // Programs to run.
    mkdirSync(join(repo.path, '.kube'));
    put('.kube/config', evilKubeconfig(trap));
    put('.gitattributes', '* diff=evil filter=evil\n');
    // Things to fetch.
    put(
      'prod/kustomization.yaml',
      `resources: [namespace.yaml, "http://127.0.0.1:${port}/base?ref=main", "git::http://127.0.0.1:${port}/x.git"]\nhelmCharts: [{ name: x, repo: "http://127.0.0.1:${port}" }]\ngenerators: [evil.yaml]\n`,
    );
    put(
      'prod/evil.yaml',
      `apiVersion: v1\nkind: Evil\nmetadata:\n  name: e\n  annotations:\n    config.kubernetes.io/function: |\n      exec: { path: ${trap}.sh }\n`,
    );
    // Places that are not the repository.
    symlinkSync('/etc/passwd', join(repo.path, 'hub/passwd.yaml'));
    symlinkSync('/', join(repo.path, 'hub/root'));
    symlinkSync(outside, join(repo.path, 'reports'));
    // Bombs.
    const lines = Array.from(
      { length: 12 },
      (_, n) => `a${n + 1}: &a${n + 1} [${Array(9).fill(`*a${n}`).join(', ')}]`,
    );
    put('hub/bomb.yaml', `a0: &a0 [lol]\n${lines.join('\n')}\n`);
    put('hub/deep.yaml', `${'['.repeat(100_000)}\n`);
    // Words for the runner, for Markdown, for a terminal.
    const words =
      'x\\n::error::forged\\n::set-output name=conclusion::success\\n##[command]y @acme/admins ![i](http://evil) <img src=x> </details> `b` | c \\u202e \\u001b[2J';
    put('hub/::warning ::a%0A,b=c @acme`![x](y).yaml', drCluster('"c1"', `"${words}"`));
    put('hub/words.yaml', `${drCluster(`"${words}"`, 'nobody')}---\n${drCluster('c2', `"${words}"`)}`);
  }

  it('is judged by the rules, the gates and the snapshot of the base', () => {
    expect(fromFork.status).toBe(3);
    expect(fromFork.outputs).toMatchObject({ conclusion: 'failure' });
    const report = JSON.parse(fromFork.read('report'));
    const rules = new Set(report.findings.map(({ rule }: { rule: string }) => rule));
    expect(rules).toContain('immutable-field');
    expect(rules).toContain('yaml-syntax');
    const plan = JSON.parse(fromFork.read('plan'));
    expect(plan.snapshot.takenAt).toMatch(/^20[^2]|^202[1-9]/);
    const ledger = plan.changes.find(
      (change: { object: { kind: string; name: string } }) =>
        change.object.kind === 'DRPlacementControl' && change.object.name === 'ledger',
    );
    expect(ledger).toMatchObject({ state: 'blocked', risk: 'moves-data' });
    expect(ledger.blocks.map(({ gate }: { gate: string }) => gate)).toContain('max-risk');
    expect(fromFork.stdout).toContain('of the base branch judges');
  });

  it('runs nothing, fetches nothing, and writes nothing outside', () => {
    expect(existsSync(trap)).toBe(false);
    expect(fetched).toEqual([]);
    expect(readdirSync(outside)).toEqual([]);
    expect(written().length).toBe(writtenBefore);
  });

  it('reads nothing outside', () => {
    const all = [fromFork.stdout, fromFork.summary, fromFork.read('report'), fromFork.read('plan')].join(
      '\n',
    );
    expect(all).not.toContain('root:x:0:0');
    expect(all).not.toContain('/bin/');
  });

  it('gives the runner no command and no output', () => {
    for (const { commands, outputs } of [fromFork, withRights]) {
      for (const line of commands)
        expect(line).toMatch(
          /^::(?:error|warning) (?:file=hub\/|file=prod\/|file=apps\/|file=reports|title=)|^::notice title=ramen-sync::/,
        );
      expect(commands.filter((line) => line.startsWith('::error')).length).toBeLessThanOrEqual(10);
      expect(outputs.conclusion).toBe('failure');
      expect(Object.keys(outputs).sort()).toEqual(
        ['blocked', 'changes', 'conclusion', 'errors', 'held', 'plan', 'report', 'warnings'].sort(),
      );
    }
  });

  it('mentions nobody, shows no picture and closes nothing in the comment', () => {
    expect(fromFork.stdout).toMatch(/no comment: GitHub answered 403/);
    expect(github.comments).toHaveLength(1);
    for (const text of [github.comments[0]?.body ?? '', fromFork.summary]) {
      const prose = text.replace(/(`+)[^`][\s\S]*?[^`]?\1(?!`)/g, '');
      expect(prose).not.toMatch(/@acme/);
      expect(prose).not.toMatch(/!\[|<img/);
      expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for
      expect(text).not.toMatch(/[\u0000-\u0008\u001b\u202e]/);
    }
  });

  it('cannot have a report written through a folder that is a link', async () => {
    const result = await runAction({
      workspace: stage.repo.path,
      inputs: { 'sarif-file': 'reports/lint.sarif' },
    });
    expect(result.status).toBe(1);
    expect(result.commands.join()).toContain('out of the workspace');
    expect(readdirSync(outside)).toEqual([]);
  });

  it('is neither applied nor told to', async () => {
    const { repo } = stage;
    const base = repo.git('rev-parse', 'HEAD~1');
    const kubeconfig = stage.kubeconfig;
    writeFileSync(join(outside, 'plan.json'), '{}');
    const event = pullRequest(base, repo.git('rev-parse', 'HEAD'));
    const inputs = { kubeconfig, 'apply-plan': join(outside, 'plan.json') };
    const result = await runAction({ workspace: repo.path, event, inputs });
    expect(result.status).toBe(1);
    expect(result.commands.join()).toContain('refused on pull requests');
    rmSync(join(outside, 'plan.json'));
  });
});

function drCluster(name: string, profile: string): string {
  return `apiVersion: ramendr.openshift.io/v1alpha1\nkind: DRCluster\nmetadata: { name: ${name} }\nspec: { s3ProfileName: ${profile} }\n`;
}

function evilKubeconfig(trap: string): string {
  const exec = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'touch',
    args: [trap],
    interactiveMode: 'Never',
  };
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'hub',
    contexts: ['hub', 'dr1', 'dr2'].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    users: [{ name: 'u', user: { exec } }],
  });
}

/** The fields of GitHub's `pull_request` event that matter here, in its shape. */
function pullRequest(base: string, head: string) {
  return {
    action: 'synchronize',
    number: 7,
    pull_request: {
      number: 7,
      title: '@acme/admins ::error::x',
      user: { login: 'mallory', type: 'User' },
      head: { ref: 'x`$(touch trap)`', sha: head, repo: { full_name: 'mallory/dr', fork: true } },
      base: { ref: 'main', sha: base, repo: { full_name: 'acme/dr', fork: false } },
    },
    repository: { full_name: 'acme/dr', default_branch: 'main' },
    sender: { login: 'mallory' },
  };
}
