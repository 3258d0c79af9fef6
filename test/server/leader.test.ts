import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CutProxy, startCutProxy } from '../support/cut-proxy.ts';
import { type LoopProcess, startLoop } from '../support/loop-process.ts';
import {
  type AuditedWrite,
  assetsFolder,
  makeClientCertificate,
  type RealServer,
  startRealServer,
} from '../support/real-server.ts';

const execute = promisify(execFile);
const root = resolve(import.meta.dirname, '../..');
const crds = ['deploy/topologysyncs-crd.yaml', 'schemas/crds/ramendr.openshift.io_recipes.yaml'].map((file) =>
  join(root, file),
);
const RECIPES = 60;

interface Replica {
  readonly user: string;
  readonly process: LoopProcess;
  readonly proxy: CutProxy;
}

/** Two replicas under one Lease, and somebody who keeps them busy writing: every write is in the server's audit log. */
describe.skipIf(assetsFolder() === undefined)('two replicas of ramen-sync run', () => {
  let server: RealServer;
  let folder = '';
  let churning = true;
  let churn: Promise<void>;
  const replicas: Replica[] = [];

  beforeAll(async () => {
    server = await startRealServer({ crds, audit: true });
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-leader-'));
    const hubId = server.kubectl(['get', 'ns', 'kube-system', '-o', 'jsonpath={.metadata.uid}']);
    writeRepository(folder);
    for (const name of ['ramen-sync', 'shop']) server.kubectl(['create', 'namespace', name]);
    const sync = {
      apiVersion: 'ramen-sync.io/v1alpha1',
      kind: 'TopologySync',
      metadata: { name: 'prod', namespace: 'ramen-sync' },
      spec: {
        source: { url: `file://${join(folder, 'remote.git')}`, ref: { branch: 'main' } },
        hub: { id: hubId },
        interval: '1s',
        mode: 'enforce',
        takeOver: ['kubectl*'],
      },
    };
    server.kubectl(['apply', '--server-side', '-f', '-'], { input: JSON.stringify(sync) });
  });
  afterAll(async () => {
    churning = false;
    await churn;
    for (const { process, proxy } of replicas) {
      process.kill();
      await proxy.stop();
    }
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(user: string): Promise<Replica> {
    const url = new URL(server.urls.hub ?? '');
    const proxy = await startCutProxy({ host: url.hostname, port: Number(url.port) });
    const { certificate, key } = makeClientCertificate(server.clientCa, {
      user,
      group: 'system:masters',
      days: 1,
    });
    const kubeconfig = join(folder, `${user}.kubeconfig`);
    const base64 = (text: string): string => Buffer.from(text).toString('base64');
    writeFileSync(
      kubeconfig,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Config',
        'current-context': 'hub',
        contexts: [{ name: 'hub', context: { cluster: 'hub', user } }],
        clusters: [
          {
            name: 'hub',
            cluster: {
              server: `https://${proxy.address}`,
              'certificate-authority-data': base64(server.certificates.hub ?? ''),
            },
          },
        ],
        users: [
          {
            name: user,
            user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) },
          },
        ],
      }),
    );
    const args = ['--kubeconfig', kubeconfig, '--namespace', 'ramen-sync', '--leader-elect'];
    const process = startLoop(args, { RAMEN_SYNC_DATA: join(folder, user) });
    const replica = { user, process, proxy };
    replicas.push(replica);
    return replica;
  }

  /** Somebody changes what Git declares, again and again: there is always something to write. */
  async function keepBusy(): Promise<void> {
    for (let round = 0; churning; round += 1) {
      // Not kubectl() of the server: it would stop the proxies, which are in this process.
      const some = Array.from({ length: RECIPES / 6 }, (_, index) => `r${index * 6 + (round % 6)}`);
      const label = ['label', 'recipes', ...some, '-n', 'shop', '--overwrite', `tier=r${round}`];
      await execute(join(assetsFolder() ?? '', 'kubectl'), ['--kubeconfig', server.kubeconfig, ...label]);
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }

  const writesOf = (user: string): readonly AuditedWrite[] =>
    server.audited('hub').filter((write) => write.user === user && hasTakenEffect(write));
  const leads = ({ process }: Replica): number =>
    process.lines().filter(({ message }) => message === 'leading').length;

  /** `trouble` hits the leader while it writes; answers what the log says of the change. */
  async function succession(leader: Replica, heir: Replica, trouble: () => void): Promise<void> {
    const before = writesOf(leader.user).length;
    await until(() => writesOf(leader.user).length > before, leader);
    const heirBefore = writesOf(heir.user).length;
    expect(heirBefore === 0 || leads(heir) > 0).toBe(true);
    const led = leads(heir);
    const hitAt = Date.now();
    trouble();
    await until(() => leads(heir) > led, heir);
    console.log(`${leader.user} to ${heir.user}: ${((Date.now() - hitAt) / 1000).toFixed(1)} s`);
    await until(() => writesOf(heir.user).length > heirBefore, heir);
  }

  /** From its successor's first write on, nothing of the former leader's takes effect. */
  function expectSilence(former: Replica, heir: Replica, heirsEarlier: number): void {
    const first = writesOf(heir.user)[heirsEarlier];
    if (first === undefined) throw new Error('the successor has written nothing');
    const late = writesOf(former.user).filter(({ answeredAt }) => answeredAt > first.receivedAt);
    expect(late).toEqual([]);
  }

  it('keep apart whatever happens to the leader', async () => {
    const a = await start('replica-a');
    await until(() => writesOf(a.user).length >= RECIPES, a);
    const b = await start('replica-b');
    await until(() => b.process.lines().some(({ message }) => message === 'standing by'), b);
    churn = keepBusy();

    // Killed.
    await succession(a, b, () => a.process.kill());
    expectSilence(a, b, 0);

    // Frozen past its Lease, and thawed when the other one writes.
    const c = await start('replica-c');
    await until(() => c.process.lines().some(({ message }) => message === 'standing by'), c);
    await succession(b, c, () => b.process.signal('SIGSTOP'));
    b.process.signal('SIGCONT');
    await until(() => b.process.lines().some(({ message }) => message === 'no longer leading'), b);
    const settled = writesOf(c.user).length;
    await until(() => writesOf(c.user).length > settled + 5, c);
    expectSilence(b, c, 0);

    // Cut off, and back when the other one writes.
    const earlier = writesOf(b.user).length;
    await succession(c, b, () => c.proxy.cut());
    c.proxy.mend();
    await until(() => c.process.lines().some(({ message }) => message === 'no longer leading'), c);
    const again = writesOf(b.user).length;
    await until(() => writesOf(b.user).length > again + 5, b);
    expectSilence(c, b, earlier);

    // Told to end: no waiting.
    await until(() => c.process.lines().filter(({ message }) => message === 'standing by').length > 1, c);
    const last = writesOf(c.user).length;
    await succession(b, c, () => b.process.signal('SIGTERM'));
    expectSilence(b, c, last);
  }, 240_000);
});

function hasTakenEffect({ verb, resource, uri, status }: AuditedWrite): boolean {
  const changes = ['create', 'update', 'patch', 'delete'].includes(verb);
  const counts = resource !== 'leases' && resource !== 'selfsubjectaccessreviews';
  return changes && counts && !uri.includes('dryRun=All') && status >= 200 && status < 300;
}

async function until(isSo: () => boolean, { process }: Replica): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`it did not come to that:\n${process.output().slice(-4000)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

function writeRepository(folder: string): void {
  const work = join(folder, 'work');
  mkdirSync(join(work, 'dr'), { recursive: true });
  const recipes = Array.from({ length: RECIPES }, (_, index) => ({
    apiVersion: 'ramendr.openshift.io/v1alpha1',
    kind: 'Recipe',
    metadata: {
      name: `r${index}`,
      namespace: 'shop',
      labels: { tier: 'gold' },
      annotations: { 'ramen-sync.io/cluster': 'hub' },
    },
    spec: { appType: 'shop' },
  }));
  writeFileSync(
    join(work, 'dr/recipes.yaml'),
    recipes.map((recipe) => JSON.stringify(recipe)).join('\n---\n'),
  );
  const git = (...args: string[]): void => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    execFileSync('git', [...who, ...args], { cwd: work, stdio: 'pipe' });
  };
  git('init', '-q');
  git('add', '-A');
  git('commit', '-q', '-m', 'recipes');
  git('clone', '-q', '--bare', '.', join(folder, 'remote.git'));
}
