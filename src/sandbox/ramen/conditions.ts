import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';

/** A condition as a controller thinks of it; times and generations are added when it is written. */
export interface ConditionDraft {
  readonly type: string;
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

/**
 * The list to write: order as given, `lastTransitionTime` kept where the status did not change
 * (Kubernetes: apimachinery meta.SetStatusCondition), `observedGeneration` on each.
 */
export function conditionList(
  drafts: readonly ConditionDraft[],
  before: JsonObject | undefined,
  generation: number,
  now: string,
): JsonObject[] {
  const known = getAt(before, ['conditions']);
  return drafts.map((draft) => {
    const old = isArray(known) ? known.find((each) => getString(each, ['type']) === draft.type) : undefined;
    const unchanged = isObject(old) && old.status === draft.status;
    return {
      type: draft.type,
      status: draft.status,
      reason: draft.reason,
      message: draft.message,
      observedGeneration: generation,
      lastTransitionTime: (unchanged ? getString(old, ['lastTransitionTime']) : undefined) ?? now,
    };
  });
}

/**
 * The list with these conditions set and all others as they were; new ones at the end. The time moves with the status
 * and with the generation (Ramen: internal/controller/status.go, setStatusCondition).
 */
export function withConditions(
  known: readonly Json[],
  drafts: readonly ConditionDraft[],
  generation: number,
  now: string,
): readonly Json[] {
  const left = new Map(drafts.map((draft) => [draft.type, draft]));
  const kept = known.map((each) => {
    const type = getString(each, ['type']) ?? '';
    const draft = left.get(type);
    left.delete(type);
    return draft === undefined ? each : render(draft, each, generation, now);
  });
  return [...kept, ...[...left.values()].map((draft) => render(draft, undefined, generation, now))];
}

function render(draft: ConditionDraft, old: Json | undefined, generation: number, now: string): JsonObject {
  const stays =
    getString(old, ['status']) === draft.status && getAt(old, ['observedGeneration']) === generation;
  return {
    type: draft.type,
    status: draft.status,
    reason: draft.reason,
    message: draft.message,
    observedGeneration: generation,
    lastTransitionTime: (stays ? getString(old, ['lastTransitionTime']) : undefined) ?? now,
  };
}

/** Seconds, as Kubernetes writes times. */
export function timestamp(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
