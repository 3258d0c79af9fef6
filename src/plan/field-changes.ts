import { annotation } from '../model/annotations.ts';
import { type FieldPath, formatPath, getAt } from '../model/field-path.ts';
import { type JsonObject, jsonEquals } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { FieldChange } from '../model/plan.ts';
import { runtimeGroup } from './base.ts';
import type { Draft } from './draft.ts';
import { differences, type ValueDifference } from './field-diff.ts';
import { declaredFields, mapPath, serverNotation, stepsKey } from './field-set.ts';
import { authorOf, otherOwners, ourSteps, type Release } from './managers.ts';
import { type OriginSource, originOf } from './origins.ts';
import { isSensitive, type SecretMask } from './secret-mask.ts';

/** What showing a field needs besides the two states of the object. */
export interface FieldContext {
  readonly origins: OriginSource;
  readonly secrets: SecretMask;
}

/** Every field that would change, with where the difference comes from; then those that stay, and those that are held. */
export function fieldChanges(input: {
  readonly draft: Draft;
  readonly live: LiveObject;
  readonly wanted: JsonObject;
  readonly releases: readonly Release[];
  readonly context: FieldContext;
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
export function heldFields(draft: Draft): readonly FieldChange[] {
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
