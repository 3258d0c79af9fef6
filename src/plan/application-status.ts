import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { getAt, getString } from '../model/field-path.ts';
import type { Health } from '../model/health.ts';
import { isArray } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Change } from '../model/plan.ts';
import type { ApplicationStatus } from '../model/status.ts';
import { intentOf } from './intent.ts';
import { stepOf } from './progression.ts';
import { decidedClusters, isObserved, peerOf, phaseOf, progressionOf, type Situation } from './situation.ts';

/** What one application's own status says, and what its decisions and VolumeReplicationGroups say against it. */
export function applicationStatus(
  live: LiveObject,
  situation: Situation,
  change: Change | undefined,
): ApplicationStatus {
  const intent = intentOf(live);
  const progression = progressionOf(live);
  const step = stepOf(intent.action, progression);
  const health = judgeHealth(live, situation);
  return {
    namespace: getString(live, ['metadata', 'namespace']) ?? '',
    name: getString(live, ['metadata', 'name']) ?? '',
    policy: getString(live, ['spec', 'drPolicyRef', 'name']) ?? '',
    ...(situation.runsOn === undefined ? {} : { runsOn: situation.runsOn }),
    phase: phaseOf(live),
    progression,
    ...(step === undefined ? {} : { step }),
    health: health.status,
    ...(health.status === 'Current' ? {} : { message: health.message }),
    rpo: rpoOf(live, situation),
    sync: syncOf(change),
    held: (change?.fields ?? [])
      .filter((field) => field.held)
      .map((field) => ({
        path: field.path,
        ...(field.live === undefined ? {} : { live: field.live }),
        ...(field.git === undefined ? {} : { git: field.git }),
        ...(field.manager === undefined ? {} : { manager: field.manager }),
        ...(field.time === undefined ? {} : { since: field.time }),
      })),
  };
}

function syncOf(change: Change | undefined): ApplicationStatus['sync'] {
  if (change === undefined) return 'unknown';
  if (change.fields.some((field) => field.held) || change.state === 'held') return 'held';
  if (change.state === 'blocked') return 'blocked';
  if (change.state === 'unchanged' || (change.state === 'update' && change.risk === 'cosmetic'))
    return 'synced';
  return change.state === 'update' || change.state === 'create' ? 'drifted' : 'unknown';
}

/** Green is believed only if nothing around it speaks against it: a split brain shows every condition True. */
function judgeHealth(live: LiveObject, situation: Situation): Health {
  const own = drPlacementControl.health(live);
  if (own.status !== 'Current') return own;
  const doubt = falseGreen(live, situation);
  return doubt === undefined ? own : { status: 'Failed', message: doubt };
}

/** Seen on running operators, each with phase, progression and all conditions in order. */
function falseGreen(live: LiveObject, situation: Situation): string | undefined {
  const decisions = situation.decisions ?? [];
  const retained = decisions.find((decision) => decision.retained);
  if (retained !== undefined && intentOf(live).action !== 'Failover') {
    return `a decision for ${retained.cluster} is still kept as RetainedForFailover: the application may run there too`;
  }
  const clusters = decidedClusters(decisions);
  if (clusters.length > 1) return `its decisions name ${clusters.join(' and ')}: it may run on both`;
  const peer = peerOf(situation, situation.runsOn);
  const sight = peer === undefined ? undefined : situation.vrgs.get(peer);
  if (sight?.seen !== 'vrg' || !isObserved(sight.vrg)) return undefined;
  const state = getString(sight.vrg, ['status', 'state']);
  if (state === 'Secondary') return undefined;
  return `replication is not running: the VolumeReplicationGroup on ${peer} is ${state ?? 'without state'} where Secondary is due`;
}

/** Ramen alerts above two intervals, and seriously from three on. Ramen: config/prometheus/alerts.yaml. */
function rpoOf(live: LiveObject, situation: Situation): ApplicationStatus['rpo'] {
  const interval = intervalSeconds(getString(situation.policy, ['spec', 'schedulingInterval']));
  if (isMetro(situation) || interval === 0) return { state: 'not-applicable' };
  if (interval === undefined) return { state: 'unknown' };
  const synced = Date.parse(getString(live, ['status', 'lastGroupSyncTime']) ?? '');
  if (Number.isNaN(synced)) return { intervalSeconds: interval, state: 'never' };
  const lag = Math.max(0, Math.round((situation.now - synced) / 1000));
  const ratio = lag / interval;
  const state = ratio >= 3 ? 'critical' : ratio > 2 ? 'warning' : 'ok';
  return { lagSeconds: lag, intervalSeconds: interval, state };
}

function isMetro(situation: Situation): boolean {
  const sync = getAt(situation.policy, ['status', 'sync', 'peerClasses']);
  return isArray(sync) && sync.length > 0;
}

/** `5m` to 300; the empty interval of Metro is 0; undefined for what cannot be read. */
function intervalSeconds(text: string | undefined): number | undefined {
  if (text === '') return 0;
  const match = /^(\d+)([mhd])$/.exec(text ?? '');
  if (match === null) return undefined;
  const unit = match[2] === 'm' ? 60 : match[2] === 'h' ? 3600 : 86_400;
  return Number(match[1]) * unit;
}
