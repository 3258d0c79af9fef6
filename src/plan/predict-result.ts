import type { Kind } from '../kinds/define-kind.ts';
import { isArray, isObject, type Json, type JsonObject } from '../model/json.ts';
import { fieldClaims, type LiveObject } from '../model/live-object.ts';
import { valueAt, withoutValueAt, withValueAt } from './field-place.ts';
import {
  claimedSteps,
  type DeclaredField,
  declaredFields,
  type FieldSteps,
  isItem,
  isUnderOrAt,
  stepsKey,
} from './field-set.ts';
import { isOurs } from './managers.ts';

/**
 * What server-side apply would leave: declared values set, and what we alone owned and no longer declare gone. `removals`
 * are to be gone whoever owns them. Kubernetes: sigs.k8s.io/structured-merge-diff, merge/update.go.
 */
export function predictResult(
  body: JsonObject,
  live: LiveObject,
  kind: Kind,
  removals: readonly FieldSteps[],
): JsonObject {
  const declared = declaredFields(body, kind);
  const claims = fieldClaims(live);
  const ours = claims.filter(isOurs).flatMap(claimedSteps);
  const others = claims.filter((claim) => !isOurs(claim)).flatMap(claimedSteps);
  const kept = [
    ...declared.map((field) => field.steps),
    ...others.filter((steps) => !isAmong(steps, removals)),
  ];
  const keptKeys = new Set(kept.map(stepsKey));
  const gone = [...ours.filter((steps) => !keptKeys.has(stepsKey(steps))), ...removals];
  // An item goes whole: without its keys nothing in it could be found.
  const items = gone.filter(isItem);
  const fields = gone.filter((steps) => !isItem(steps) && !isKeyOfItem(steps));
  const pruned = [...items, ...fields.toSorted((a, b) => b.length - a.length)].reduce(
    (object, steps) => prune(object, steps, kept),
    live,
  );
  return declared.reduce((object, field) => declare(object, field), pruned);
}

function isKeyOfItem(steps: FieldSteps): boolean {
  const [above = '', last = ''] = steps.slice(-2);
  return above.startsWith('k:') && above.includes(`${JSON.stringify(last.slice(2))}:`);
}

function isAmong(steps: FieldSteps, list: readonly FieldSteps[]): boolean {
  return list.some((other) => stepsKey(other) === stepsKey(steps));
}

/** Takes a field away, and with it the maps and items above that hold nothing more and that nobody claims. */
function prune(object: JsonObject, steps: FieldSteps, kept: readonly FieldSteps[]): JsonObject {
  // What others own in an item does not keep it; that they claim the item does.
  if (!isItem(steps) && kept.some((other) => isUnderOrAt(other, steps))) return object;
  let result = withoutValueAt(object, steps);
  for (let depth = steps.length - 1; depth > 1; depth -= 1) {
    const parent = steps.slice(0, depth);
    if (!isEmpty(valueAt(result, parent)) || kept.some((other) => isUnderOrAt(other, parent))) break;
    result = withoutValueAt(result, parent);
  }
  return result;
}

function isEmpty(value: Json | undefined): boolean {
  if (isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0;
}

/** An item is made where it is missing, and its fields follow; an empty map or keyed list takes nothing away. */
function declare(object: JsonObject, { steps, value, merged }: DeclaredField): JsonObject {
  if (merged && valueAt(object, steps) !== undefined) return object;
  return withValueAt(object, steps, value);
}
