import { kindOf } from '../kinds/registry.ts';
import type { Doubt } from '../model/doubt.ts';
import { isClusterError } from '../model/errors.ts';
import type { Health } from '../model/health.ts';
import { type LiveObject, uidOf } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import { duration } from './duration.ts';

export interface HealthWait {
  readonly object: ObjectRef;
  /** As the write answered it. */
  readonly written: LiveObject;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** What speaks against its green, though its own status says it is healthy. */
  readonly doubts: Doubting;
  /** Called with each new reason to wait on. */
  readonly waiting: (message: string) => void;
}

export type Doubting = (live: LiveObject) => Promise<readonly Doubt[]>;

export type HealthResult =
  | { readonly healthy: true; readonly message: string }
  | { readonly healthy: false; readonly message: string };

/** A condition may be False for a moment while Ramen retries; only what stays failed this long has failed. */
const failedForMs = 30_000;
/** What speaks against a green is seen from several clusters, and their news come one by one. */
const doubtedForMs = 60_000;

/**
 * Reads the object again and again, more and more slowly, until it is healthy, stays failed, or the time is up. A green that
 * is false does not count as healthy, and one that stays false has failed.
 */
export async function awaitHealth(wait: HealthWait): Promise<HealthResult> {
  const { clock, signal, timeoutMs } = wait;
  const deadline = clock.now() + timeoutMs;
  let health = await judgeHealth(wait, wait.written);
  let failedSince: number | undefined;
  let said: string | undefined;
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 10_000)) {
    if (health.status === 'Current') return { healthy: true, message: health.message };
    if (health.status !== 'Failed') failedSince = undefined;
    else failedSince ??= clock.now();
    if (
      failedSince !== undefined &&
      clock.now() - failedSince >= (health.doubted ? doubtedForMs : failedForMs)
    )
      return { healthy: false, message: health.message };
    const left = deadline - clock.now();
    if (left <= 0)
      return {
        healthy: false,
        message: `did not become healthy within ${duration(timeoutMs)}: ${health.message}`,
      };
    if (signal.aborted)
      return { healthy: false, message: `interrupted before it was healthy: ${health.message}` };
    if (said !== health.message) wait.waiting(health.message);
    said = health.message;
    await clock.sleep(Math.min(pause, left), signal);
    const next = await readHealth(wait);
    if ('gone' in next) return { healthy: false, message: next.gone };
    health = next;
  }
}

/** Health by its own status; kinds that ramen-sync does not know are healthy when they exist. */
function healthOf(object: ObjectRef, live: LiveObject): Health {
  return kindOf(object.apiVersion, object.kind)?.health(live) ?? { status: 'Current', message: 'exists' };
}

interface JudgedHealth extends Health {
  /** Its own status is green. */
  readonly doubted?: true;
}

/** Health as far as one look tells. What of a green cannot be checked is named beside it, and does not take it away. */
export async function judgeHealth(
  { object, doubts }: Pick<HealthWait, 'object' | 'doubts'>,
  live: LiveObject,
): Promise<JudgedHealth> {
  const own = healthOf(object, live);
  if (own.status !== 'Current') return own;
  const found = await doubts(live);
  const worst = found.find(({ health }) => health !== 'Unknown');
  if (worst === undefined) {
    const unseen = found.map(({ text }) => text);
    return unseen.length === 0 ? own : { ...own, message: `${own.message}; but ${unseen.join('; ')}` };
  }
  const word = worst.health === 'Failed' ? 'false' : 'early';
  return {
    status: worst.health,
    message: `${own.message}, but that is ${word}: ${worst.text}`,
    doubted: true,
  };
}

async function readHealth(wait: HealthWait): Promise<JudgedHealth | { readonly gone: string }> {
  try {
    const live = await wait.cluster.get(wait.object);
    if (live === undefined) return { gone: 'was deleted while waiting for it to become healthy' };
    if (uidOf(live) !== uidOf(wait.written))
      return { gone: 'was deleted and created again while waiting for it to become healthy' };
    return await judgeHealth(wait, live);
  } catch (error) {
    if (!isClusterError(error)) throw error;
    if (error.reason === 'forbidden' || error.reason === 'unauthorized')
      return { gone: `its health cannot be read: ${error.message}` };
    return { status: 'Unknown', message: error.message };
  }
}
