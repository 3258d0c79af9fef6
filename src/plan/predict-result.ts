import type { Kind } from '../kinds/define-kind.ts';
import { removeAt, setAt } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import { declaredFields, mapPath, stepsKey } from './field-set.ts';
import { otherOwners, ourSteps } from './managers.ts';

/** What server-side apply would leave: declared values set, and what we alone owned and no longer declare gone. */
export function predictResult(body: JsonObject, live: LiveObject, kind: Kind): JsonObject {
  const declared = declaredFields(body, kind);
  const kept = new Set(declared.map((field) => stepsKey(field.steps)));
  let result: JsonObject = live;
  for (const steps of ourSteps(live)) {
    const path = mapPath(steps);
    if (path === undefined || kept.has(stepsKey(steps)) || otherOwners(live, steps).length > 0) continue;
    result = removeAt(result, path);
  }
  for (const field of declared) {
    const path = field.path.filter((step) => typeof step === 'string');
    if (path.length === field.path.length) result = setAt(result, path, field.value);
  }
  return result;
}
