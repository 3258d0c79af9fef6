import type { Kind } from '../kinds/define-kind.ts';
import { annotation } from '../model/annotations.ts';
import type { FieldConflict } from '../model/errors.ts';
import { getAt, removeAt, setAt } from '../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../model/json.ts';
import { annotationOf, isBeingDeleted, type LiveObject } from '../model/live-object.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { type Base, digestInput, formatBase, type RuntimeGroup, readBase, runtimeGroup } from './base.ts';
import { boundTo, boundToAbsence, withBase } from './desired-object.ts';
import { declaredFields, stepsKey, stepsOf } from './field-set.ts';
import { activeHold } from './hold.ts';
import { ourSteps } from './managers.ts';
import { freshBase, nextBaseText } from './next-base.ts';
import { asLiveSpells, withoutMemory } from './operator-spelling.ts';
import { compareRuntime, type Lineage, type OurRevision, type RuntimeVerdict } from './runtime-comparison.ts';

/** One object that Git wants on one cluster. */
export interface Desired {
  readonly ref: ObjectRef;
  readonly kind: Kind;
  readonly manifest: Manifest;
  /** As it may be sent: see `declaredObject`. */
  readonly declared: JsonObject;
  readonly ours: OurRevision;
}

/** What the cluster answered to the dry run, or why there was none. */
export type DryRun =
  | { readonly answer: 'result'; readonly object: LiveObject; readonly rehearsed?: LiveObject }
  /** `rehearsed`: the server's answer to the whole take-over in one dry run, see `rehearsalPatch`. */
  | {
      readonly answer: 'conflict';
      readonly conflicts: readonly FieldConflict[];
      readonly rehearsed?: LiveObject;
    }
  | { readonly answer: 'refused'; readonly message: string }
  /** No right to dry run, or none wanted: the result is predicted. */
  | { readonly answer: 'predicted' }
  /** The namespace does not exist yet, but this plan creates it. */
  | { readonly answer: 'namespace-pending' };

export interface DraftContext {
  readonly lineage: Lineage;
  /**
   * A commit after the base's asked for other runtime fields, and Git has since gone back to what is live. Left on its old
   * commit, the base would let a checkout that stands on that one fire it.
   */
  readonly askedOtherwiseSince: boolean;
  /** Another object of the same application is frozen: why, in words. */
  readonly companionHold?: string;
  /** `override-live` was given for exactly this object and generation. */
  readonly overrideLive: boolean;
  readonly now: number;
  readonly digest: (text: string) => string;
}

/** A change before the server was asked. */
export interface Draft {
  readonly desired: Desired;
  readonly live: LiveObject | undefined;
  readonly base: Base | undefined;
  readonly verdict: RuntimeVerdict;
  /** The apply as it would be sent, UID and resourceVersion included. */
  readonly body: JsonObject;
  /** Absent: nothing to ask, nothing to write. */
  readonly ask: boolean;
  readonly stop?: { readonly state: 'held' | 'blocked'; readonly reason: string };
}

/** Compares Git, base and live, and decides what to ask the server, if anything. */
export function draftChange(desired: Desired, live: LiveObject | undefined, context: DraftContext): Draft {
  if (live === undefined) return draftCreate(desired, context);
  const base = readBase(live);
  const git = runtimeGroup(desired.declared, desired.kind);
  const now = runtimeGroup(live, desired.kind);
  const compared = compareRuntime({ git, live: now, base, lineage: context.lineage });
  const verdict: RuntimeVerdict =
    compared.state === 'held' && context.overrideLive ? { state: 'git-asks' } : compared;
  const stop = findStop(desired, live, context);
  const meant = verdict.state === 'held' ? withHeldFields(desired, live) : desired.declared;
  const payload = asLiveSpells(meant, live, desired.kind);
  const baseText = nextBaseText({
    base,
    kept: annotationOf(live, annotation.applied),
    fresh: meantBase(desired, verdict.state === 'held' ? base?.runtime : git, context),
    lineage: context.lineage,
    ours: desired.ours,
    held: verdict.state === 'held',
    overridden: verdict.state === 'git-asks' && context.overrideLive,
    overtakes: verdict.state === 'in-step' && context.askedOtherwiseSince,
  });
  const body = boundTo(withBase(payload, baseText), live);
  return {
    desired,
    live,
    base,
    verdict,
    body,
    // What Git wants gone may be nothing that we own, and still has to go.
    ask: stop === undefined && (verdict.state === 'git-asks' || differs(body, live, desired.kind)),
    ...(stop === undefined ? {} : { stop }),
  };
}

function draftCreate(desired: Desired, context: DraftContext): Draft {
  const base = formatBase(meantBase(desired, runtimeGroup(desired.declared, desired.kind), context));
  const reason = frozenReason(desired, undefined, context);
  return {
    desired,
    live: undefined,
    base: undefined,
    verdict: { state: 'in-step' },
    body: boundToAbsence(withBase(withoutMemory(desired.declared, desired.kind), base)),
    ask: reason === undefined,
    ...(reason === undefined ? {} : { stop: { state: 'held', reason } }),
  };
}

function findStop(desired: Desired, live: LiveObject, context: DraftContext): Draft['stop'] {
  if (isBeingDeleted(live)) {
    return { state: 'blocked', reason: 'it is being deleted on the cluster, which cannot be taken back' };
  }
  const reason = frozenReason(desired, live, context);
  return reason === undefined ? undefined : { state: 'held', reason };
}

function frozenReason(
  { manifest }: Desired,
  live: LiveObject | undefined,
  { now, companionHold }: DraftContext,
): string | undefined {
  const hold = activeHold(manifest.object, live, now);
  return hold === undefined ? companionHold : `frozen ${hold.where}: ${hold.reason}`;
}

/** A held field that we own carries its live value, because leaving it out would delete it; one that we do not own is left out. */
function withHeldFields(desired: Desired, live: LiveObject): JsonObject {
  const owned = new Set(ourSteps(live).map(stepsKey));
  return desired.kind.runtime.reduce((body, path) => {
    const value = getAt(live, path);
    if (value === undefined || !owned.has(stepsKey(stepsOf(path)))) return removeAt(body, path);
    return setAt(body, path, value);
  }, desired.declared);
}

/** The base that an apply with these runtime fields would mean. */
function meantBase(
  { ours, kind, declared }: Desired,
  runtime: RuntimeGroup | undefined,
  context: DraftContext,
): Base {
  const group = kind.runtime.length === 0 ? undefined : runtime;
  return freshBase(ours, context.digest(digestInput(declared, kind)), group);
}

/**
 * Are the declared values, and our claim on exactly them, there already? Items of keyed lists may stand in another order
 * on the server: then it is asked.
 */
function differs(body: JsonObject, live: LiveObject, kind: Kind): boolean {
  const declared = declaredFields(body, kind);
  const owned = new Set(ourSteps(live).map(stepsKey));
  if (declared.length !== owned.size) return true;
  return declared.some(
    (field) => !owned.has(stepsKey(field.steps)) || !jsonEquals(field.value, getAt(live, field.path)),
  );
}
