import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import type { Doubt } from '../model/doubt.ts';
import { getString } from '../model/field-path.ts';
import type { Health } from '../model/health.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { Change } from '../model/plan.ts';
import type { ApplicationStatus } from '../model/status.ts';
import { isLost } from './green/cluster-doubts.ts';
import { falseGreen, troubleAround } from './green/false-green.ts';
import { intentOf } from './intent.ts';
import { stepOf } from './progression.ts';
import { phaseOf, progressionOf, type Situation } from './situation.ts';
import { syncLag } from './sync-lag.ts';

/** What one application's own status says, and what its decisions and VolumeReplicationGroups say against it. */
export function applicationStatus(
  live: LiveObject,
  situation: Situation,
  change: Change | undefined,
): ApplicationStatus {
  const intent = intentOf(live);
  const progression = progressionOf(live);
  const step = stepOf(intent.action, progression);
  const doubts = falseGreen(live, situation);
  const health = judgeHealth(live, situation, doubts);
  return {
    namespace: getString(live, ['metadata', 'namespace']) ?? '',
    name: getString(live, ['metadata', 'name']) ?? '',
    policy: getString(live, ['spec', 'drPolicyRef', 'name']) ?? '',
    ...(situation.runsOn === undefined || situation.nowhere ? {} : { runsOn: situation.runsOn }),
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
    doubts,
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
function judgeHealth(live: LiveObject, situation: Situation, doubts: readonly Doubt[]): Health {
  const own = drPlacementControl.health(live);
  const [first] = doubts;
  if (first !== undefined) return { status: first.health, message: first.text };
  const around = troubleAround(live, situation).map(({ text }) => text);
  if (around.length === 0) return own;
  const isStranded = situation.runsOn !== undefined && isLost(situation.runsOn, situation);
  // An action that leads away from a lost cluster is the way out, and under way.
  const { action, failoverCluster, preferredCluster } = intentOf(live);
  const leaves = (action === 'Failover' ? failoverCluster : preferredCluster) !== situation.runsOn;
  return {
    status: isStranded && !leaves ? 'Failed' : own.status,
    message: [...around, own.message].join('; '),
  };
}

function rpoOf(live: LiveObject, situation: Situation): ApplicationStatus['rpo'] {
  const { state, lagSeconds, intervalSeconds } = syncLag(live, situation);
  return {
    ...(lagSeconds === undefined ? {} : { lagSeconds }),
    ...(intervalSeconds === undefined ? {} : { intervalSeconds }),
    state,
  };
}
