import type { ApplyOutcome } from '../model/apply-report.ts';
import { getString } from '../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import { formatRef, type ObjectRef } from '../model/object-ref.ts';
import type { Change } from '../model/plan.ts';
import { authorOf, incidentsOf } from './incidents.ts';
import type { PassResult } from './pass.ts';

export const conditionTypes = ['Ready', 'Reconciling', 'Stalled', 'Drifted', 'Held'] as const;
export type ConditionType = (typeof conditionTypes)[number];

export interface Verdict {
  readonly status: 'True' | 'False' | 'Unknown';
  /** CamelCase. */
  readonly reason: string;
  readonly message: string;
}

/** By type; what is absent stays as it was. */
export type Verdicts = Partial<Readonly<Record<ConditionType, Verdict>>>;

export type Done = Extract<PassResult, { kind: 'done' }>;

/**
 * What a pass says in kstatus words (cli-utils: pkg/kstatus): Reconciling is True while more is coming by itself,
 * Stalled where only a person can help. Messages hold no times and no numbers that grow, so that a quiet loop writes nothing.
 */
export function verdictsOf(result: PassResult): Verdicts {
  switch (result.kind) {
    case 'interrupted':
      return {};
    case 'suspended':
      return {
        Ready: {
          status: 'Unknown',
          reason: 'Suspended',
          message: 'spec.suspend is set: nothing is read or written',
        },
        Reconciling: no('Suspended', 'nothing is done while spec.suspend is set'),
        Stalled: no('Suspended', 'nothing is done while spec.suspend is set'),
      };
    case 'stalled':
      return {
        Ready: no(result.problem.reason, result.problem.message),
        Reconciling: no('Stalled', 'it goes on when the problem is solved'),
        Stalled: yes(result.problem.reason, result.problem.message),
      };
    case 'failed':
      return {
        Ready: no(result.problem.reason, result.problem.message),
        Reconciling: yes('ProgressingWithRetry', 'it is tried again'),
        Stalled: notStalled,
      };
    case 'done':
      return {
        Ready: readyOf(result),
        Reconciling: reconcilingOf(result),
        Stalled: notStalled,
        Drifted: driftOf(result),
        Held: heldOf(result),
      };
  }
}

/** Before the first write of a pass. */
export function startVerdicts(revision: string): Verdicts {
  return { Reconciling: yes('Applying', `applying ${revision}`), Stalled: notStalled };
}

/**
 * The list for the status. `lastTransitionTime` moves with the status alone (Kubernetes: api-conventions, typical status
 * properties); what has never been judged is Unknown.
 */
export function mergeConditions(
  before: JsonObject,
  verdicts: Verdicts,
  generation: number,
  now: string,
): readonly JsonObject[] {
  const old = isArray(before.conditions) ? before.conditions : [];
  return conditionTypes.map((type) => {
    const known = old.find((condition) => getString(condition, ['type']) === type);
    const verdict = verdicts[type];
    if (verdict === undefined) return isObject(known) ? known : unknown(type, generation, now);
    const since =
      getString(known, ['status']) === verdict.status ? getString(known, ['lastTransitionTime']) : now;
    return {
      type,
      status: verdict.status,
      reason: verdict.reason,
      message: shortened(verdict.message),
      lastTransitionTime: since ?? now,
      observedGeneration: generation,
    };
  });
}

const notStalled: Verdict = no('Progressing', 'nothing stands in the way');

function readyOf(result: Done): Verdict {
  const { plan, applied, lintErrors } = result.sync;
  const { summary, changes } = plan;
  if (result.setback?.outage === false) {
    const { reason, message } = result.setback;
    return no(reason, `${message}; working on with ${result.revision}`);
  }
  const failures = (applied?.notDone ?? []).filter(({ state }) => state === 'failed');
  if (failures.length > 0) {
    const words = failures.map(({ object, message }) => `${formatRef(object)}: ${message ?? 'failed'}`);
    return no('ApplyFailed', some(words));
  }
  const blocked = blockedOf(result);
  if (blocked.length > 0) return no('Blocked', some(blocked));
  const skipped = skippedOf(result);
  if (skipped.length > 0) {
    return no(
      'Incomplete',
      some(skipped.map(({ object, message }) => `${formatRef(object)}: ${message ?? ''}`)),
    );
  }
  if (applied === undefined && result.mode === 'enforce') {
    return no('LintFailed', `${lintErrors} lint errors stop everything (--strict)`);
  }
  const pending = changes.filter(({ state }) => state === 'pending');
  if (pending.length > 0) {
    return no('Pending', some(pending.map(({ object, reason }) => `${formatRef(object)}: ${reason ?? ''}`)));
  }
  const outside = [
    ...(result.setback === undefined ? [] : [`no news from the repository: ${result.setback.message}`]),
    ...unreached(result),
    ...(lintErrors > 0 ? ['there are lint errors'] : []),
    ...notChecked(result),
  ];
  const more = outside.length === 0 ? '' : `; ${outside.join('; ')}`;
  if (result.mode === 'enforce') return yes('Applied', `${result.revision} is applied${more}`);
  const waiting = summary.create + summary.update + summary.remove;
  return yes('Observed', `${result.revision}: ${waiting === 0 ? 'nothing' : waiting} to apply${more}`);
}

/** Not even tried: what it depends on has failed, or the process ended. */
export function skippedOf({ sync }: Done): readonly ApplyOutcome[] {
  return (sync.applied?.notDone ?? []).filter(
    ({ state, message }) => state === 'skipped' && !/^(?:pending|unreachable): /.test(message ?? ''),
  );
}

function hasTrouble(result: Done): boolean {
  return (result.sync.applied?.summary.failed ?? 0) > 0 || skippedOf(result).length > 0;
}

function reconcilingOf(result: Done): Verdict {
  if (result.setback !== undefined) return yes('ProgressingWithRetry', 'it is tried again');
  if (hasTrouble(result)) return yes('ProgressingWithRetry', 'it is tried again');
  if (result.sync.plan.summary.pending > 0)
    return yes('WaitingForDependency', 'it goes on when what it needs is there');
  return no('Idle', 'the next look is at the next interval');
}

/** Live values that somebody else wrote and that are still there. Held ones are told by `Held`. */
function driftOf(result: Done): Verdict {
  const drifted = driftedObjects(result);
  if (drifted.length === 0)
    return no('InStep', 'nobody else has changed what Git declares, save what is held');
  return yes(
    'LiveDiffers',
    some(drifted.map(({ object, paths }) => `${formatRef(object)}: ${paths.join(', ')}`)),
  );
}

export function driftedObjects({
  sync,
}: Done): readonly { readonly object: ObjectRef; readonly paths: readonly string[] }[] {
  const written = new Set((sync.applied?.done ?? []).map(({ object }) => formatRef(object)));
  return sync.plan.changes
    .filter(({ state }) => state !== 'create')
    .map(({ object, fields }) => {
      const left = written.has(formatRef(object)) ? fields.filter(({ blocked }) => blocked) : fields;
      return { object, paths: driftPaths(left) };
    })
    .filter(({ paths }) => paths.length > 0);
}

function driftPaths(fields: Change['fields']): readonly string[] {
  const byOthers = fields.filter(
    ({ held, origin }) => held === undefined && origin !== undefined && origin !== 'git',
  );
  return byOthers.map(({ path }) => path);
}

function heldOf({ sync }: Done): Verdict {
  const held = sync.plan.changes.filter(isHeld);
  if (held.length === 0) return no('NothingHeld', 'no live operation differs from Git');
  const words = held.map((change) => {
    const paths = change.fields.flatMap((field) => (field.held ? [field.path] : []));
    const [incident] = incidentsOf([change]);
    const what =
      incident === undefined
        ? (change.reason ?? 'held')
        : `${paths.join(', ')} left as it is on the cluster, set by ${authorOf(incident)}`;
    return `${formatRef(change.object)}: ${what}`;
  });
  return yes('LeftAsOnCluster', `${some(words)}; ramen-sync adopt writes it to Git`);
}

export function isHeld({ state, fields }: Change): boolean {
  return state === 'held' || fields.some(({ held }) => held === true);
}

/** In the plan, or only when its turn came. */
function blockedOf({ sync }: Done): readonly string[] {
  const late = (sync.applied?.notDone ?? []).filter(({ state }) => state === 'blocked');
  const planned = (state: 'blocked' | 'update') =>
    sync.plan.changes
      .filter((change) => change.state === state && change.blocks.length > 0)
      .map(({ object, blocks }) => {
        const why = blocks.map(({ gate, message }) => `${gate}: ${message}`).join('; ');
        return `${formatRef(object)}: ${why}`;
      });
  if (sync.applied === undefined) return [...planned('blocked'), ...planned('update')];
  return [
    ...late.map(({ object, message }) => `${formatRef(object)}: ${message ?? ''}`),
    ...planned('update'),
  ];
}

function unreached({ sync }: Done): readonly string[] {
  return sync.plan.clusters
    .filter(({ state }) => state !== 'reachable')
    .map(
      ({ name, state }) =>
        `${name} is ${state === 'wrong-cluster' ? 'not the cluster that was meant' : 'not reached'}`,
    );
}

/** Law of the product: say what was not looked at. Kinds of others are none of our business. */
function notChecked({ sync }: Done): readonly string[] {
  return sync.plan.notChecked
    .filter(({ what }) => what.startsWith('kustomization '))
    .map(
      ({ what, reason }) =>
        `${what} is not rendered${reason === 'no-kustomize' ? ': no kustomize here' : ''}`,
    );
}

function some(words: readonly string[]): string {
  const shown = words.slice(0, 5).join('. ');
  return words.length > 5 ? `${shown}. And ${words.length - 5} more` : shown;
}

/** The CRD allows 32768 characters; nobody reads that many. */
function shortened(message: string): string {
  return message.length > 2000 ? `${message.slice(0, 1999)}…` : message;
}

function unknown(type: ConditionType, generation: number, now: string): JsonObject {
  return {
    type,
    status: 'Unknown',
    reason: 'NotYetJudged',
    message: 'no pass has come that far',
    lastTransitionTime: now,
    observedGeneration: generation,
  };
}

function yes(reason: string, message: string): Verdict {
  return { status: 'True', reason, message };
}

function no(reason: string, message: string): Verdict {
  return { status: 'False', reason, message };
}
