import type { Kind } from '../kinds/define-kind.ts';
import { annotation } from '../model/annotations.ts';
import type { FieldConflict } from '../model/errors.ts';
import { type FieldPath, formatPath, getAt, removeAt, setAt } from '../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../model/json.ts';
import { generationOf, type LiveObject, uidOf } from '../model/live-object.ts';
import { formatRef } from '../model/object-ref.ts';
import {
  type Block,
  type Change,
  type FieldChange,
  type Judged,
  type Risk,
  worstRisk,
} from '../model/plan.ts';
import { runtimeGroup } from './base.ts';
import type { Draft, DryRun } from './draft.ts';
import { differences, type ValueDifference } from './field-diff.ts';
import { declaredFields, type FieldSteps, serverNotation, stepsKey, stepsOf } from './field-set.ts';
import { intentOf, isRuntimePath, runtimeRisk } from './intent.ts';
import { authorOf, classifyManager, otherOwners, ourSteps, type Release, releasePatch } from './managers.ts';
import { type OriginSource, originOf } from './origins.ts';
import type { PlannedWrite } from './planned-change.ts';
import { isSensitive, type SecretMask } from './secret-mask.ts';
import { phaseOf, progressionOf } from './situation.ts';

export interface ConcludeContext {
  readonly origins: OriginSource;
  readonly takeOver: readonly string[];
  /** Gates allowed for this object by name. */
  readonly allowed: ReadonlySet<string>;
  readonly secrets: SecretMask;
}

/** A change with the server's answer; gates and consequences are still to come. */
export interface Concluded {
  readonly change: Change;
  readonly write: PlannedWrite | undefined;
  /** The object as it would be after the write. */
  readonly wanted: JsonObject;
}

export function concludeChange(
  draft: Draft,
  dryRun: DryRun | undefined,
  context: ConcludeContext,
): Concluded {
  const { desired, live } = draft;
  if (draft.stop !== undefined) return stopped(draft, draft.stop);
  if (live === undefined) return concludeCreate(draft, dryRun);
  if (!draft.ask || dryRun === undefined) return concludeUntouched(draft);
  if (dryRun.answer === 'refused') return refused(draft, dryRun.message);

  const predicted = predictResult(draft.body, live, desired.kind);
  const removals = runtimeRemovals(draft, live);
  const answered = dryRun.answer === 'result' ? dryRun.object : predicted;
  const wanted = removals.reduce((object, path) => removeAt(object, path), answered);
  const conflicts = dryRun.answer === 'conflict' ? dryRun.conflicts : [];
  const { releases, blocks } = judgeOwnership({ draft, live, conflicts, removals, context });
  const fields = fieldChanges({ draft, live, wanted, releases, context });
  const changed = fields.filter((field) => field.held === undefined && field.stays === undefined);
  const risk = riskOf(draft, live, wanted, context);
  const held = draft.verdict.state === 'held';
  const state = blocks.length > 0 ? 'blocked' : changed.length === 0 && held ? 'held' : 'update';
  const confirmed = dryRun.answer === 'result' || dryRun.answer === 'conflict';
  return {
    change: {
      ...header(draft),
      state,
      risk,
      judged: judgedOf(live),
      ...reasonOf(draft, changed, state),
      fields,
      consequences: [],
      blocks,
      ...(confirmed ? {} : { predicted: true as const }),
    },
    write: {
      type: 'apply',
      body: draft.body,
      conflicts,
      ...(releases.length === 0 ? {} : { release: releasePatch(live, releases) }),
    },
    wanted,
  };
}

function header(draft: Draft): Pick<Change, 'object' | 'wave' | 'location'> {
  const { ref, kind, manifest } = draft.desired;
  return { object: ref, wave: kind.wave, location: manifest.locate([]) };
}

export function judgedOf(live: LiveObject): Judged {
  const generation = generationOf(live);
  const phase = phaseOf(live);
  const progression = progressionOf(live);
  return {
    uid: uidOf(live),
    ...(generation === undefined ? {} : { generation }),
    ...(phase === '' ? {} : { phase }),
    ...(progression === '' ? {} : { progression }),
  };
}

function stopped(draft: Draft, stop: NonNullable<Draft['stop']>): Concluded {
  const blocks: Block[] = stop.state === 'blocked' ? [{ gate: 'being-deleted', message: stop.reason }] : [];
  return {
    change: {
      ...header(draft),
      state: stop.state,
      ...(draft.live === undefined ? {} : { judged: judgedOf(draft.live) }),
      reason: stop.reason,
      fields: heldFields(draft),
      consequences: [],
      blocks,
    },
    write: undefined,
    wanted: draft.live ?? draft.body,
  };
}

function refused(draft: Draft, message: string): Concluded {
  return {
    change: {
      ...header(draft),
      state: 'blocked',
      ...(draft.live === undefined ? {} : { judged: judgedOf(draft.live) }),
      fields: [],
      consequences: [],
      blocks: [{ gate: 'server-refuses', message, help: 'mend the manifest; nothing was written' }],
    },
    write: undefined,
    wanted: draft.live ?? draft.body,
  };
}

function concludeCreate(draft: Draft, dryRun: DryRun | undefined): Concluded {
  if (dryRun?.answer === 'refused') return refused(draft, dryRun.message);
  const risk: Risk = intentOf(draft.body).action === undefined ? 'reversible' : 'moves-data';
  return {
    change: {
      ...header(draft),
      state: 'create',
      risk,
      fields: [],
      consequences: [],
      blocks: [],
      ...(dryRun?.answer === 'result' ? {} : { predicted: true as const }),
    },
    write: { type: 'create', body: draft.body },
    wanted: draft.body,
  };
}

function concludeUntouched(draft: Draft): Concluded {
  const held = draft.verdict.state === 'held';
  return {
    change: {
      ...header(draft),
      state: held ? 'held' : 'unchanged',
      ...(draft.live === undefined ? {} : { judged: judgedOf(draft.live) }),
      ...(draft.verdict.state === 'held' ? { reason: draft.verdict.message } : {}),
      fields: heldFields(draft),
      consequences: [],
      blocks: [],
    },
    write: undefined,
    wanted: draft.live ?? draft.body,
  };
}

/** Runtime fields that Git drops, with its right to: they must really go, whoever owns them too. */
function runtimeRemovals(draft: Draft, live: LiveObject): readonly (readonly string[])[] {
  if (draft.verdict.state !== 'git-asks') return [];
  return draft.desired.kind.runtime.filter(
    (path) => getAt(live, path) !== undefined && getAt(draft.body, path) === undefined,
  );
}

/** What server-side apply would leave: declared values set, and what we alone owned and no longer declare gone. */
function predictResult(body: JsonObject, live: LiveObject, kind: Kind): JsonObject {
  const declared = declaredFields(body, kind);
  const kept = new Set(declared.map((field) => stepsKey(field.steps)));
  let result: JsonObject = live;
  for (const steps of ourSteps(live)) {
    const path = mapPath(steps);
    if (path === undefined || kept.has(stepsKey(steps)) || otherOwners(live, steps).length > 0) continue;
    result = removeAt(result, path);
  }
  for (const field of declared) {
    const path = field.path.filter((step) => typeof step === 'string');
    if (path.length === field.path.length) result = setAt(result, path, field.value);
  }
  return result;
}

function mapPath(steps: FieldSteps): readonly string[] | undefined {
  return steps.every((step) => step.startsWith('f:')) ? steps.map((step) => step.slice(2)) : undefined;
}

function judgeOwnership(input: {
  readonly draft: Draft;
  readonly live: LiveObject;
  readonly conflicts: readonly FieldConflict[];
  readonly removals: readonly (readonly string[])[];
  readonly context: ConcludeContext;
}): { readonly releases: readonly Release[]; readonly blocks: readonly Block[] } {
  const { draft, live, conflicts, removals, context } = input;
  const declared = new Map(
    declaredFields(draft.body, draft.desired.kind).map((field) => [serverNotation(field.steps), field.steps]),
  );
  const wishes: {
    readonly steps: FieldSteps | undefined;
    readonly manager: string;
    readonly field: string;
    readonly removes: boolean;
  }[] = [];
  for (const conflict of conflicts) {
    wishes.push({
      steps: declared.get(conflict.field),
      manager: conflict.manager,
      field: conflict.field,
      removes: false,
    });
  }
  for (const path of removals) {
    const steps = stepsOf(path);
    for (const owner of otherOwners(live, steps)) {
      wishes.push({ steps, manager: owner.manager, field: serverNotation(steps), removes: true });
    }
  }
  const releases: Release[] = [];
  const blocks: Block[] = [];
  for (const wish of wishes) {
    const block = ownershipBlock(wish, draft, context);
    if (block !== undefined) blocks.push(block);
    else if (wish.steps !== undefined)
      releases.push({ steps: wish.steps, manager: wish.manager, removes: wish.removes });
  }
  return { releases, blocks };
}

function ownershipBlock(
  wish: { readonly steps: FieldSteps | undefined; readonly manager: string; readonly field: string },
  draft: Draft,
  context: ConcludeContext,
): Block | undefined {
  const name = formatRef(draft.desired.ref);
  const field = wish.field.replace(/^\./, '');
  if (wish.steps === undefined) {
    return {
      gate: 'manager',
      message: `${field} is claimed by manager "${wish.manager}" in a way that cannot be taken out by name`,
    };
  }
  const verdict = classifyManager(wish.manager, context.takeOver);
  if (verdict.may === 'take-over') return undefined;
  if (verdict.may === 'never') {
    return {
      gate: 'manager',
      message: `${field} is owned by manager "${wish.manager}": ${verdict.engine}`,
      help: 'two managers would fight for ever: drop the field from Git, or take the object away from the other one',
    };
  }
  if (context.allowed.has('manager')) return undefined;
  return {
    gate: 'manager',
    message: `${field} is owned by manager "${wish.manager}", which is on no list of managers to take over`,
    help: `add it to takeOver in ramen-sync.yaml, or allow it for this object`,
    allow: `manager=${name}`,
  };
}

function fieldChanges(input: {
  readonly draft: Draft;
  readonly live: LiveObject;
  readonly wanted: JsonObject;
  readonly releases: readonly Release[];
  readonly context: ConcludeContext;
}): readonly FieldChange[] {
  const { draft, live, wanted, releases, context } = input;
  const { kind, ref } = draft.desired;
  const taken = new Map(releases.map((release) => [serverNotation(release.steps), release.manager]));
  const changed = differences(live, wanted, kind).map((difference) => {
    const author = authorOf(live, difference.path);
    const removed = difference.live === undefined;
    const manager = taken.get(notationOf(difference.path)) ?? author?.manager;
    const sensitive = isSensitive(ref.apiVersion, ref.kind, difference.path);
    const shown = sensitive ? masked(difference, context.secrets) : difference;
    return {
      path: formatPath(difference.path),
      ...(shown.live === undefined ? {} : { live: shown.live }),
      ...(shown.git === undefined ? {} : { git: shown.git }),
      origin: originOf(difference, draft, context.origins),
      ...(manager === undefined || removed ? {} : { manager }),
      ...(author?.time === undefined || removed ? {} : { time: author.time }),
      ...(taken.has(notationOf(difference.path)) ? { takesOver: true as const } : {}),
    };
  });
  return [...changed, ...stayingFields(draft, live, wanted), ...heldFields(draft)];
}

function notationOf(path: FieldPath): string {
  return path.map((step) => `.${step}`).join('');
}

function masked(difference: ValueDifference, secrets: SecretMask): ValueDifference {
  return {
    path: difference.path,
    ...(difference.live === undefined ? {} : { live: secrets.mask(difference.live) }),
    ...(difference.git === undefined ? {} : { git: secrets.mask(difference.git) }),
  };
}

/** Fields that Git dropped and somebody else owns too: giving up our claim does not remove them. */
function stayingFields(draft: Draft, live: LiveObject, wanted: JsonObject): readonly FieldChange[] {
  const declared = new Set(
    declaredFields(draft.body, draft.desired.kind).map((field) => stepsKey(field.steps)),
  );
  return ourSteps(live).flatMap((steps) => {
    const path = mapPath(steps);
    if (path === undefined || declared.has(stepsKey(steps)) || path.includes(annotation.applied)) return [];
    const value = getAt(live, path);
    if (value === undefined || !jsonEquals(value, getAt(wanted, path))) return [];
    const owner = otherOwners(live, steps)[0];
    if (owner === undefined || isSensitive(draft.desired.ref.apiVersion, draft.desired.ref.kind, path))
      return [];
    return [{ path: formatPath(path), live: value, manager: owner.manager, stays: true as const }];
  });
}

/** The runtime fields that are left as somebody set them. */
function heldFields(draft: Draft): readonly FieldChange[] {
  const { live, desired, verdict } = draft;
  if (live === undefined || verdict.state !== 'held') return [];
  const git = runtimeGroup(desired.declared, desired.kind);
  const now = runtimeGroup(live, desired.kind);
  return desired.kind.runtime.flatMap((path) => {
    const key = path.join('.');
    if (jsonEquals(git[key], now[key])) return [];
    const author = now[key] === undefined ? undefined : authorOf(live, path);
    return [
      {
        path: key,
        ...(now[key] === undefined ? {} : { live: now[key] }),
        ...(git[key] === undefined ? {} : { git: git[key] }),
        ...(author === undefined ? {} : author),
        held: true as const,
      },
    ];
  });
}

function riskOf(draft: Draft, live: LiveObject, wanted: JsonObject, context: ConcludeContext): Risk {
  const { kind } = draft.desired;
  const after = intentOf(wanted);
  const risks = differences(live, wanted, kind).map((difference) =>
    isRuntimePath(difference.path, kind)
      ? runtimeRisk(difference.path.join('.'), after)
      : kind.risk(difference.path, live, wanted),
  );
  void context;
  return worstRisk(risks);
}

function reasonOf(
  draft: Draft,
  changed: readonly FieldChange[],
  state: Change['state'],
): { reason?: string } {
  if (draft.verdict.state === 'held') return { reason: draft.verdict.message };
  if (state === 'blocked' || changed.length > 0) return {};
  return {
    reason:
      draft.base === undefined
        ? 'takes equal values under management'
        : 'notes what Git and cluster agree on',
  };
}
