import { type FieldPath, getString } from '../../model/field-path.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Reference } from '../../model/reference.ts';

interface Target {
  readonly group: string;
  readonly kind: string;
  /** Absent: the target is cluster-scoped. */
  readonly namespace?: string | undefined;
  readonly required: boolean;
}

/** The reference that the name at `path` makes; none where the field is absent or empty. */
export function referenceAt(object: JsonObject, path: FieldPath, target: Target): readonly Reference[] {
  const name = getString(object, path);
  if (name === undefined || name === '') return [];
  const { group, kind, namespace, required } = target;
  return [{ path, to: { group, kind, ...(namespace === undefined ? {} : { namespace }), name }, required }];
}

/** A namespaced object needs its Namespace, which may well be made by others. */
export function namespaceReference(object: JsonObject): readonly Reference[] {
  return referenceAt(object, ['metadata', 'namespace'], { group: '', kind: 'Namespace', required: false });
}

export function namespaceOf(object: JsonObject): string | undefined {
  return getString(object, ['metadata', 'namespace']);
}
