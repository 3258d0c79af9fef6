import { getAt, getString } from '../model/field-path.ts';
import { isArray } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { intervalSeconds } from '../topology/policy-pairs.ts';
import type { Situation } from './situation.ts';

/** How far the copy on the peer is behind, against what the policy promises. */
export interface SyncLag {
  /** `never`: nothing was replicated yet. `not-applicable`: Metro, both clusters write the same storage. */
  readonly state: 'ok' | 'warning' | 'critical' | 'never' | 'not-applicable' | 'unknown';
  readonly lagSeconds?: number;
  readonly intervalSeconds?: number;
  /** RFC 3339: the newest moment up to which every volume is known to be on the peer. */
  readonly syncedAt?: string;
  /** Only with `unknown`: why, as the end of a sentence. */
  readonly why?: string;
}

/** Clocks of two machines that differ by less are the same clock. */
const SKEW_SECONDS = 60;

/**
 * `lastGroupSyncTime` is the oldest last sync of all volumes, on the hub a little late: where the home's VolumeReplicationGroup
 * is readable and newer, it counts. Ramen alerts above two intervals, and seriously from three on.
 * Ramen: internal/controller/drplacementcontrol_controller.go (updateResourceCondition), config/prometheus/alerts.yaml.
 */
export function syncLag(live: LiveObject | undefined, situation: Situation): SyncLag {
  const interval = intervalOf(situation.policy);
  if (isMetro(situation.policy) || interval === 0) return { state: 'not-applicable' };
  const syncedAt = newestSync(live, situation);
  const known = {
    ...(interval === undefined ? {} : { intervalSeconds: interval }),
    ...(syncedAt === undefined ? {} : { syncedAt }),
  };
  if (syncedAt === undefined)
    return interval === undefined
      ? { state: 'unknown', why: 'its policy does not say how often it replicates' }
      : { ...known, state: 'never' };
  const lag = Math.round((clockOf(live, situation) - Date.parse(syncedAt)) / 1000);
  if (lag < -SKEW_SECONDS)
    return {
      ...known,
      state: 'unknown',
      why: `its last sync, ${syncedAt}, lies ahead of this machine's clock`,
    };
  const lagSeconds = Math.max(0, lag);
  if (interval === undefined)
    return { ...known, lagSeconds, state: 'unknown', why: 'its policy does not say how often it replicates' };
  const ratio = lagSeconds / interval;
  return { ...known, lagSeconds, state: ratio >= 3 ? 'critical' : ratio > 2 ? 'warning' : 'ok' };
}

/** Ours, or the clusters' own where that is ahead: they wrote the sync time, and say when they last wrote anything. */
function clockOf(live: LiveObject | undefined, situation: Situation): number {
  const written = [live, homeVrg(situation)].map((object) =>
    Date.parse(getString(object, ['status', 'lastUpdateTime']) ?? ''),
  );
  return Math.max(situation.now, ...written.filter((time) => !Number.isNaN(time)));
}

/** How often the policy replicates; undefined where it does not: Metro, or an interval that nobody can read. */
export function promisedInterval(policy: LiveObject | undefined): number | undefined {
  const interval = intervalOf(policy);
  return isMetro(policy) || interval === 0 ? undefined : interval;
}

function intervalOf(policy: LiveObject | undefined): number | undefined {
  const text = getString(policy, ['spec', 'schedulingInterval']);
  return text === undefined ? undefined : intervalSeconds(text);
}

/** Metro shows in the policy's synchronous peer classes. */
function isMetro(policy: LiveObject | undefined): boolean {
  const sync = getAt(policy, ['status', 'sync', 'peerClasses']);
  return isArray(sync) && sync.length > 0;
}

function newestSync(live: LiveObject | undefined, situation: Situation): string | undefined {
  const times = [live, homeVrg(situation)]
    .map((object) => getString(object, ['status', 'lastGroupSyncTime']))
    .filter((time) => time !== undefined && !Number.isNaN(Date.parse(time)));
  return times.reduce(
    (newest, time) =>
      newest !== undefined && time !== undefined && Date.parse(newest) >= Date.parse(time) ? newest : time,
    undefined,
  );
}

function homeVrg({ runsOn, vrgs, views }: Situation): LiveObject | undefined {
  const sight = runsOn === undefined ? undefined : (vrgs.get(runsOn) ?? views.get(runsOn));
  return sight?.seen === 'vrg' ? sight.vrg : undefined;
}
