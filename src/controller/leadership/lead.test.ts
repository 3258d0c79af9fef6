import { afterEach, beforeEach, expect, it } from 'vitest';
import { startWatchedClusters, type WatchedClusters } from '../../../test/support/watched-clusters.ts';
import { connectCluster } from '../../cluster/connect.ts';
import { getAt, getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Clock } from '../../ports/clock.ts';
import type { Cluster } from '../../ports/cluster.ts';
import { jsonLog } from '../log.ts';
import { lead } from './lead.ts';
import { leaseKind } from './lease.ts';
import { pace, type Term } from './term.ts';

/** Stands still until the test moves it. */
class HandClock implements Clock {
  time = Date.parse('2026-11-21T10:00:00Z');
  readonly #sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();
  now(): number {
    return this.time;
  }
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const sleeper = {
        until: this.time + milliseconds,
        wake: () => {
          this.#sleepers.delete(sleeper);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', sleeper.wake, { once: true });
    });
  }
  advance(milliseconds: number): void {
    this.time += milliseconds;
    for (const { until, wake } of [...this.#sleepers]) if (until <= this.time) wake();
  }
}

let clusters: WatchedClusters;
let clock: HandClock;
let events: string[];
let log: string[];
let candidates: Candidate[];
let admin: Cluster;
beforeEach(async () => {
  clusters = await startWatchedClusters();
  clock = new HandClock();
  events = [];
  log = [];
  candidates = [];
  admin = await connect();
});
afterEach(async () => {
  for (const candidate of candidates) candidate.stop.abort();
  await Promise.all(candidates.map(({ done }) => done));
  admin.close();
  await clusters.close();
});

interface Candidate {
  readonly stop: AbortController;
  readonly done: Promise<void>;
  readonly terms: Term[];
}

function connect(): Promise<Cluster> {
  const kubeconfigText = JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'hub',
    contexts: [{ name: 'hub', context: { cluster: 'hub', user: 'u' } }],
    clusters: [{ name: 'hub', cluster: { server: clusters.urls.get('hub') } }],
    users: [{ name: 'u', user: { token: clusters.token } }],
  });
  return connectCluster({ name: 'hub', access: { kubeconfigText, from: 'test' }, requestTimeoutMs: 5000 });
}

async function stand(identity: string, own: HandClock = clock): Promise<Candidate> {
  const hub = await connect();
  const stop = new AbortController();
  const terms: Term[] = [];
  const done = lead(
    { namespace: 'default', name: 'ramen-sync', identity, signal: stop.signal },
    {
      hub,
      clock: own,
      now: () => ({ steady: own.now(), wall: own.now() }),
      log: jsonLog({ write: (line) => log.push(line), now: () => own.now(), quiet: false }),
    },
    async (term) => {
      terms.push(term);
      events.push(`${identity} leads`);
      const either = AbortSignal.any([stop.signal, term.ended]);
      if (!either.aborted) await new Promise((resolve) => either.addEventListener('abort', resolve));
      events.push(`${identity} ends`);
    },
  ).finally(() => hub.close());
  const candidate = { stop, done, terms };
  candidates.push(candidate);
  return candidate;
}

async function lease(): Promise<JsonObject> {
  return (await admin.get({ ...leaseKind, namespace: 'default', name: 'ramen-sync' })) ?? {};
}
const holder = async (): Promise<string | undefined> => getString(await lease(), ['spec', 'holderIdentity']);

it('leads alone, and hands over at once when told to end', async () => {
  const a = await stand('a');
  await expect.poll(() => events).toEqual(['a leads']);
  await stand('b');
  a.stop.abort();
  await expect.poll(() => events).toEqual(['a leads', 'a ends', 'b leads']);
  expect(await holder()).toBe('b');
  expect(getAt(await lease(), ['spec', 'leaseTransitions'])).toBe(1);
});

it('renews, so that nobody takes over', async () => {
  const a = await stand('a');
  await expect.poll(() => events).toEqual(['a leads']);
  await stand('b');
  for (let renewal = 0; renewal < 5; renewal += 1) {
    const before = getString(await lease(), ['spec', 'renewTime']);
    clock.advance(pace.renewMs);
    await expect.poll(async () => getString(await lease(), ['spec', 'renewTime'])).not.toBe(before);
  }
  expect(a.terms[0]?.isValid()).toBe(true);
  expect(events).toEqual(['a leads']);
});

it('takes over from one that is gone only after the whole time of the Lease', async () => {
  const frozen = new HandClock();
  const a = await stand('a', frozen);
  await expect.poll(() => events).toEqual(['a leads']);
  await stand('b');
  await expect.poll(() => log.join()).toContain('standing by');
  clock.advance(pace.leaseMs - 1);
  await settled();
  expect(await holder()).toBe('a');
  clock.advance(1);
  await expect.poll(holder).toBe('b');
  // What it finds when it wakes up.
  frozen.time += pace.leaseMs;
  expect(a.terms[0]?.isValid()).toBe(false);
  await expect.poll(() => events).toEqual(['a leads', 'b leads', 'a ends']);
});

it('gives up when somebody else has the Lease, and stands by again', async () => {
  await stand('a');
  await expect.poll(() => events).toEqual(['a leads']);
  const { metadata } = await lease();
  const resourceVersion = getString(metadata, ['resourceVersion']) ?? '';
  const spec = { holderIdentity: 'x', leaseDurationSeconds: 30 };
  const key = { ...leaseKind, namespace: 'default', name: 'ramen-sync' };
  await admin.mergePatch(key, { metadata: { resourceVersion }, spec }, { dryRun: false });
  clock.advance(pace.renewMs);
  await expect.poll(() => events).toEqual(['a leads', 'a ends']);
  expect(await holder()).toBe('x');
});

it('goes on when somebody only put a label on the Lease', async () => {
  const a = await stand('a');
  await expect.poll(() => events).toEqual(['a leads']);
  const { metadata } = await lease();
  const resourceVersion = getString(metadata, ['resourceVersion']) ?? '';
  const key = { ...leaseKind, namespace: 'default', name: 'ramen-sync' };
  await admin.mergePatch(key, { metadata: { resourceVersion, labels: { seen: 'yes' } } }, { dryRun: false });
  const before = getString(await lease(), ['spec', 'renewTime']);
  clock.advance(pace.renewMs);
  await settled();
  clock.advance(1000);
  await expect.poll(async () => getString(await lease(), ['spec', 'renewTime'])).not.toBe(before);
  expect(a.terms[0]?.isValid()).toBe(true);
});

/** All that was asked of the server before has been answered. */
async function settled(): Promise<void> {
  for (let round = 0; round < 5; round += 1) await lease();
}
