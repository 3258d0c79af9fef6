import { afterEach, describe, expect, it } from 'vitest';
import { answer, type HttpFake, startHttpFake } from '../../test/support/http-fake.ts';
import type { Clock } from '../ports/clock.ts';
import { openClusters } from './open-clusters.ts';

const fakes: HttpFake[] = [];
afterEach(async () => {
  for (const fake of fakes.splice(0)) await fake.stop();
});

/** A cluster that tells who it is, one that never does, or one that does when told. */
async function cluster(told: Promise<void>): Promise<HttpFake> {
  const fake = await startHttpFake(
    async ({ url }, response) => {
      await told;
      if (url === '/version') return answer(response, 200, { gitVersion: 'v1.35.4' });
      answer(response, 200, {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'kube-system', uid: 'u' },
      });
    },
    { timeoutMs: 600_000 },
  );
  fakes.push(fake);
  return fake;
}

const never = new Promise<void>(() => undefined);
const config = {
  hub: { context: 'hub' },
  managedClusters: [
    { name: 'dr1', context: 'dr1' },
    { name: 'dr2', context: 'dr2' },
  ],
};

/** Time that passes when the test lets it. */
function heldClock() {
  const sleeps: number[] = [];
  let now = 0;
  let wake = () => {};
  const clock: Clock = {
    now: () => now,
    sleep: (milliseconds) => {
      sleeps.push(milliseconds);
      return new Promise((resolve) => {
        wake = resolve;
      });
    },
  };
  return {
    clock,
    sleeps,
    wake: () => wake(),
    pass: (milliseconds: number) => {
      now += milliseconds;
    },
  };
}

describe('a managed cluster that does not say who it is', () => {
  it('is waited for five seconds once the hub has answered, and not until its own deadline', async () => {
    const [hub, dr1, dr2] = [
      await cluster(Promise.resolve()),
      await cluster(Promise.resolve()),
      await cluster(never),
    ];
    const time = heldClock();
    const byName: Record<string, HttpFake> = { hub, dr1, dr2 };
    const opening = openClusters(config, async (name) => (byName[name] ?? hub).cluster, time.clock);
    await expect.poll(() => [time.sleeps, dr2.requests.length]).toEqual([[5000], 2]);
    time.wake();
    const clusters = await opening;
    expect(clusters.reports.map(({ name, state }) => [name, state])).toEqual([
      ['hub', 'reachable'],
      ['dr1', 'reachable'],
      ['dr2', 'unreachable'],
    ]);
    expect(clusters.whyNot('dr2')).toBe('no answer in 5s, and the others do not wait for it');
    expect(clusters.find('dr2')).toBeUndefined();
    clusters.close();
  });

  it('has five times as long as the hub took', async () => {
    let tell = () => {};
    const hub = await cluster(
      new Promise<void>((resolve) => {
        tell = resolve;
      }),
    );
    const dr2 = await cluster(never);
    const time = heldClock();
    const opening = openClusters(config, async (name) => (name === 'hub' ? hub : dr2).cluster, time.clock);
    await expect.poll(() => hub.requests.length).toBe(2);
    time.pass(3000);
    tell();
    await expect.poll(() => time.sleeps).toEqual([12_000]);
    time.wake();
    expect((await opening).whyNot('dr2')).toBe('no answer in 15s, and the others do not wait for it');
  });

  it('is closed with the others, even where it is connected only then', async () => {
    const [hub, late] = [await cluster(Promise.resolve()), await cluster(never)];
    const time = heldClock();
    let connect = () => {};
    const connected = new Promise<void>((resolve) => {
      connect = resolve;
    });
    const opening = openClusters(
      config,
      async (name) => {
        if (name === 'hub') return hub.cluster;
        await connected;
        return late.cluster;
      },
      time.clock,
    );
    await expect.poll(() => time.sleeps.length).toBe(1);
    time.wake();
    (await opening).close();
    connect();
    await expect(late.cluster.identity()).rejects.toThrow('interrupted');
    expect(late.requests).toEqual([]);
  });
});
