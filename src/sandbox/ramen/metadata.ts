import { getAt, getString, setAt } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { generationOf } from '../../model/live-object.ts';

/** The prefix of Ramen's annotations on DRPCs, Placements, ManifestWorks and VRGs. */
export const drpcAnnotation = (name: string): string => `drplacementcontrol.ramendr.openshift.io/${name}`;

/** Marks what Ramen made itself (Ramen: internal/controller/util/labels.go). */
export const createdByRamen = { 'ramendr.openshift.io/created-by-ramen': 'true' } as const;

/** The label that includes an object in OCM's hub backup. */
export const backupLabel = { 'cluster.open-cluster-management.io/backup': 'ramen' } as const;

export function nameOf(object: JsonObject): string {
  return getString(object, ['metadata', 'name']) ?? '';
}

export function namespaceOf(object: JsonObject): string {
  return getString(object, ['metadata', 'namespace']) ?? '';
}

/** `shop/cart`. */
export function namespacedName(object: JsonObject): string {
  return `${namespaceOf(object)}/${nameOf(object)}`;
}

export function labelOf(object: JsonObject, key: string): string | undefined {
  return getString(object, ['metadata', 'labels', key]);
}

export function withMetadata(
  object: JsonObject,
  field: 'labels' | 'annotations',
  values: JsonObject,
): JsonObject {
  const before = getAt(object, ['metadata', field]);
  return setAt(object, ['metadata', field], { ...(isObject(before) ? before : {}), ...values });
}

export function finalizersOf(object: JsonObject): readonly Json[] {
  const finalizers = getAt(object, ['metadata', 'finalizers']);
  return isArray(finalizers) ? finalizers : [];
}

export function withFinalizer(object: JsonObject, finalizer: string): JsonObject {
  const finalizers = finalizersOf(object);
  return finalizers.includes(finalizer)
    ? object
    : setAt(object, ['metadata', 'finalizers'], [...finalizers, finalizer]);
}

export function withoutFinalizer(object: JsonObject, finalizer: string): JsonObject {
  const finalizers = finalizersOf(object);
  if (!finalizers.includes(finalizer)) return object;
  return setAt(
    object,
    ['metadata', 'finalizers'],
    finalizers.filter((each) => each !== finalizer),
  );
}

export function ownerReference(owner: JsonObject): JsonObject {
  return {
    apiVersion: getString(owner, ['apiVersion']) ?? '',
    kind: getString(owner, ['kind']) ?? '',
    name: nameOf(owner),
    uid: getString(owner, ['metadata', 'uid']) ?? '',
    controller: true,
    blockOwnerDeletion: true,
  };
}

/** True where the object's status speaks of its current spec. */
export function isObserved(object: JsonObject): boolean {
  return getAt(object, ['status', 'observedGeneration']) === (generationOf(object) ?? 0);
}

export function listOf(object: JsonObject, path: readonly string[]): readonly Json[] {
  const found = getAt(object, path);
  return isArray(found) ? found : [];
}
