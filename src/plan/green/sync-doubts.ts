import type { Doubt } from '../../model/doubt.ts';
import { getString } from '../../model/field-path.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { spanText } from '../../model/span-text.ts';
import type { Situation } from '../situation.ts';
import { syncLag } from '../sync-lag.ts';

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
  return [
    {
      code: 'sync-late',
      health: 'Failed',
      text: `its last sync was ${spanText(lag.lagSeconds ?? 0)} ago, at ${lag.syncedAt ?? 'an unknown time'}, where its policy promises one every ${spanText(lag.intervalSeconds ?? 0)}: replication is late or dead`,
      help: `look at the VolumeReplications and ReplicationSources of the application on ${situation.runsOn ?? 'its cluster'}; a failover now would lose everything since`,
    },
  ];
}

function neverSynced(live: LiveObject, { now, runsOn }: Situation, interval: number): Doubt {
  const since = restsSince(live);
  const young = since !== undefined && (now - since) / 1000 <= 2 * interval;
  return {
    code: 'never-synced',
    health: young ? 'InProgress' : 'Failed',
    text: young
      ? 'nothing of it has been replicated yet: it is unprotected until the first sync'
      : 'nothing of it was ever replicated since it came to rest: it is unprotected',
    help: `see whether its selector finds the claims on ${runsOn ?? 'its cluster'}, and what their replication waits for`,
  };
}

/** Milliseconds since the epoch: when its last action began, else when it was made. */
function restsSince(live: LiveObject): number | undefined {
  const times = [
    ['status', 'actionStartTime'],
    ['metadata', 'creationTimestamp'],
  ].map((path) => Date.parse(getString(live, path) ?? ''));
  return times.find((time) => !Number.isNaN(time));
}
