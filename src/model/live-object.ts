import { getAt, getString } from './field-path.ts';
import { isArray, isObject, type JsonObject } from './json.ts';

/** An object as a cluster answered it. */
export type LiveObject = JsonObject;

/** One claim of `metadata.managedFields`. */
export interface FieldClaim {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly time?: string;
  readonly subresource?: string;
  readonly fields: JsonObject;
}

export function uidOf(object: LiveObject): string {
  return getString(object, ['metadata', 'uid']) ?? '';
}

export function resourceVersionOf(object: LiveObject): string {
  return getString(object, ['metadata', 'resourceVersion']) ?? '';
}

export function generationOf(object: LiveObject): number | undefined {
  const generation = getAt(object, ['metadata', 'generation']);
  return typeof generation === 'number' ? generation : undefined;
}

export function isBeingDeleted(object: LiveObject): boolean {
  return getString(object, ['metadata', 'deletionTimestamp']) !== undefined;
}

export function annotationOf(object: JsonObject, key: string): string | undefined {
  return getString(object, ['metadata', 'annotations', key]);
}

export function fieldClaims(object: LiveObject): readonly FieldClaim[] {
  const entries = getAt(object, ['metadata', 'managedFields']);
  if (!isArray(entries)) return [];
  return entries.flatMap((entry) => {
    const fields = getAt(entry, ['fieldsV1']);
    const manager = getString(entry, ['manager']) ?? '';
    const operation = getString(entry, ['operation']);
    if (!isObject(fields) || (operation !== 'Apply' && operation !== 'Update')) return [];
    const time = getString(entry, ['time']);
    const subresource = getString(entry, ['subresource']);
    return [
      {
        manager,
        operation,
        fields,
        ...(time === undefined ? {} : { time }),
        ...(subresource === undefined || subresource === '' ? {} : { subresource }),
      },
    ];
  });
}

/** One entry of `status.conditions`. */
export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly observedGeneration?: number;
}

export function conditionOf(object: LiveObject, type: string): Condition | undefined {
  const conditions = getAt(object, ['status', 'conditions']);
  if (!isArray(conditions)) return undefined;
  const found = conditions.find((condition) => getString(condition, ['type']) === type);
  if (found === undefined) return undefined;
  const observedGeneration = getAt(found, ['observedGeneration']);
  return {
    type,
    status: getString(found, ['status']) ?? 'Unknown',
    reason: getString(found, ['reason']) ?? '',
    message: getString(found, ['message']) ?? '',
    ...(typeof observedGeneration === 'number' ? { observedGeneration } : {}),
  };
}
