import { describe, expect, it } from 'vitest';
import type { ApplyEventType } from '../model/apply-event.ts';
import type { ApplyOutcome, ApplyReport } from '../model/apply-report.ts';
import { getString } from '../model/field-path.ts';
import { isArray, type JsonObject } from '../model/json.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Change, ChangeState, ClusterReport, PlanReport } from '../model/plan.ts';
import type { PassResult } from './pass.ts';
import { buildStartStatus, buildStatus } from './status.ts';

const early = '2026-11-21T10:00:00Z';
const late = '2026-11-21T10:10:00Z';
const revision = 'main@sha1:aaaa';

function ref(name: string): ObjectRef {
  const apiVersion = 'ramendr.openshift.io/v1alpha1';
  return { cluster: 'hub', apiVersion, kind: 'DRPlacementControl', namespace: 'shop', name };
}

function change(name: string, state: ChangeState, more: Partial<Change> = {}): Change {
  return { object: ref(name), state, wave: 60, fields: [], consequences: [], blocks: [], ...more };
}

const heldChange = change('cart', 'held', {
  fields: [{ path: 'spec.action', live: 'Failover', held: true, origin: 'live' }],
});

function plan(changes: readonly Change[], clusters: readonly ClusterReport[] = []): PlanReport {
  const count = (state: ChangeState) => changes.filter((each) => each.state === state).length;
  return {
    summary: {
      create: count('create'),
      update: count('update'),
      unchanged: count('unchanged'),
      held: count('held'),
      blocked: count('blocked'),
      remove: 0,
      pending: count('pending'),
      unreachable: count('unreachable'),
      notInGit: count('not-in-git'),
    },
    source: { dirty: false },
    clusters,
    changes,
    notChecked: [],
    digest: '',
    expires: '',
  };
}

function report(...outcomes: readonly (readonly [string, ApplyEventType, string?, true?])[]): ApplyReport {
  const all = outcomes.map(
    ([name, state, message, written]): ApplyOutcome => ({
      object: ref(name),
      state,
      ...(message === undefined ? {} : { message }),
      written: written === true,
    }),
  );
  const isDone = ({ state, written }: ApplyOutcome) =>
    state === 'unchanged' || state === 'healthy' || written;
  const count = (state: ApplyEventType) => all.filter((each) => each.state === state).length;
  return {
    summary: {
      applied: all.filter(({ written }) => written).length,
      healthy: count('healthy'),
      unchanged: count('unchanged'),
      held: count('held'),
      blocked: count('blocked'),
      removed: 0,
      failed: count('failed'),
      skipped: count('skipped'),
    },
    done: all.filter((each) => each.state !== 'held' && each.state !== 'failed' && isDone(each)),
    held: all.filter(({ state }) => state === 'held'),
    notDone: all.filter((each) => each.state === 'failed' || (each.state !== 'held' && !isDone(each))),
  };
}

function done(
  changes: readonly Change[],
  applied: ApplyReport | undefined,
  more: Partial<Extract<PassResult, { kind: 'done' }>> = {},
  clusters: readonly ClusterReport[] = [],
): PassResult {
  const sync = {
    plan: plan(changes, clusters),
    lintErrors: 0,
    protections: [],
    ...(applied === undefined ? {} : { applied }),
  };
  const writes = applied?.summary.applied ?? 0;
  const mode = applied === undefined ? 'observe' : 'enforce';
  return { kind: 'done', mode, revision, sync, writes, ...more };
}

function conditions(status: JsonObject): Readonly<Record<string, string>> {
  const list = isArray(status.conditions) ? status.conditions : [];
  return Object.fromEntries(
    list.map((each) => [
      getString(each, ['type']),
      `${getString(each, ['status'])} ${getString(each, ['reason'])}`,
    ]),
  );
}

function judge(result: PassResult): Readonly<Record<string, string>> {
  return conditions(buildStatus({}, 1, result, early));
}

const quiet = done([change('cart', 'unchanged')], report(['cart', 'unchanged']));

describe('buildStatus', () => {
  it('says that all is well', () => {
    const status = buildStatus({}, 3, quiet, early);
    expect(status).toMatchObject({
      observedGeneration: 3,
      lastAttemptedRevision: revision,
      lastAppliedRevision: revision,
      summary: { unchanged: 1 },
      clusters: [],
      history: [{ revision, time: early, outcome: 'Applied', message: '1 unchanged' }],
    });
    expect(conditions(status)).toEqual({
      Ready: 'True Applied',
      Reconciling: 'False Idle',
      Stalled: 'False Progressing',
      Drifted: 'False InStep',
      Held: 'False NothingHeld',
    });
  });

  it('is the same after a pass that found nothing new, at whatever time', () => {
    const first = buildStatus({}, 3, quiet, early);
    expect(buildStatus(first, 3, quiet, late)).toEqual(first);
  });

  it('keeps the time of a condition until its status changes, and tells each new reason', () => {
    const first = buildStatus({}, 1, quiet, early);
    const setback = { reason: 'FetchFailed', message: 'no such branch', outage: false };
    const second = buildStatus(first, 1, done([], report(), { setback }), late);
    const times = isArray(second.conditions)
      ? second.conditions.map((each) => [getString(each, ['type']), getString(each, ['lastTransitionTime'])])
      : [];
    expect(Object.fromEntries(times)).toEqual({
      Ready: late,
      Reconciling: late,
      Stalled: early,
      Drifted: early,
      Held: early,
    });
  });

  it.each<readonly [string, PassResult, string, string]>([
    ['held alone is no failure', done([heldChange], report(['cart', 'held'])), 'True Applied', 'False Idle'],
    [
      'a cluster that does not answer is no failure',
      done([change('a', 'unreachable')], report(['a', 'skipped', 'unreachable: gone'])),
      'True Applied',
      'False Idle',
    ],
    [
      'blocked',
      done([change('a', 'blocked')], report(['a', 'blocked', 'busy: no'])),
      'False Blocked',
      'False Idle',
    ],
    [
      'a write that failed',
      done([change('a', 'update')], report(['a', 'failed', 'refused'])),
      'False ApplyFailed',
      'True ProgressingWithRetry',
    ],
    [
      'the end in the middle',
      done([change('a', 'update')], report(['a', 'skipped', 'interrupted'])),
      'False Incomplete',
      'True ProgressingWithRetry',
    ],
    [
      'a CRD that is missing',
      done([change('a', 'pending')], report(['a', 'skipped', 'pending: no CRD'])),
      'False Pending',
      'True WaitingForDependency',
    ],
    ['only looked at', done([change('a', 'create')], undefined), 'True Observed', 'False Idle'],
    ['--strict', done([], undefined, { mode: 'enforce' }), 'False LintFailed', 'False Idle'],
    [
      'the hub does not answer',
      { kind: 'failed', problem: { reason: 'HubNotReached', message: 'gone' } },
      'False HubNotReached',
      'True ProgressingWithRetry',
    ],
    [
      'the wrong hub',
      { kind: 'stalled', problem: { reason: 'WrongHub', message: 'other' } },
      'False WrongHub',
      'False Stalled',
    ],
    [
      'a forge that is down while the mirror serves',
      done([], report(), { setback: { reason: 'FetchFailed', message: 'no answer', outage: true } }),
      'True Applied',
      'True ProgressingWithRetry',
    ],
    [
      'a newest commit that nobody of the signers vouches for',
      done([], report(), { setback: { reason: 'VerificationFailed', message: 'unsigned', outage: false } }),
      'False VerificationFailed',
      'True ProgressingWithRetry',
    ],
    ['suspended', { kind: 'suspended' }, 'Unknown Suspended', 'False Suspended'],
  ])('%s', (_, result, ready, reconciling) => {
    expect(judge(result)).toMatchObject({ Ready: ready, Reconciling: reconciling });
  });

  it('calls a revision applied only when it is', () => {
    const first = buildStatus({}, 1, quiet, early);
    const blocked = done([change('a', 'blocked')], report(['a', 'blocked', 'busy: no']), {
      revision: 'main@sha1:bb',
    });
    expect(buildStatus(first, 1, blocked, late)).toMatchObject({
      lastAttemptedRevision: 'main@sha1:bb',
      lastAppliedRevision: revision,
    });
    expect(buildStatus({}, 1, done([], undefined), late).lastAppliedRevision).toBeUndefined();
  });

  it('counts what was not come to', () => {
    const result = done([change('a', 'update')], report(['a', 'skipped', 'interrupted']));
    expect(buildStatus({}, 1, result, early).summary).toEqual({ skipped: 1 });
  });

  it('tells what is held, and does not call it drift', () => {
    const status = buildStatus({}, 1, done([heldChange], report(['cart', 'held'])), early);
    expect(conditions(status)).toMatchObject({ Held: 'True LeftAsOnCluster', Drifted: 'False InStep' });
    expect(JSON.stringify(status)).toContain('drpc/shop/cart: spec.action left as it is on the cluster');
  });

  it('calls drift what somebody else wrote and what is still there', () => {
    const fields = [{ path: 'spec.x', origin: 'live' as const }];
    const drifted = change('cart', 'update', { fields });
    expect(judge(done([drifted], undefined)).Drifted).toBe('True LiveDiffers');
    expect(judge(done([drifted], report(['cart', 'healthy', 'ready', true]))).Drifted).toBe('False InStep');
    const fromGit = change('cart', 'update', { fields: [{ path: 'spec.x', origin: 'git' }] });
    expect(judge(done([fromGit], undefined)).Drifted).toBe('False InStep');
  });

  it('leaves standing, while suspended or stalled, what an earlier pass saw', () => {
    const first = buildStatus({}, 1, done([heldChange], report(['cart', 'held'])), early);
    const second = buildStatus(first, 2, { kind: 'suspended' }, late);
    expect(conditions(second)).toMatchObject({ Ready: 'Unknown Suspended', Held: 'True LeftAsOnCluster' });
    expect(second.lastAppliedRevision).toBe(revision);
    expect(second.observedGeneration).toBe(2);
  });

  it('names managed clusters, with the reason where one was not reached', () => {
    const clusters: readonly ClusterReport[] = [
      { name: 'hub', role: 'hub', state: 'reachable' },
      { name: 'dr1', role: 'managed', state: 'reachable' },
      { name: 'dr2', role: 'managed', state: 'unreachable', message: 'connect ETIMEDOUT' },
    ];
    expect(buildStatus({}, 1, done([], report(), {}, clusters), early).clusters).toEqual([
      { name: 'dr1', state: 'reachable' },
      { name: 'dr2', state: 'unreachable', message: 'connect ETIMEDOUT' },
    ]);
  });

  it('keeps ten entries of history, the newest first', () => {
    let status: JsonObject = {};
    for (let pass = 0; pass < 12; pass += 1) {
      status = buildStatus(status, 1, done([], report(), { revision: `main@sha1:${pass}` }), early);
    }
    const revisions = isArray(status.history)
      ? status.history.map((each) => getString(each, ['revision']))
      : [];
    expect(revisions).toHaveLength(10);
    expect(revisions[0]).toBe('main@sha1:11');
  });

  it('says before the first write what is coming', () => {
    const status = buildStartStatus(buildStatus({}, 1, quiet, early), 1, 'main@sha1:bb', late);
    expect(conditions(status)).toMatchObject({ Ready: 'True Applied', Reconciling: 'True Applying' });
    expect(status).toMatchObject({ lastAttemptedRevision: 'main@sha1:bb', lastAppliedRevision: revision });
  });
});
