import { getAt, getString } from '../../model/field-path.ts';
import { goDurationSeconds } from '../../model/go-duration.ts';
import { isArray } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import type { Consequence } from '../../model/plan.ts';
import { spanText } from '../../model/span-text.ts';
import { progressionOf, type Situation } from '../situation.ts';
import { syncLag } from '../sync-lag.ts';

/** `RPO now 7m12s, policy 5m`: the age of the copy on the peer. */
export function rpo(live: LiveObject | undefined, situation: Situation | undefined): Consequence {
  const code = 'rpo';
  if (situation === undefined) return { code, text: 'RPO unknown: its state cannot be read' };
  const { state, lagSeconds, why } = syncLag(live, situation);
  const interval = getString(situation.policy, ['spec', 'schedulingInterval']);
  const policy = `policy ${interval === undefined || interval === '' ? 'unknown' : interval}`;
  if (state === 'not-applicable')
    return { code, text: 'RPO does not apply: both clusters write the same storage' };
  if (state === 'never') return { code, text: `RPO unknown: no sync is recorded, ${policy}` };
  return lagSeconds === undefined
    ? { code, text: `RPO unknown: ${why ?? 'its last sync cannot be read'}, ${policy}` }
    : { code, text: `RPO now ${spanText(lagSeconds)}, ${policy}` };
}

/** What a failover leaves behind on the cluster that it leaves. */
export function lostWrites(live: LiveObject | undefined, situation: Situation | undefined): Consequence {
  const from = situation?.runsOn ?? 'the old cluster';
  const lag = situation === undefined ? undefined : syncLag(live, situation);
  if (lag?.state === 'not-applicable')
    return {
      code: 'writes-kept',
      text: 'no acknowledged write is lost: both clusters write the same storage',
    };
  const code = 'writes-lost';
  if (lag?.state === 'never') return { code, text: `everything on ${from} may be lost: no sync is recorded` };
  return lag?.syncedAt === undefined || situation === undefined
    ? { code, text: `writes on ${from} since the last sync would be lost; when that was is unknown` }
    : { code, text: `writes after ${momentText(lag.syncedAt, situation.now)} on ${from} would be lost` };
}

/** `last action took 6m`; where none was timed, that is said. */
export function lastAction(live: LiveObject | undefined, situation: Situation | undefined): Consequence {
  const code = 'last-action';
  const took = goDurationSeconds(getString(live, ['status', 'actionDuration']));
  if (took !== undefined) return { code, text: `last action took ${spanText(Math.max(1, took))}` };
  const began = Date.parse(getString(live, ['status', 'actionStartTime']) ?? '');
  if (
    live !== undefined &&
    situation !== undefined &&
    !Number.isNaN(began) &&
    progressionOf(live) !== 'Completed'
  )
    return { code, text: `the action under way began ${spanText((situation.now - began) / 1000)} ago` };
  return { code, text: 'how long it takes is unknown: no action was timed before' };
}

/** How much there is to replicate, as far as Ramen says: `3 volumes, the last sync took 42s for 1.2 GiB`. */
export function volumes(live: LiveObject | undefined): readonly Consequence[] {
  const claims = getAt(live, ['status', 'resourceConditions', 'resourceMeta', 'protectedpvcs']);
  const took = goDurationSeconds(getString(live, ['status', 'lastGroupSyncDuration']));
  const bytes = getAt(live, ['status', 'lastGroupSyncBytes']);
  const size = typeof bytes === 'number' ? ` for ${byteText(bytes)}` : '';
  const sync = took === undefined ? [] : [`the last sync took ${spanText(Math.max(1, took))}${size}`];
  if (!isArray(claims) || claims.length === 0) return sync.map((text) => ({ code: 'volumes', text }));
  const count = claims.length === 1 ? '1 volume' : `${claims.length} volumes`;
  return [{ code: 'volumes', text: [`${count} replicated`, ...sync].join(', ') }];
}

/** `10:42:03Z`; with its date where that is another day's. */
function momentText(timestamp: string, now: number): string {
  const [day, time] = new Date(Date.parse(timestamp)).toISOString().replace('.000', '').split('T');
  return new Date(now).toISOString().startsWith(day ?? '') ? (time ?? timestamp) : timestamp;
}

function byteText(bytes: number): string {
  const step = Math.min(byteUnits.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  const value = bytes / 1024 ** step;
  return `${value < 10 && step > 0 ? value.toFixed(1) : Math.round(value)} ${byteUnits[step]}`;
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
