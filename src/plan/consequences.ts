import { getAt, getString } from '../model/field-path.ts';
import type { Consequence } from '../model/plan.ts';
import type { GateInput } from './gates/define-gate.ts';
import { removesAction, startsFailover, startsRelocate } from './gates/define-gate.ts';
import { primariesOf } from './situation.ts';

/** What a change means for the DR of the application, in words. Unknown is said, never left out. */
export function consequencesOf(input: GateInput): readonly Consequence[] {
  if (input.kind.kind !== 'DRPlacementControl') return [];
  const found: Consequence[] = [];
  if (startsFailover(input)) found.push(...failoverConsequences(input));
  else if (startsRelocate(input)) found.push(...relocateConsequences(input));
  else if (input.operation === 'create') found.push(...createConsequences(input));
  else if (removesAction(input)) found.push(stays(input));
  return found;
}

function failoverConsequences(input: GateInput): readonly Consequence[] {
  const { situation, after, live } = input;
  const from = situation?.runsOn ?? 'unknown cluster';
  const to = after.failoverCluster ?? 'unknown cluster';
  if (from === to) return [{ code: 'workload-stays', text: `workload stays on ${to}` }];
  const synced = getString(live, ['status', 'lastGroupSyncTime']);
  const unknownSights = [...(situation?.vrgs ?? [])]
    .filter(([, sight]) => sight.seen === 'unreadable')
    .map(([name]) => name);
  return [
    { code: 'workload-moves', text: `workload moves ${from} -> ${to}` },
    rpo(input),
    {
      code: 'writes-lost',
      text:
        synced === undefined
          ? `writes on ${from} since the last sync would be lost; when that was is unknown`
          : `writes after ${timeOfDay(synced)} on ${from} would be lost`,
    },
    ...lastAction(input),
    ...unknownSights.map((name) => ({
      code: 'unknown',
      text: `${name} cannot be read: what it holds is unknown`,
    })),
  ];
}

function relocateConsequences(input: GateInput): readonly Consequence[] {
  const { situation, after } = input;
  const from = situation?.runsOn ?? 'unknown cluster';
  const to = after.preferredCluster ?? 'unknown cluster';
  if (from === to) return [{ code: 'workload-stays', text: `workload stays on ${to}` }];
  return [
    { code: 'workload-moves', text: `workload moves ${from} -> ${to}` },
    {
      code: 'restarts',
      text: 'it is stopped for the final sync and started on the other side; nothing acknowledged is lost',
    },
    ...lastAction(input),
  ];
}

function createConsequences(input: GateInput): readonly Consequence[] {
  const { situation, after, configuredClusters } = input;
  const runs = situation === undefined ? [] : primariesOf(situation.vrgs);
  const target = after.preferredCluster ?? 'no cluster';
  const found: Consequence[] = [
    runs.length > 0
      ? { code: 'protection-continues', text: `protected already on ${runs.join(' and ')}` }
      : {
          code: 'protection-starts',
          text: `protection starts on ${target}; unprotected until the first sync`,
        },
  ];
  if (configuredClusters.length === 0) {
    found.push({
      code: 'not-checked',
      text: 'no managed cluster is configured: whether it runs elsewhere was judged from the hub alone',
    });
  }
  return found;
}

function stays({ situation }: GateInput): Consequence {
  return { code: 'workload-stays', text: `workload stays on ${situation?.runsOn ?? 'an unknown cluster'}` };
}

function rpo({ live, situation }: GateInput): Consequence {
  const interval = getString(situation?.policy, ['spec', 'schedulingInterval']);
  const policy = interval === undefined || interval === '' ? '' : `, policy ${interval}`;
  const synced = getString(live, ['status', 'lastGroupSyncTime']);
  const time = synced === undefined ? Number.NaN : Date.parse(synced);
  if (situation === undefined || Number.isNaN(time)) return { code: 'rpo', text: `RPO unknown${policy}` };
  return { code: 'rpo', text: `RPO now ${formatDuration((situation.now - time) / 1000)}${policy}` };
}

function lastAction({ live }: GateInput): readonly Consequence[] {
  const duration = getAt(live, ['status', 'actionDuration']);
  return typeof duration === 'string'
    ? [{ code: 'last-action', text: `last action took ${shorten(duration)}` }]
    : [];
}

/** Seconds in the way people say them: `7m12s`, `2h5m`. */
function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = whole % 60;
  if (hours > 0) return minutes === 0 ? `${hours}h` : `${hours}h${minutes}m`;
  return minutes > 0 ? `${minutes}m${rest === 0 ? '' : `${rest}s`}` : `${rest}s`;
}

/** Go durations carry nanoseconds nobody reads. */
function shorten(duration: string): string {
  return duration.replace(/(\d+)\.\d+s$/, '$1s');
}

function timeOfDay(timestamp: string): string {
  return /T(\d{2}:\d{2}:\d{2})/.exec(timestamp)?.[1]?.concat('Z') ?? timestamp;
}
