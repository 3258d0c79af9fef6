import { getAt, getString } from '../../model/field-path.ts';
import type { Health } from '../../model/health.ts';
import { conditionOf, type LiveObject } from '../../model/live-object.ts';
import { current, deletionHealth, describe, failed, inProgress, isUpToDate } from './health.ts';

const running = new Set(['Initiating', 'Deploying', 'FailingOver', 'Relocating']);
const waitsForPeople = new Set(['Paused', 'WaitOnUserToCleanUp']);
const failures: Readonly<Record<string, ReadonlySet<string>>> = {
  Available: new Set(['Error', 'Paused', 'ValidationFailed']),
  PeerReady: new Set(),
  Protected: new Set(['Error']),
};

/**
 * Six signs: Available, PeerReady and Protected True at the present generation, progression `Completed`, the phase in
 * which the asked action ends, and a first group sync (named in the message only: a Metro application has none).
 * `status.observedGeneration` moves with the phase alone and therefore proves nothing.
 * Ramen: internal/controller/drplacementcontrol.go, drplacementcontrol_controller.go; e2e/dractions.
 */
export function drpcHealth(live: LiveObject): Health {
  const deleted = deletionHealth(live);
  if (deleted !== undefined) return deleted;
  const phase = getString(live, ['status', 'phase']) ?? '';
  const progression = getString(live, ['status', 'progression']) ?? '';
  const where = `phase ${phase || 'not set'}, progression ${progression || 'not set'}`;
  if (phase === 'WaitForUser' || waitsForPeople.has(progression))
    return failed(`waits for a person: ${where}`);
  return (
    conditionsHealth(live) ??
    (running.has(phase) ? inProgress(where) : undefined) ??
    (phase === endPhase(live) && progression === 'Completed'
      ? current(endMessage(live, phase))
      : inProgress(where))
  );
}

function conditionsHealth(live: LiveObject): Health | undefined {
  let waiting: Health | undefined;
  for (const [type, reasons] of Object.entries(failures)) {
    const condition = conditionOf(live, type);
    if (condition === undefined) return inProgress(`no condition ${type} yet`);
    if (!isUpToDate(live, condition)) return inProgress(`${type} is about an earlier generation`);
    if (condition.status === 'True') continue;
    if (reasons.has(condition.reason)) return failed(describe(condition));
    waiting ??= inProgress(describe(condition));
  }
  return waiting;
}

/** A refused action leaves the old phase: only the phase that the action ends in counts. */
function endPhase(live: LiveObject): string {
  const action = getString(live, ['spec', 'action']);
  if (action === 'Failover') return 'FailedOver';
  return action === 'Relocate' ? 'Relocated' : 'Deployed';
}

function endMessage(live: LiveObject, phase: string): string {
  const synced = getString(live, ['status', 'lastGroupSyncTime']);
  const dryRun = getAt(live, ['spec', 'dryRun']) === true ? ', test failover' : '';
  return `${phase}${dryRun}${synced === undefined ? ', no group sync recorded' : ''}`;
}
