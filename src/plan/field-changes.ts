import { annotation } from '../model/annotations.ts';
import { getAt } from '../model/field-path.ts';
import { type Json, type JsonObject, jsonEquals } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { FieldChange } from '../model/plan.ts';
import { runtimeGroup } from './base.ts';
import type { Draft } from './draft.ts';
import { differences, type ValueDifference } from './field-diff.ts';
import { formatSteps, valueAt } from './field-place.ts';
import {
  declaredFields,
  type FieldSteps,
  isItem,
  isUnderOrAt,
  ownedSteps,
  stepsKey,
  stepsOf,
} from './field-set.ts';
import { authorsOf, ourSteps, type Release } from './managers.ts';
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
  const { kind } = draft.desired;
  const releaseOf = (steps: FieldSteps) =>
    releases.find((release) => stepsKey(release.steps) === stepsKey(steps)) ??
    // A value that takes its map with it takes it from whoever claims that.
    releases.find((release) => release.removes && isUnderOrAt(steps, release.steps));
  const changed = [...differences(live, wanted, kind), ...baseTakenOver(draft, live, releases)];
  return [
    ...changed.map((difference) => {
      const owned = ownedSteps(difference, kind);
      const release = releaseOf(owned);
      const claimed = release?.steps ?? owned;
      return {
        path: formatSteps(difference.steps),
        ...shown(difference, draft, context),
        origin: originOf(difference, draft, context.origins),
        // A removal has no author, save in a map that is one value: who took a key out of it wrote it.
        ...(valueAt(live, owned) === undefined ? {} : authorship(live, claimed)),
        ...takenOver(live, claimed, release),
      };
    }),
    ...stayingFields(draft, live, wanted, context),
    ...heldFields(draft),
  ];
}

/** Who wrote a value that is live. */
function authorship(live: LiveObject, steps: FieldSteps): Pick<FieldChange, 'manager' | 'time' | 'coOwners'> {
  const [author, ...coOwners] = authorsOf(live, steps);
  return author === undefined ? {} : { ...author, ...(coOwners.length === 0 ? {} : { coOwners }) };
}

/** An object without any claim belongs to `before-first-apply`, which no claim names. */
function takenOver(
  live: LiveObject,
  steps: FieldSteps,
  release: Release | undefined,
): Pick<FieldChange, 'manager' | 'takesOver'> {
  if (release === undefined) return {};
  const isNamed = release.manager === undefined || authorsOf(live, steps).length > 0;
  return { ...(isNamed ? {} : { manager: release.manager }), takesOver: true };
}

/** Our own note on the object is no field of Git, and shown only where somebody else claims it. */
function baseTakenOver(
  { body }: Draft,
  live: LiveObject,
  releases: readonly Release[],
): readonly ValueDifference[] {
  const path = ['metadata', 'annotations', annotation.applied];
  const steps = stepsOf(path);
  if (!releases.some((release) => stepsKey(release.steps) === stepsKey(steps))) return [];
  const before = getAt(live, path);
  const after = getAt(body, path);
  return [
    {
      path,
      steps,
      ...(before === undefined ? {} : { live: before }),
      ...(after === undefined ? {} : { git: after }),
    },
  ];
}

function shown(
  { path, live, git }: ValueDifference,
  { desired: { ref } }: Draft,
  { secrets }: FieldContext,
): Pick<FieldChange, 'live' | 'git'> {
  const show = (value: Json) => (isSensitive(ref.apiVersion, ref.kind, path) ? secrets.mask(value) : value);
  return {
    ...(live === undefined ? {} : { live: show(live) }),
    ...(git === undefined ? {} : { git: show(git) }),
  };
}

/** Fields that Git dropped and somebody else owns too: giving up our claim does not remove them. */
function stayingFields(
  draft: Draft,
  live: LiveObject,
  wanted: JsonObject,
  context: FieldContext,
): readonly FieldChange[] {
  const declared = new Set(
    declaredFields(draft.body, draft.desired.kind).map((field) => stepsKey(field.steps)),
  );
  return ourSteps(live).flatMap((steps) => {
    const path = steps.map((step) => step.slice(2));
    if (declared.has(stepsKey(steps)) || path.at(-1) === annotation.applied) return [];
    const value = valueAt(live, steps);
    // An item says only that it is there: its fields speak for it.
    if (value === undefined || isItem(steps) || !jsonEquals(value, valueAt(wanted, steps))) return [];
    const author = authorship(live, steps);
    if (author.manager === undefined) return [];
    const field = shown({ path, steps, live: value }, draft, context);
    return [{ path: formatSteps(steps), ...field, ...author, stays: true as const }];
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
    const author = now[key] === undefined ? {} : authorship(live, stepsOf(path));
    return [
      {
        path: key,
        ...(now[key] === undefined ? {} : { live: now[key] }),
        ...(git[key] === undefined ? {} : { git: git[key] }),
        ...author,
        held: true as const,
      },
    ];
  });
}
