import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LintReport } from '../src/model/lint-report.ts';
import { checkoutExample, type GitCheckout } from './support/git-checkout.ts';
import { type CliResult, runCli } from './support/run-cli.ts';

describe('lint --against', () => {
  let checkout: GitCheckout;
  beforeEach(() => {
    checkout = checkoutExample('regional');
  });
  afterEach(() => checkout.remove());

  function lint(...args: readonly string[]): Promise<CliResult> {
    return runCli(['lint', '--against', 'main', ...args], { cwd: checkout.path });
  }

  async function report(...args: readonly string[]): Promise<LintReport> {
    return JSON.parse((await lint('-o', 'json', ...args)).stdout);
  }

  /** `rule file:line` of each. */
  async function found(): Promise<readonly string[]> {
    const { findings } = await report();
    return findings.map(({ rule, location }) => `${rule} ${location.file}:${location.line}`);
  }

  function put(file: string, text: string): void {
    mkdirSync(dirname(join(checkout.path, file)), { recursive: true });
    checkout.write(file, text);
  }

  function move(from: string, to: string): void {
    mkdirSync(dirname(join(checkout.path, to)), { recursive: true });
    checkout.git('mv', from, to);
  }

  it('finds nothing where nothing changed, and says no more than without', async () => {
    const without = await runCli(['lint'], { cwd: checkout.path });
    expect(await lint()).toEqual(without);
    expect(without.status).toBe(0);
  });

  it('finds the references to the last object of a kind that goes, and not those to Secrets', async () => {
    checkout.git('rm', '--quiet', 'hub/dr-policy.yaml', 'hub/s3-secrets.yaml');
    expect((await runCli(['lint'], { cwd: checkout.path })).status).toBe(0);
    const rules = new Set((await report()).findings.map(({ rule, severity }) => `${severity} ${rule}`));
    expect(rules).toEqual(new Set(['error unknown-policy', 'warning object-removed']));
  });

  it('finds nothing in ordinary edits', async () => {
    const cart = checkout.read('apps/shop/cart.yaml');
    put('apps/orders/orders.yaml', cart.replaceAll('cart', 'orders').replaceAll('shop', 'orders'));
    checkout.edit(
      'apps/shop/cart.yaml',
      'kind: DRPlacementControl\nmetadata:\n',
      'kind: DRPlacementControl\nmetadata:\n  labels: { team: red }\n',
    );
    checkout.edit(
      'apps/billing/ledger.yaml',
      'spec:\n  preferredCluster: dr2\n',
      'spec:\n  preferredCluster: dr2 # where it runs\n  failoverCluster: dr1\n  kubeObjectProtection: {}\n',
    );
    move('hub/dr-clusters.yaml', 'hub/clusters/all.yaml');
    checkout.edit(
      'hub/dr-policy.yaml',
      '  drClusters: [dr1, dr2]\n  schedulingInterval: 5m\n',
      '  schedulingInterval: 5m\n  drClusters:\n    - dr1\n    - dr2\n  replicationClassSelector: {}\n',
    );
    checkout.edit('hub/ramen-config.yaml', 'maxConcurrentReconciles: 50', 'maxConcurrentReconciles: 40');
    expect(await found()).toEqual([]);
    expect((await lint()).status).toBe(0);
  });

  it('finds what an update is refused for, wherever the file went', async () => {
    move('hub/dr-policy.yaml', 'hub/policies/p5m.yaml');
    checkout.edit('hub/policies/p5m.yaml', '[dr1, dr2]', '[dr2, dr1]');
    checkout.edit('managed/dr1/storage.yaml', 'provisioner: ', 'provisioner: my-');
    const { findings, summary } = await report('--only', 'immutable-field');
    expect(summary.errors).toBe(2);
    expect(findings[0]).toMatchObject({
      path: 'spec.drClusters',
      location: { file: 'hub/policies/p5m.yaml', line: 7, column: 15, endColumn: 25 },
      ramen: 'spec.drClusters: Invalid value: drClusters is immutable',
    });
    expect(findings[0]?.message).toContain(`since ${checkout.git('rev-parse', 'HEAD').slice(0, 7)}`);
    expect(findings[1]).toMatchObject({
      path: 'provisioner',
      location: { file: 'managed/dr1/storage.yaml' },
      ramen: 'provisioner: Forbidden: updates to provisioner are forbidden.',
    });
    expect((await lint()).stdout).toContain('the API server would say: provisioner: Forbidden');
  });

  it('judges an object of each cluster by the one that it was there', async () => {
    // What was dr2's becomes dr1's: two objects change, none moved.
    const [one, two] = ['managed/dr1/storage.yaml', 'managed/dr2/storage.yaml'].map(checkout.read);
    checkout.write('managed/dr1/storage.yaml', two ?? '');
    checkout.write('managed/dr2/storage.yaml', one ?? '');
    expect((await found()).filter((line) => line.startsWith('immutable-field'))).toEqual([]);
  });

  it('compares with where the branch parted, and not with what came after', async () => {
    checkout.git('checkout', '-q', '-b', 'change');
    checkout.edit('apps/shop/cart.yaml', 'preferredCluster: dr1', 'preferredCluster: dr2');
    checkout.commit('on the branch');
    checkout.git('checkout', '-q', 'main');
    checkout.edit('apps/billing/ledger.yaml', 'preferredCluster: dr2', 'preferredCluster: dr1');
    checkout.commit('on main');
    checkout.git('checkout', '-q', 'change');
    expect(await found()).toEqual(['preferred-cluster-changed apps/shop/cart.yaml:32']);
    checkout.git('checkout', '-q', 'main');
    expect(await found()).toEqual([]);
  });

  it('says which objects left Git, in every format, also where their file is gone', async () => {
    checkout.git('rm', '-q', 'apps/shop/cart.yaml');
    const [finding] = (await report()).findings;
    expect(finding).toMatchObject({
      rule: 'object-removed',
      severity: 'warning',
      object: { kind: 'DRPlacementControl', namespace: 'shop', name: 'cart' },
      location: { file: 'apps/shop/cart.yaml', document: 0, line: 1, column: 1 },
    });
    expect(finding).not.toHaveProperty('path');
    for (const format of ['text', 'concise', 'github', 'markdown', 'sarif']) {
      const { status, stdout, stderr } = await lint('-o', format);
      expect({ format, status, stderr }).toEqual({ format, status: 0, stderr: '' });
      expect(stdout).toContain('object-removed');
      expect(stdout).toContain('apps/shop/cart.yaml');
    }
    put('hub/unreadable.yaml', 'metadata: { name: cart: [\n');
    const { findings, notChecked } = await report();
    expect(findings.map(({ rule }) => rule)).toEqual(['yaml-syntax']);
    expect(notChecked).toContainEqual({
      reason: 'unread-text',
      what: 'DRPlacementControl shop/cart: may stand in hub/unreadable.yaml, which could not be read',
      count: 1,
    });
  });

  it('says what could not be compared', async () => {
    checkout.write('hub/dr-policy.yaml', 'spec: [\n');
    checkout.commit('broken');
    checkout.git('checkout', '-q', '-b', 'mended');
    checkout.git('checkout', '-q', 'HEAD~1', '--', 'hub/dr-policy.yaml');
    const { findings, notChecked } = await report();
    expect(findings).toEqual([]);
    const what = `hub/dr-policy.yaml at ${checkout.git('rev-parse', 'main').slice(0, 7)}`;
    expect(notChecked).toContainEqual({ reason: 'not-compared', what, count: 1 });
    expect((await lint()).stdout).toContain(`not checked: ${what}: could not be read there`);
  });

  it('is silenced by a comment, which is not useless where nothing is compared', async () => {
    checkout.edit(
      'apps/shop/cart.yaml',
      '  preferredCluster: dr1',
      '  # ramen-sync-ignore preferred-cluster-changed: it was moved by hand\n  preferredCluster: dr2',
    );
    const { findings, summary } = await report();
    expect(findings).toEqual([]);
    expect(summary.suppressed).toBe(1);
    const without = await runCli(['lint'], { cwd: checkout.path });
    expect(without).toMatchObject({ status: 0, stdout: expect.stringMatching(/^no problems/) });
    checkout.commit('merged');
    // It would silence the next change of that kind.
    expect(await found()).toEqual(['useless-suppression apps/shop/cart.yaml:32']);
  });

  it('is silenced where an object was, by a comment on what is left of its file', async () => {
    const text = checkout.read('apps/shop/cart.yaml');
    const left = text.slice(0, text.lastIndexOf('---'));
    checkout.write('apps/shop/cart.yaml', `# a note\n${left}`);
    expect(await found()).toEqual(['object-removed apps/shop/cart.yaml:2']);
    checkout.write('apps/shop/cart.yaml', `# ramen-sync-ignore object-removed: deleted by hand\n${left}`);
    expect(await found()).toEqual([]);
  });

  it('says nothing of a refusal where the old object was none that a server takes', async () => {
    checkout.edit('hub/dr-policy.yaml', 'schedulingInterval: 5m', 'schedulingInterval: five');
    checkout.commit('a mistake');
    checkout.edit('hub/dr-policy.yaml', 'schedulingInterval: five', 'schedulingInterval: 5m');
    const { findings, notChecked } = await report();
    expect(findings).toEqual([]);
    expect(notChecked).toContainEqual({ reason: 'was-not-valid', what: 'DRPolicy p5m', count: 1 });
  });

  it('lets no edit into a baseline', async () => {
    checkout.edit('apps/shop/cart.yaml', 'preferredCluster: dr1', 'preferredCluster: dr2');
    await lint('--baseline', 'known.json', '--write-baseline');
    expect(JSON.parse(checkout.read('known.json')).findings).toEqual([]);
    const { findings } = await report('--baseline', 'known.json');
    expect(findings.map(({ rule }) => rule)).toEqual(['preferred-cluster-changed']);
  });

  it('never shows a value of a Secret', async () => {
    checkout.edit('hub/s3-secrets.yaml', 'stringData:\n', 'immutable: true\nstringData:\n');
    checkout.commit('frozen');
    checkout.edit('hub/s3-secrets.yaml', 'example-secret-of-dr1', 'hunter2');
    const { findings } = await report('--only', 'immutable-field');
    expect(findings.map(({ rule, path, ramen }) => ({ rule, path, ramen }))).toEqual([
      {
        rule: 'immutable-field',
        path: 'stringData',
        ramen: 'data: Forbidden: field is immutable when `immutable` is set',
      },
    ]);
    for (const format of ['text', 'json', 'sarif', 'markdown']) {
      expect((await lint('-o', format)).stdout).not.toMatch(/hunter2|example-secret/);
    }
  });

  it('works in a folder of a larger checkout', async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-larger-')));
    try {
      cpSync(checkout.path, join(root, 'dr'), { recursive: true, filter: (path) => !path.endsWith('/.git') });
      const git = (...args: readonly string[]): string =>
        execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], {
          cwd: root,
          encoding: 'utf8',
        });
      git('init', '-q', '-b', 'main');
      writeFileSync(join(root, 'other.yaml'), 'spec: [\n');
      git('add', '-A');
      git('commit', '-q', '-m', 'all');
      const policy = checkout.read('hub/dr-policy.yaml');
      writeFileSync(join(root, 'dr/hub/dr-policy.yaml'), policy.replace('Interval: 5m', 'Interval: 10m'));
      const { stdout } = await runCli(['lint', '-C', 'dr', '--against', 'HEAD', '-o', 'concise'], {
        cwd: root,
      });
      expect(stdout).toContain('dr/hub/dr-policy.yaml:8:');
      expect(stdout).toContain('immutable-field');
      expect(stdout).not.toContain('other.yaml');
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });

  it('reads what kustomize would have rendered as not compared', async () => {
    checkout.edit('ramen-sync.yaml', 'sources:\n', 'sources:\n  - { path: rendered, kustomize: true }\n');
    put('rendered/kustomization.yaml', 'resources: [a.yaml]\n');
    put('rendered/a.yaml', 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n');
    const { notChecked } = await report();
    const what = `kustomization rendered at ${checkout.git('rev-parse', 'HEAD').slice(0, 7)}`;
    expect(notChecked).toContainEqual({ reason: 'not-compared', what, count: 1 });
  });

  it('says what is wrong with the request', async () => {
    const cwd = checkout.path;
    const unknown = await runCli(['lint', '--against', 'nowhere'], { cwd });
    expect(unknown).toMatchObject({ status: 1, stderr: expect.stringMatching(/no revision "nowhere"/) });
    const idle = await runCli(['lint', '--only', 'action-removed'], { cwd });
    expect(idle).toMatchObject({
      status: 1,
      stderr: expect.stringMatching(/compares with an earlier revision[\s\S]*--against/),
    });
    const bare = mkdtempSync(join(tmpdir(), 'ramen-sync-bare-'));
    try {
      cpSync(join(cwd, 'hub'), bare, { recursive: true });
      const outside = await runCli(['lint', '--against', 'main'], { cwd: bare });
      expect(outside).toMatchObject({ status: 1, stderr: expect.stringMatching(/not in a Git repository/) });
    } finally {
      rmSync(bare, { recursive: true, force: true });
    }
  });

  it('describes its rules only where they ran', async () => {
    const ids = (sarif: string): readonly string[] =>
      JSON.parse(sarif).runs[0].tool.driver.rules.map(({ id }: { readonly id: string }) => id);
    expect(ids((await lint('-o', 'sarif')).stdout)).toContain('action-removed');
    const without = await runCli(['lint', '-o', 'sarif'], { cwd: checkout.path });
    expect(ids(without.stdout)).not.toContain('action-removed');
    const { stdout } = await runCli(['explain', 'dry-run-dropped'], { cwd: checkout.path });
    expect(stdout).toMatch(/runs\s+ramen-sync lint --against/);
    expect(stdout).toMatch(/; before:[\s\S]*dryRun: true[\s\S]*and after:/);
  });
});
