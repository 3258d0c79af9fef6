import type { JsonObject } from '../model/json.ts';
import { generationOf, type LiveObject, uidOf } from '../model/live-object.ts';
import {
  type Block,
  type Change,
  type FieldChange,
  type Judged,
  type Risk,
  worstRisk,
} from '../model/plan.ts';
import type { Draft, DryRun } from './draft.ts';
import { type FieldContext, fieldChanges, heldFields } from './field-changes.ts';
import { differences } from './field-diff.ts';
import { withoutValueAt } from './field-place.ts';
import type { FieldSteps } from './field-set.ts';
import { changedFixed } from './gates/immutable.ts';
import { intentOf, isRuntimePath, runtimeRisk } from './intent.ts';
import { releasePatch } from './managers.ts';
import { askableBody, judgeOwnership, type OwnershipContext, removalsOf } from './ownership.ts';
import type { PlannedWrite } from './planned-change.ts';
import { predictResult } from './predict-result.ts';
import { changesNothing } from './rehearsal.ts';
import { phaseOf, progressionOf } from './situation.ts';

/** What concluding a change rests on besides the draft and the server's answer. */
export interface ConcludeContext extends OwnershipContext, FieldContext {}

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
  const { live } = draft;
  if (draft.stop !== undefined) return stopped(draft, draft.stop);
  if (live === undefined) return concludeCreate(draft, dryRun);
  if (!draft.ask || dryRun === undefined) return concludeUntouched(draft);
  if (dryRun.answer === 'refused' && !changesFixed(draft, live)) return refused(draft, dryRun.message);

  const removals = removalsOf(draft, live);
  if (dryRun.answer === 'result' && removals.length === 0 && changesNothing(live, dryRun.object))
    return concludeUntouched(draft);
  const wanted = wantedObject(draft, live, dryRun, removals);
  const conflicts = dryRun.answer === 'conflict' ? dryRun.conflicts : [];
  const { releases, blocks } = judgeOwnership({ draft, live, conflicts, removals, context });
  const fields = fieldChanges({ draft, live, wanted, releases, context });
  const changed = fields.filter((field) => field.held === undefined && field.stays === undefined);
  const risk = riskOf(draft, live, wanted);
  const held = draft.verdict.state === 'held';
  const state = blocks.length > 0 ? 'blocked' : changed.length === 0 && held ? 'held' : 'update';
  const takesOver = releases.length > 0 && blocks.length === 0;
  const askable = askableBody(draft);
  const confirmed = takesOver ? isRehearsed(dryRun) : dryRun.answer !== 'predicted';
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
      ...(askable === draft.body ? {} : { askable }),
      conflicts,
      ...(releases.length === 0 ? {} : { release: releasePatch(live, releases) }),
    },
    wanted,
  };
}

/** What cannot be changed is for the gate of that name to explain, in place of the server's refusal. */
function changesFixed(draft: Draft, live: LiveObject): boolean {
  return (
    changedFixed(draft.desired.kind, live, predictResult(draft.body, live, draft.desired.kind, [])).length > 0
  );
}

/** The object as it would be: as the server answered where it could be asked, else as its rules say. */
function wantedObject(
  draft: Draft,
  live: LiveObject,
  dryRun: DryRun,
  removals: readonly FieldSteps[],
): JsonObject {
  if (dryRun.answer === 'result' || dryRun.answer === 'conflict') {
    if (dryRun.rehearsed !== undefined) return dryRun.rehearsed;
  }
  if (dryRun.answer === 'result')
    return removals.reduce((object, steps) => withoutValueAt(object, steps), dryRun.object);
  return predictResult(draft.body, live, draft.desired.kind, removals);
}

function isRehearsed(dryRun: DryRun): boolean {
  return (dryRun.answer === 'result' || dryRun.answer === 'conflict') && dryRun.rehearsed !== undefined;
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

function riskOf(draft: Draft, live: LiveObject, wanted: JsonObject): Risk {
  const { kind } = draft.desired;
  const after = intentOf(wanted);
  const risks = differences(live, wanted, kind).map((difference) =>
    isRuntimePath(difference.path, kind)
      ? runtimeRisk(difference.path.join('.'), after)
      : kind.risk(difference.path, live, wanted),
  );
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
