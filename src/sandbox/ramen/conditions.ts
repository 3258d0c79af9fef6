import { getAt, getString } from '../../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../../model/json.ts';

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

/** Seconds, as Kubernetes writes times. */
export function timestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');
}
