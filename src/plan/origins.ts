import { getAt } from '../model/field-path.ts';
import { type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { Origin } from '../model/plan.ts';
import { digestInput } from './base.ts';
import type { Draft } from './draft.ts';
import type { ValueDifference } from './field-diff.ts';
import { valueAt } from './field-place.ts';
import { isRuntimePath } from './intent.ts';
import { isSensitive } from './secret-mask.ts';

/** What is known of the object as Git had it when it was last applied. */
export interface OriginSource {
  /** The declared object at the base's revision; absent where it cannot be read, or the base was not committed. */
  readonly before: JsonObject | undefined;
  readonly digest: (text: string) => string;
}

/** Who moved a field since the last apply. */
export function originOf(difference: ValueDifference, draft: Draft, source: OriginSource): Origin {
  const before = valueBefore(difference, draft, source);
  if (before === 'unknown') return 'unknown';
  const gitMoved = !jsonEquals(before.value, valueAt(draft.desired.declared, difference.steps));
  const liveMoved = !jsonEquals(before.value, difference.live);
  if (gitMoved && liveMoved) return 'both';
  return gitMoved ? 'git' : 'live';
}

/** The field as it was last applied: runtime fields are written down in the base, others stand in Git at its revision. */
function valueBefore(
  { path, steps }: ValueDifference,
  { base, desired }: Draft,
  source: OriginSource,
): { readonly value: Json | undefined } | 'unknown' {
  const { declared, kind, ref } = desired;
  if (base === undefined) return 'unknown';
  if (isRuntimePath(path, kind)) {
    return base.runtime === undefined ? 'unknown' : { value: getAt(base.runtime, [path.join('.')]) };
  }
  if (source.before !== undefined) return { value: valueAt(source.before, steps) };
  // The digest tells that Git has not moved. Of a Secret it covers the names of the keys only.
  if (isSensitive(ref.apiVersion, ref.kind, path)) return 'unknown';
  const isUnmoved = base.digest === source.digest(digestInput(declared, kind));
  return isUnmoved ? { value: valueAt(declared, steps) } : 'unknown';
}
