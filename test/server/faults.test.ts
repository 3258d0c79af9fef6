import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { run } from '../../src/cli/program.ts';
import { systemClock } from '../../src/cluster/system-clock.ts';
import { sample } from '../differential/chance.ts';
import type { Fault, FaultProxy, ProxiedRequest } from '../support/fault-proxy.ts';
import { startFaultProxy } from '../support/fault-proxy.ts';
import { faults } from '../support/faults.ts';
import { checkoutExample, type GitCheckout } from '../support/git-checkout.ts';
import { lawsBrokenBy } from '../support/laws-of-writing.ts';
import { assetsFolder, crdFolders, type RealServer, startRealServer } from '../support/real-server.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';

const applying = ['apply', '--yes', '--no-wait', '-o', 'json'];
const seed = Number(process.env.RAMEN_SYNC_SEED ?? Math.floor(Math.random() * 1e6));

describe.skipIf(assetsFolder() === undefined)('faults on a real API server', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-real-faults-'));
  let server: RealServer;
  let proxy: FaultProxy;
  let repo: GitCheckout;
  let proxied: string;
  let count = 0;

  beforeAll(async () => {
    server = await startRealServer({ crds: crdFolders() });
    const { hub: url = '' } = server.urls;
    const { hub: certificate = '' } = server.certificates;
    proxy = await startFaultProxy('hub', { url, certificate });
    proxied = join(folder, 'kubeconfig');
    const config = {
      clusters: [{ name: 'hub', cluster: { server: proxy.url } }],
      users: [{ name: 'admin', user: { token: server.token } }],
      contexts: [{ name: 'hub', context: { cluster: 'hub', user: 'admin' } }],
    };
    writeFileSync(proxied, JSON.stringify(config));
    repo = checkoutExample('regional');
    repo.write(
      'ramen-sync.yaml',
      'apiVersion: ramen-sync.io/v1alpha1\nkind: Config\nhub: { context: hub }\nsources: [{ path: hub/ }, { path: apps/ }]\n',
    );
    repo.commit('the hub alone');
    const first = await cli(applying);
    expect(first.status, first.stdout + first.stderr).toBe(0);
  });
  afterAll(async () => {
    await proxy?.stop();
    await server?.stop();
    repo?.remove();
    rmSync(folder, { recursive: true });
  });

  const cli = (args: readonly string[], kubeconfig = server.kubeconfig): Promise<CliResult> =>
    runCli([...args, '--kubeconfig', kubeconfig], { cwd: repo.path });

  /** The same, with something done at the first write that is there. */
  async function cliUntil(args: readonly string[], atFirstWrite: () => void): Promise<CliResult> {
    const written = { stdout: '', stderr: '' };
    let isFirst = true;
    const stream = (name: 'stdout' | 'stderr') => ({
      write: (text: string) => {
        written[name] += text;
        if (!isFirst || !text.includes('"applied"')) return;
        isFirst = false;
        atFirstWrite();
      },
      isTTY: false,
      columns: undefined,
    });
    const status = await run([...args, '--kubeconfig', server.kubeconfig], {
      stdout: stream('stdout'),
      stderr: stream('stderr'),
      stdin: {
        isTTY: false,
        readAll: async () => '',
        readLine: async () => undefined,
        lines: async function* () {},
      },
      env: {},
      cwd: repo.path,
      signal: new AbortController().signal,
      clock: systemClock,
    });
    expect(isFirst, 'something was written').toBe(false);
    return { status, ...written };
  }

  /** A new application, two updates, a change of Ramen's configuration, and drift to be taken over from kubectl. */
  function askForMore(): string {
    count += 1;
    const name = `till${count}`;
    const [, binding = '', placement = '', drpc = ''] = repo.read('apps/shop/cart.yaml').split(/^---$/m);
    const namespace = `apiVersion: v1\nkind: Namespace\nmetadata:\n  name: ${name}\n`;
    const text = [namespace, binding, placement, drpc].join('---');
    repo.write(
      `apps/${name}.yaml`,
      text.replaceAll('namespace: shop', `namespace: ${name}`).replaceAll('cart', name),
    );
    const config = 'hub/ramen-config.yaml';
    repo.write(
      config,
      repo.read(config).replace(/maxConcurrentReconciles: \d+/, `maxConcurrentReconciles: ${50 + count}`),
    );
    const clusters = 'hub/dr-clusters.yaml';
    repo.write(
      clusters,
      repo
        .read(clusters)
        .replace(/( {2}name: dr\d\n)( {2}labels: .*\n)?/g, `$1  labels: { round: r${count} }\n`),
    );
    repo.commit(`protect ${name}`);
    server.kubectl([
      'patch',
      'placement',
      'cart',
      '-n',
      'shop',
      '--type=merge',
      '-p',
      '{"spec":{"numberOfClusters":2}}',
    ]);
    return name;
  }

  const generation = (kind: string, namespace: string, name: string): number =>
    Number(server.kubectl(['get', kind, '-n', namespace, name, '-o', 'jsonpath={.metadata.generation}']));

  /** All that was asked for is there, nothing was written twice, and nothing is left to do. */
  async function expectDone(name: string, cartBefore: number): Promise<void> {
    const plan = await cli(['plan', '--detailed-exitcode']);
    expect(plan.status, plan.stdout).toBe(0);
    expect(generation('drpc', name, name)).toBe(1);
    expect(generation('placement', 'shop', 'cart')).toBe(cartBefore + 1);
  }

  it('an API server that is killed and comes back is waited for, within the deadline of a request', async () => {
    const name = askForMore();
    const cart = generation('placement', 'shop', 'cart');
    const api = server.apiserver('hub');
    let back: Promise<void> | undefined;
    const result = await cliUntil([...applying, '--request-timeout', '90s'], () => {
      back = api.kill().then(() => api.start());
    });
    await back;
    expect(result.status, result.stdout + result.stderr).toBe(0);
    await expectDone(name, cart);
  });

  it('an API server that keeps its connections and says nothing more ends the run at the deadline; the next is whole', async () => {
    const name = askForMore();
    const cart = generation('placement', 'shop', 'cart');
    const api = server.apiserver('hub');
    const result = await cliUntil([...applying, '--request-timeout', '3s'], () => api.pause());
    api.resume();
    expect(result.status).toBe(1);
    expect(result.stdout).toMatch(/"failed".*no answer from https:\S+ after 3s; it may have been written/);
    const again = await cli(applying);
    expect(again.status, again.stdout + again.stderr).toBe(0);
    await expectDone(name, cart);
  });

  it(`any fault at any request: the next run is whole (RAMEN_SYNC_SEED=${seed})`, async () => {
    const samples = sample(
      (chance) => {
        const isRead = chance.often(30);
        return { isRead, nth: chance.below(isRead ? 30 : 8), chosen: chance.pick(faults) };
      },
      seed,
      10,
    );
    for (const { isRead, nth, chosen } of samples) {
      const name = askForMore();
      const cart = generation('placement', 'shop', 'cart');
      proxy.seen.length = 0;
      if (chosen === undefined) throw new Error('no fault');
      proxy.decide = atNth(nth, isRead, chosen.fault);
      const first = await cli([...applying, '--request-timeout', '3s'], proxied);
      proxy.decide = () => undefined;
      const second = await cli(applying, proxied);
      for (const arrive of proxy.late.splice(0)) await arrive();
      const where = `${chosen.name}, at ${isRead ? 'read' : 'write'} ${nth}\n${first.stdout}${first.stderr}`;
      expect(second.status, `${where}${second.stdout}${second.stderr}`).toBe(0);
      expect(proxy.seen.flatMap(lawsBrokenBy), where).toEqual([]);
      await expectDone(name, cart);
    }
  });
});

function atNth(nth: number, isRead: boolean, fault: Fault): (request: ProxiedRequest) => Fault | undefined {
  let left = nth;
  return ({ kind }) => {
    if (isRead !== (kind !== 'apply' && kind !== 'patch')) return undefined;
    left -= 1;
    return left === -1 ? fault : undefined;
  };
}
