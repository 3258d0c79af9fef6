import { getAt } from '../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../model/json.ts';
import type { Origin } from '../model/plan.ts';
import { digestInput } from './base.ts';
import type { Draft } from './draft.ts';
import type { ValueDifference } from './field-diff.ts';

/** What is known of the object as Git had it when it was last applied. */
export interface OriginSource {
  /** The declared object at the base's revision; absent where it cannot be read, or the base was not committed. */
  readonly before: JsonObject | undefined;
  readonly digest: (text: string) => string;
}

/** Who moved a field since the last apply. */
export function originOf(difference: ValueDifference, draft: Draft, source: OriginSource): Origin {
  const { base, desired } = draft;
  if (base === undefined) return 'unknown';
  if (source.before === undefined) {
    const unmoved = base.digest === source.digest(digestInput(desired.declared, desired.kind));
    return unmoved ? 'live' : 'unknown';
  }
  const before = getAt(source.before, difference.path);
  const gitMoved = !jsonEquals(before, getAt(desired.declared, difference.path));
  const liveMoved = !jsonEquals(before, difference.live);
  if (gitMoved && liveMoved) return 'both';
  return gitMoved ? 'git' : 'live';
}
