import type { Doubt } from '../../model/doubt.ts';
import { getString } from '../../model/field-path.ts';
import { goDurationSeconds } from '../../model/go-duration.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { spanText } from '../../model/span-text.ts';
import type { Situation } from '../situation.ts';
import { type SyncLag, syncLag } from '../sync-lag.ts';

/** A sync time that stands still: Protected stays True however long replication has been dead. */
export function syncDoubts(live: LiveObject, situation: Situation): readonly Doubt[] {
  const lag = syncLag(live, situation);
  if (lag.state === 'unknown') {
    if (situation.policy === undefined) return [];
    return [
      {
        code: 'sync-unread',
        health: 'Unknown',
        text: `whether it is replicated in time is unknown: ${lag.why ?? 'it cannot be read'}`,
        help: 'compare the clocks, and the schedulingInterval of its policy',
      },
    ];
  }
  if (lag.state === 'never') return [neverSynced(live, situation, lag.intervalSeconds ?? 0)];
  if (lag.state !== 'warning' && lag.state !== 'critical') return [];
  return [lateSync(live, situation, lag)];
}

function lateSync(live: LiveObject, situation: Situation, lag: SyncLag): Doubt {
  const { lagSeconds = 0, intervalSeconds = 0, syncedAt = 'an unknown time' } = lag;
  const text = `its last sync was ${spanText(lagSeconds)} ago, at ${syncedAt}, where its policy promises one every ${spanText(intervalSeconds)}`;
  // While an action runs nothing is synced in time, and the old time stands on for a while after it.
  return hasJustCome(live, situation, intervalSeconds)
    ? {
        code: 'sync-late',
        health: 'InProgress',
        text: `${text}: its last action has only just ended`,
        help: 'wait for the next sync',
      }
    : {
        code: 'sync-late',
        health: 'Failed',
        text: `${text}: replication is late or dead`,
        help: `look at the VolumeReplications and ReplicationSources of the application on ${situation.runsOn ?? 'its cluster'}; a failover now would lose everything since`,
      };
}

function neverSynced(live: LiveObject, situation: Situation, interval: number): Doubt {
  const young = hasJustCome(live, situation, interval);
  return {
    code: 'never-synced',
    health: young ? 'InProgress' : 'Failed',
    text: young
      ? 'no sync of it is recorded yet: it is unprotected until the first'
      : 'no sync of it is recorded since it came to rest: nothing may be protected',
    help: `see whether its selector finds the claims on ${situation.runsOn ?? 'its cluster'}, and what their replication waits for`,
  };
}

/** Has it been at rest for no more than two intervals: since its last action ended, else since it was made? */
function hasJustCome(live: LiveObject, { now }: Situation, interval: number): boolean {
  const began = Date.parse(getString(live, ['status', 'actionStartTime']) ?? '');
  const took = goDurationSeconds(getString(live, ['status', 'actionDuration'])) ?? 0;
  const since = Number.isNaN(began)
    ? Date.parse(getString(live, ['metadata', 'creationTimestamp']) ?? '')
    : began + took * 1000;
  return (now - since) / 1000 <= 2 * interval;
}
