import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import type { FaultProxy, ProxiedRequest } from '../support/fault-proxy.ts';
import { type FaultStage, openFaultStage } from '../support/fault-stage.ts';
import { startOver } from '../support/fault-table.ts';

/** Longer than any test may take: who waits for it fails. */
const deadline = ['--request-timeout', '1h'];

/** Everything but dr1, where cart runs, is well. */
describe('a cluster that hangs', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-hang-'));
  let stage: FaultStage;
  let dr1: FaultProxy;
  beforeAll(async () => {
    stage = await openFaultStage();
    const found = stage.proxies.find(({ cluster }) => cluster === 'dr1');
    if (found === undefined) throw new Error('no proxy of dr1');
    dr1 = found;
  });
  afterEach(() => startOver(stage));
  afterAll(async () => {
    await stage?.close();
    rmSync(folder, { recursive: true });
  });

  /** Who wants to dr1 is `user`. */
  function kubeconfigWith(user: JsonObject): string {
    const names = stage.proxies.map(({ cluster }) => cluster);
    return JSON.stringify({
      clusters: stage.proxies.map(({ cluster, url }) => ({ name: cluster, cluster: { server: url } })),
      users: names.map((name) => ({ name, user: name === 'dr1' ? user : { token: stage.watched.token } })),
      contexts: names.map((name) => ({ name, context: { cluster: name, user: name } })),
    });
  }

  /** What has become of dr1 by the time of each write to the others. */
  function watchWrites<T>(look: () => T): T[] {
    const seen: T[] = [];
    const isWrite = ({ kind }: ProxiedRequest) => kind === 'apply' || kind === 'patch';
    for (const proxy of stage.proxies) {
      if (proxy === dr1) continue;
      proxy.decide = (request) => {
        if (isWrite(request)) seen.push(look());
        return undefined;
      };
    }
    return seen;
  }

  /** The others are done, the failover away from it too, and what cannot be known about it stops what must not start. */
  function expectTheOthersDone(status: number, stdout: string): void {
    const content = stage.watched.content();
    expect(content.get('hub/DRPlacementControl/shop/cart')).toMatchObject({
      spec: { action: 'Failover', failoverCluster: 'dr2' },
    });
    expect(content.get('hub/Placement/shop/cart')).toMatchObject({ spec: { numberOfClusters: 1 } });
    expect(content.get('dr2/StorageClass//rook-ceph-block')).toMatchObject({
      metadata: { annotations: { team: 'storage' } },
    });
    expect(stdout).toMatch(/skipped +3 objects +unreachable: .*\n +storageclass\/rook-ceph-block@dr1,/);
    expect(stdout).toMatch(/blocked +drpc\/depot\/till +hub-recovery: /);
    expect(status).toBe(3);
  }

  it('because it accepts and never answers holds up no write to the others', async () => {
    let silent = 0;
    let ended = 0;
    dr1.decide = () => {
      silent += 1;
      return ({ request }) => void request.socket.once('close', () => (ended += 1));
    };
    const hanging = watchWrites(() => silent - ended);
    const { status, stdout } = await stage.cli([
      'apply',
      '--yes',
      '--no-wait',
      '--max-risk',
      'moves-data',
      ...deadline,
    ]);
    expectTheOthersDone(status, stdout);
    expect(hanging.length).toBeGreaterThan(8);
    expect(Math.min(...hanging), 'dr1 hung when each of the others was written').toBe(silent);
    await expect.poll(() => ended, { message: 'and was left when all was done' }).toBe(silent);
  });

  it('because its credential helper does holds up nobody either, and the helper is ended whole', async () => {
    const pids = join(folder, 'pids');
    const script = `sleep 3600 & echo $$ $! >> ${pids}; wait`;
    const kubeconfig = join(folder, 'kubeconfig');
    writeFileSync(kubeconfig, kubeconfigWith({ exec: { command: 'sh', args: ['-c', script] } }));
    const running = () => readFileSync(pids, 'utf8').trim().split(/\s+/).map(Number).filter(isRunning).length;
    const hanging = watchWrites(running);
    const { status, stdout } = await stage.cli(
      ['apply', '--yes', '--no-wait', '--max-risk', 'moves-data', ...deadline],
      {},
      kubeconfig,
    );
    expectTheOthersDone(status, stdout);
    expect(dr1.seen).toEqual([]);
    expect(new Set(hanging)).toEqual(new Set([2]));
    await expect.poll(running).toBe(0);
  });
});

/** Zombies do not count: nobody may have asked for their end yet. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
