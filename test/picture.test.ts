import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../src/sandbox/start.ts';
import { renderAnsiSvg } from './support/ansi-svg.ts';
import { checkoutExample, type GitCheckout } from './support/git-checkout.ts';
import { runCli } from './support/run-cli.ts';

const picture = resolve(import.meta.dirname, '../docs/held.svg');

describe('the picture in the README', () => {
  let sandbox: Sandbox;
  let repo: GitCheckout;
  const cli = (...args: readonly string[]) =>
    runCli(['--kubeconfig', join(repo.path, '.git', 'kubeconfig'), ...args], { cwd: repo.path, columns: 80 });

  beforeAll(async () => {
    sandbox = await startSandbox({ speed: 20 });
    repo = checkoutExample('regional');
    writeFileSync(join(repo.path, '.git', 'kubeconfig'), sandbox.kubeconfig, { mode: 0o600 });
  });
  afterAll(async () => {
    await sandbox?.close();
    repo?.remove();
  });

  it('is what plan says in the middle of a failover by hand (else: npm run generate)', async () => {
    expect((await cli('apply', '--yes')).status).toBe(0);
    // The storage of dr2 stands still, and with it the failover.
    sandbox.ramen?.hold('dr2', 'storage');
    const token = /token: (\S+)/.exec(sandbox.kubeconfig)?.[1] ?? '';
    const path = '/apis/ramendr.openshift.io/v1alpha1/namespaces/shop/drplacementcontrols/cart';
    const patched = await fetch(`${sandbox.urls.get('hub') ?? ''}${path}?fieldManager=kubectl-patch`, {
      method: 'PATCH',
      headers: { 'content-type': 'application/merge-patch+json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ spec: { action: 'Failover', failoverCluster: 'dr2' } }),
    });
    expect(patched.status).toBe(200);
    await expect
      .poll(async () => (await cli('status', 'shop/cart', '-o', 'json')).stdout)
      .toMatch(/WaitForReadiness/);
    const { stdout, status } = await cli('--color', 'always', 'plan');
    expect(status).toBe(0);
    const settled = stdout
      .replace(/Git [0-9a-f]{12}/, 'Git 5bd1c1a2f0e4')
      .replace(/\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z/g, '2026-11-21T03:04:05Z');
    const svg = renderAnsiSvg('ramen-sync holds a failover', `$ ramen-sync plan\n${settled}`, 80);
    if (process.env.UPDATE === '1') writeFileSync(picture, svg);
    expect(readFileSync(picture, 'utf8')).toBe(svg);
  });
});
