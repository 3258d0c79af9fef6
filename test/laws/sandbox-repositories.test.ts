import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { sample } from '../differential/chance.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { runCli } from '../support/run-cli.ts';
import { type RunningSandbox, startSandboxCommand } from '../support/sandbox-command.ts';
import { drawRepository } from '../topologies/repository.ts';

/** `sandbox --from`: a plan right after it has nothing to do, and everything runs. */
describe('sandbox --from', () => {
  let repo: GitCheckout | undefined;
  let sandbox: RunningSandbox | undefined;

  afterEach(async () => {
    await sandbox?.end();
    repo?.remove();
    sandbox = undefined;
  });

  async function open(checkout: GitCheckout): Promise<string> {
    repo = checkout;
    const flags = ['--write-kubeconfig', '.git/kubeconfig', '--speed', '0', '--now', '2026-01-01T00:00:00Z'];
    sandbox = await startSandboxCommand(['sandbox', '--from', '.', ...flags], { cwd: checkout.path });
    return sandbox.shown();
  }

  async function tell(...args: readonly string[]): Promise<string> {
    const env = { RAMEN_SYNC_KUBECONFIG: join(repo?.path ?? '', '.git/kubeconfig') };
    const { stdout, stderr, status } = await runCli(args, { cwd: repo?.path ?? '', env });
    expect(stderr, `${args.join(' ')} ended with ${status}`).toBe('');
    return stdout;
  }

  it.each(['regional', 'metro', 'openshift'])('examples/%s', async (example) => {
    await open(checkoutExample(example));
    expect(await tell('plan')).toMatch(/^Plan: \d+ unchanged$/m);
    const rows = (await tell('sandbox', 'status')).trim().split('\n').slice(2);
    for (const row of rows) expect(row).toMatch(/Deployed +Completed +\S+ +[1-9]\d*/);
  });

  it('applications alone, one of them failed over: the rest is invented, and the failover has happened', async () => {
    const checkout = checkoutExample('regional');
    checkout.git('rm', '-r', '--quiet', 'hub', 'managed');
    checkout.edit(
      'ramen-sync.yaml',
      '{ context: hub }',
      '{ context: prod, id: 11111111-2222-4333-8444-555555555555 }',
    );
    checkout.edit('ramen-sync.yaml', 'context: dr1', 'context: prod-dr1');
    checkout.edit('ramen-sync.yaml', '  - { path: hub/ }\n', '');
    checkout.edit('ramen-sync.yaml', '  - { path: managed/dr1/, clusters: [dr1] }\n', '');
    checkout.edit('ramen-sync.yaml', '  - { path: managed/dr2/, clusters: [dr2] }\n', '');
    checkout.edit(
      'apps/shop/cart.yaml',
      '  preferredCluster: dr1',
      '  preferredCluster: dr1\n  action: Failover\n  failoverCluster: dr2',
    );
    checkout.commit('applications alone');
    const shown = await open(checkout);
    for (const invention of [
      'DRPolicy p5m on hub',
      'DRCluster dr1 on hub',
      'StorageClass sandbox-block on dr2',
    ])
      expect(shown).toContain(invention);
    expect(await tell('plan')).toMatch(/^Plan: \d+ unchanged, \d+ not in Git$/m);
    expect(await tell('sandbox', 'status')).toMatch(/shop\/cart +FailedOver +Completed +dr2/);
  });

  it.each(sample(drawRepository, 20_261_130, 3))('a drawn repository %#', async ({ files, config }) => {
    const checkout = checkoutExample('regional');
    checkout.git('rm', '-r', '--quiet', '.');
    for (const { path, text } of [
      ...files,
      ...(config === undefined ? [] : [{ path: 'ramen-sync.yaml', text: config }]),
    ]) {
      mkdirSync(dirname(join(checkout.path, path)), { recursive: true });
      checkout.write(path, text);
    }
    // Git keeps no empty folder, and what a source names has to be there.
    mkdirSync(join(checkout.path, 'managed/all'), { recursive: true });
    checkout.write('managed/all/.gitkeep', '');
    checkout.commit('drawn');
    const shown = await open(checkout);
    expect(shown).not.toMatch(/^(blocked|failed) /m);
    expect(await tell('sandbox', 'status')).toContain('hub up');
  });
});
