import type { FieldConflict } from '../model/errors.ts';
import { getAt, setAt } from '../model/field-path.ts';
import { isArray, isObject, type JsonObject } from '../model/json.ts';
import { fieldClaims, type LiveObject } from '../model/live-object.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Block } from '../model/plan.ts';
import type { Draft } from './draft.ts';
import {
  claimedSteps,
  declaredFields,
  type FieldSteps,
  isItem,
  isUnderOrAt,
  serverNotation,
  stepsKey,
  stepsOf,
} from './field-set.ts';
import { classifyManager, isOurs, isRamen, otherOwners, ourSteps, type Release } from './managers.ts';

/** What decides whether other managers' fields may be taken over. */
export interface OwnershipContext {
  readonly takeOver: readonly string[];
  /** Gates allowed for this object by name. */
  readonly allowed: ReadonlySet<string>;
}

/** What must go with this write although others own it too. */
export function removalsOf(draft: Draft, live: LiveObject): readonly FieldSteps[] {
  return [...runtimeRemovals(draft, live), ...lostWithItems(draft, live), ...emptiedMaps(draft, live)];
}

/** Runtime fields that Git drops, with its right to: they must really go, whoever owns them too. */
function runtimeRemovals(draft: Draft, live: LiveObject): readonly FieldSteps[] {
  if (draft.verdict.state !== 'git-asks') return [];
  return draft.desired.kind.runtime
    .filter((path) => getAt(live, path) !== undefined && getAt(draft.body, path) === undefined)
    .map(stepsOf);
}

/**
 * Fields that others wrote into an item that goes. The server takes an item away whole where nobody else claims that it is
 * there, and says no word of what others own in it. Kubernetes: sigs.k8s.io/structured-merge-diff, merge/update.go, prune.
 */
function lostWithItems({ body, desired }: Draft, live: LiveObject): readonly FieldSteps[] {
  const declared = new Set(declaredFields(body, desired.kind).map((field) => stepsKey(field.steps)));
  const items = ourSteps(live).filter(
    (steps) => isItem(steps) && !declared.has(stepsKey(steps)) && otherOwners(live, steps).length === 0,
  );
  const lost = fieldClaims(live)
    .filter((claim) => !isOurs(claim))
    .flatMap(claimedSteps)
    .filter((steps) => items.some((item) => isUnderOrAt(steps, item)));
  return [...new Map(lost.map((steps) => [stepsKey(steps), steps])).values()];
}

/**
 * Maps of which we drop all that is in them, and others claim no more than that they are there, as after a take-over of what
 * they had written. The server would leave a null in the map's place, which the schema refuses
 * (sigs.k8s.io/structured-merge-diff, typed/remove.go): their claims must go first. Of labels and annotations it takes the null.
 */
function emptiedMaps({ body, desired }: Draft, live: LiveObject): readonly FieldSteps[] {
  const declared = declaredFields(body, desired.kind).map(({ steps }) => steps);
  const ours = ourSteps(live);
  const others = fieldClaims(live)
    .filter((claim) => !isOurs(claim) && claim.subresource === undefined)
    .flatMap(claimedSteps);
  const isEmptied = (map: FieldSteps): boolean =>
    mapAt(live, map) !== undefined &&
    ours.some((steps) => isBelow(steps, map)) &&
    !declared.some((steps) => isUnderOrAt(steps, map)) &&
    others.filter((steps) => isBelow(steps, map)).every((steps) => mapAt(live, steps) !== undefined) &&
    isAllOf(mapAt(live, map) ?? {}, map, new Set(ours.map(stepsKey)));
  return [...new Map(others.filter(isEmptied).map((steps) => [stepsKey(steps), steps])).values()];
}

/** The body that the server can be asked about before the claims on emptied maps are gone: it keeps those maps as they are. */
export function askableBody(draft: Draft): JsonObject {
  const { body, live } = draft;
  if (live === undefined) return body;
  return emptiedMaps(draft, live).reduce(
    (kept, steps) => setAt(kept, pathOf(steps), mapAt(live, steps) ?? {}),
    body,
  );
}

/** Of named fields alone. */
function pathOf(steps: FieldSteps): readonly string[] {
  return steps.map((step) => step.slice(2));
}

function isBelow(steps: FieldSteps, parent: FieldSteps): boolean {
  return steps.length > parent.length && isUnderOrAt(steps, parent);
}

/** Undefined where the steps lead to no map, or through a list. */
function mapAt(live: LiveObject, steps: FieldSteps): JsonObject | undefined {
  if (steps[0] === 'f:metadata' || !steps.every((step) => step.startsWith('f:'))) return undefined;
  const value = getAt(live, pathOf(steps));
  return isObject(value) ? value : undefined;
}

/** Is every value in the map one of these fields, or in one of them? */
function isAllOf(map: JsonObject, steps: FieldSteps, fields: ReadonlySet<string>): boolean {
  return Object.entries(map).every(([key, value]) => {
    const at = [...steps, `f:${key}`];
    if (fields.has(stepsKey(at))) return true;
    if (isArray(value)) return [...fields].some((field) => field.startsWith(`${stepsKey(at)}\u0000`));
    return isObject(value) && isAllOf(value, at, fields);
  });
}

/** Which claims of others must be taken out for this write, and which of them may not be. */
export function judgeOwnership(input: {
  readonly draft: Draft;
  readonly live: LiveObject;
  readonly conflicts: readonly FieldConflict[];
  readonly removals: readonly FieldSteps[];
  readonly context: OwnershipContext;
}): { readonly releases: readonly Release[]; readonly blocks: readonly Block[] } {
  const { draft, live, conflicts, removals, context } = input;
  const claimed = claimedByNotation(draft, live);
  const wishes: {
    readonly steps: FieldSteps | undefined;
    readonly manager: string;
    readonly field: string;
    readonly removes: boolean;
  }[] = [];
  for (const conflict of conflicts) {
    wishes.push({
      steps: claimed.get(claimKey(conflict.manager, conflict.field)),
      manager: conflict.manager,
      field: conflict.field,
      removes: false,
    });
  }
  for (const steps of removals) {
    for (const owner of otherOwners(live, steps)) {
      wishes.push({ steps, manager: owner.manager, field: serverNotation(steps), removes: true });
    }
  }
  const judged = wishes.map((wish) => ({ wish, block: ownershipBlock(wish, draft, context) }));
  const refused = new Set(judged.flatMap(({ wish, block }) => (block === undefined ? [] : [wish.field])));
  return {
    // A field that one owner keeps is taken from none of them.
    releases: [
      ...wishes.flatMap(({ steps, manager, removes, field }) =>
        steps === undefined || refused.has(field) ? [] : [{ steps, manager, removes }],
      ),
      ...ownerless(removals, live),
    ],
    blocks: judged.flatMap(({ block }) => block ?? []),
  };
}

/** What nobody owns, as after a take-over that was cut short, stays in an apply that leaves it out: it must be ours to go. */
function ownerless(removals: readonly FieldSteps[], live: LiveObject): readonly Release[] {
  const owned = new Set(ourSteps(live).map(stepsKey));
  return removals
    .filter((steps) => !owned.has(stepsKey(steps)) && otherOwners(live, steps).length === 0)
    .map((steps) => ({ steps, removes: true }));
}

/**
 * Every claim of others that can be taken out by name. One through a subresource is not among them: it belongs to whoever
 * writes that. Where nobody claims anything, the server speaks of `before-first-apply` and means every field.
 */
function claimedByNotation(draft: Draft, live: LiveObject): ReadonlyMap<string, FieldSteps> {
  const claims = fieldClaims(live);
  const found =
    claims.length === 0
      ? declaredFields(draft.body, draft.desired.kind).map(
          ({ steps }) => ['before-first-apply', steps] as const,
        )
      : claims
          .filter((claim) => !isOurs(claim) && claim.subresource === undefined)
          .flatMap((claim) => claimedSteps(claim).map((steps) => [claim.manager, steps] as const));
  return new Map(found.map(([manager, steps]) => [claimKey(manager, serverNotation(steps)), steps]));
}

function claimKey(manager: string, field: string): string {
  return `${manager}\n${field}`;
}

function ownershipBlock(
  wish: { readonly steps: FieldSteps | undefined; readonly manager: string; readonly field: string },
  draft: Draft,
  context: OwnershipContext,
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
  if (verdict.may === 'never' && !isRespelling(wish, draft)) {
    return {
      gate: 'manager',
      message: `${field} is owned by manager "${wish.manager}": ${verdict.engine}`,
      help: 'two managers would fight for ever: drop the field from Git, or take the object away from the other one',
    };
  }
  if (verdict.may === 'never' || context.allowed.has('manager')) return undefined;
  return {
    gate: 'manager',
    message: `${field} is owned by manager "${wish.manager}", which is on no list of managers to take over`,
    help: `add it to takeOver in ramen-sync.yaml, or allow it for this object`,
    allow: `manager=${name}`,
  };
}

/** Ramen writes `5m` back as `5m0s` with any update, and the value is somebody's all the same. */
function isRespelling(
  { steps, manager }: { readonly steps: FieldSteps | undefined; readonly manager: string },
  { desired }: Draft,
): boolean {
  if (steps === undefined || !isRamen(manager)) return false;
  return desired.kind.durations.some((path) => stepsKey(stepsOf(path)) === stepsKey(steps));
}
