import { getString } from '../model/field-path.ts';
import { isArray, type Json, type JsonObject } from '../model/json.ts';
import { type Done, mergeConditions, skippedOf, startVerdicts, verdictsOf } from './conditions.ts';
import type { PassResult } from './pass.ts';

/** The status after a pass; equal to `before` where the pass found nothing new. `now` is RFC 3339. */
export function buildStatus(
  before: JsonObject,
  generation: number,
  result: PassResult,
  now: string,
): JsonObject {
  if (result.kind === 'interrupted') return before;
  const conditions = mergeConditions(before, verdictsOf(result), generation, now);
  const status: JsonObject = { ...before, observedGeneration: generation, conditions };
  if (result.kind === 'suspended') return status;
  const { revision } = result;
  const attempted = revision === undefined ? status : { ...status, lastAttemptedRevision: revision };
  const isReady = getString(conditions[0], ['status']) === 'True';
  const history = historyOf(before, result, conditions[0], now);
  if (result.kind !== 'done') return { ...attempted, history };
  return {
    ...attempted,
    ...(result.mode === 'enforce' && isReady ? { lastAppliedRevision: result.revision } : {}),
    summary: summaryOf(result),
    clusters: clustersOf(result),
    history,
  };
}

/** Before the first write of a pass: a watcher sees that something is going on, and with which commit. */
export function buildStartStatus(
  before: JsonObject,
  generation: number,
  revision: string,
  now: string,
): JsonObject {
  const conditions = mergeConditions(before, startVerdicts(revision), generation, now);
  return { ...before, lastAttemptedRevision: revision, conditions };
}

/** Of how many objects what is true after the pass; what is zero is left out. */
export function summaryOf(result: Done): JsonObject {
  const { plan, applied } = result.sync;
  const counts: Readonly<Record<string, number>> =
    applied === undefined
      ? { ...plan.summary }
      : {
          applied: applied.summary.applied,
          unchanged: applied.summary.unchanged,
          held: plan.summary.held,
          blocked: applied.summary.blocked,
          failed: applied.summary.failed,
          skipped: skippedOf(result).length,
          pending: plan.summary.pending,
          unreachable: plan.summary.unreachable,
          notInGit: plan.summary.notInGit,
        };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function clustersOf({ sync }: Done): readonly JsonObject[] {
  return sync.plan.clusters
    .filter(({ role }) => role === 'managed')
    .map(({ name, state, message }) => ({
      name,
      state,
      ...(message === undefined || state === 'reachable' ? {} : { message }),
    }));
}

const HISTORY = 10;

/** Newest first. A pass that wrote nothing and ended as the one before is no news. */
function historyOf(
  before: JsonObject,
  result: PassResult,
  ready: JsonObject | undefined,
  now: string,
): readonly Json[] {
  const old = isArray(before.history) ? before.history : [];
  const revision = 'revision' in result ? result.revision : undefined;
  const outcome = getString(ready, ['reason']) ?? '';
  const [last] = old;
  const isSame = getString(last, ['revision']) === revision && getString(last, ['outcome']) === outcome;
  const writes = result.kind === 'done' ? result.writes : 0;
  if (isSame && writes === 0) return old;
  const message = result.kind === 'done' ? countsOf(summaryOf(result)) : getString(ready, ['message']);
  const entry: JsonObject = {
    ...(revision === undefined ? {} : { revision }),
    time: now,
    outcome,
    ...(message === undefined || message === '' ? {} : { message }),
  };
  return [entry, ...old].slice(0, HISTORY);
}

function countsOf(summary: JsonObject): string {
  return Object.entries(summary)
    .map(([state, count]) => `${String(count)} ${state}`)
    .join(', ');
}
