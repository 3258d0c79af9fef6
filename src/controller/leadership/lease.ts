import { getAt, getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import { type LiveObject, resourceVersionOf } from '../../model/live-object.ts';
import type { ObjectKey } from '../../model/object-ref.ts';

export const leaseKind = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease' } as const;

/** What a Lease says (Kubernetes: staging/src/k8s.io/api/coordination/v1/types.go). */
export interface LeaseRecord {
  /** Empty: nobody. */
  readonly holder: string;
  readonly durationMs: number;
  readonly transitions: number;
  readonly resourceVersion: string;
}

export function readLease(object: LiveObject): LeaseRecord {
  const seconds = getAt(object, ['spec', 'leaseDurationSeconds']);
  const transitions = getAt(object, ['spec', 'leaseTransitions']);
  return {
    holder: getString(object, ['spec', 'holderIdentity']) ?? '',
    durationMs: typeof seconds === 'number' ? seconds * 1000 : 0,
    transitions: typeof transitions === 'number' ? transitions : 0,
    resourceVersion: resourceVersionOf(object),
  };
}

/** The spec with which `holder` takes the Lease. */
export function taken(
  holder: string,
  durationMs: number,
  before: LeaseRecord | undefined,
  now: number,
): JsonObject {
  return {
    holderIdentity: holder,
    leaseDurationSeconds: durationMs / 1000,
    acquireTime: microTime(now),
    renewTime: microTime(now),
    leaseTransitions: before === undefined ? 0 : before.transitions + 1,
  };
}

export function newLease(key: ObjectKey, spec: JsonObject): JsonObject {
  const { name, namespace } = key;
  return { ...leaseKind, metadata: { name, ...(namespace === undefined ? {} : { namespace }) }, spec };
}

/** Refused by the server unless the Lease still is what it was. */
export function leasePatch(resourceVersion: string, spec: JsonObject): JsonObject {
  return { metadata: { resourceVersion }, spec };
}

/** metav1.MicroTime wants six digits. */
export function microTime(now: number): string {
  return new Date(now).toISOString().replace('Z', '000Z');
}
