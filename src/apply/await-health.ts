import { kindOf } from '../kinds/registry.ts';
import { isClusterError } from '../model/errors.ts';
import type { Health } from '../model/health.ts';
import { type LiveObject, uidOf } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';

export interface HealthWait {
  readonly object: ObjectRef;
  /** As the write answered it. */
  readonly written: LiveObject;
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with each new reason to wait on. */
  readonly waiting: (message: string) => void;
}

export type HealthResult =
  | { readonly healthy: true; readonly message: string }
  | { readonly healthy: false; readonly message: string };

/** A condition may be False for a moment while Ramen retries; only what stays failed this long has failed. */
const failedForMs = 30_000;

/** Reads the object again and again, more and more slowly, until it is healthy, stays failed, or the time is up. */
export async function awaitHealth(wait: HealthWait): Promise<HealthResult> {
  const { clock, signal, timeoutMs, object } = wait;
  const deadline = clock.now() + timeoutMs;
  let health = healthOf(object, wait.written);
  let failedSince: number | undefined;
  let said: string | undefined;
  for (let pause = 500; ; pause = Math.min(pause * 1.5, 10_000)) {
    if (health.status === 'Current') return { healthy: true, message: health.message };
    if (health.status !== 'Failed') failedSince = undefined;
    else failedSince ??= clock.now();
    if (failedSince !== undefined && clock.now() - failedSince >= failedForMs)
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

/** Health as far as one look tells; kinds that ramen-sync does not know are healthy when they exist. */
export function healthOf(object: ObjectRef, live: LiveObject): Health {
  return kindOf(object.apiVersion, object.kind)?.health(live) ?? { status: 'Current', message: 'exists' };
}

async function readHealth(wait: HealthWait): Promise<Health | { readonly gone: string }> {
  try {
    const live = await wait.cluster.get(wait.object);
    if (live === undefined) return { gone: 'was deleted while waiting for it to become healthy' };
    if (uidOf(live) !== uidOf(wait.written))
      return { gone: 'was deleted and created again while waiting for it to become healthy' };
    return healthOf(wait.object, live);
  } catch (error) {
    if (!isClusterError(error)) throw error;
    if (error.reason === 'forbidden' || error.reason === 'unauthorized')
      return { gone: `its health cannot be read: ${error.message}` };
    return { status: 'Unknown', message: error.message };
  }
}

/** `10m`, `90s`: as `--wait` takes it. */
function duration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 1) return `${milliseconds}ms`;
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
}
