import { preferredApiVersion } from '../kinds/define-kind.ts';
import { kindOf } from '../kinds/registry.ts';
import { getString } from '../model/field-path.ts';
import { type ObjectRef, refId } from '../model/object-ref.ts';
import { type Reference, referencedId } from '../model/reference.ts';
import type { DesiredObject, Topology } from '../topology/topology.ts';
import type { LiveReader } from './live-reader.ts';

/** What a new object cannot be without, and is neither on the cluster nor about to be made. */
export async function missingDependency(
  object: DesiredObject,
  topology: Topology,
  reader: LiveReader,
): Promise<string | undefined> {
  for (const reference of object.references) {
    if (!reference.required) continue;
    if (targetOf(reference, object, topology) !== undefined) continue;
    const { group, kind: word, namespace, name } = reference.to;
    const kind = kindOf(`${group}/`, word);
    const objects =
      kind === undefined ? [] : await reader.listKind(preferredApiVersion(kind), word, namespace);
    const found = objects?.some(
      (candidate) =>
        getString(candidate, ['metadata', 'name']) === name &&
        (namespace === undefined || getString(candidate, ['metadata', 'namespace']) === namespace),
    );
    if (found !== true)
      return `it needs ${word} ${name}, which is neither on ${object.ref.cluster} nor in Git`;
  }
  return undefined;
}

/** What a reference means on the object's own cluster, if Git has it. */
export function targetOf(
  reference: Reference,
  object: DesiredObject,
  topology: Topology,
): DesiredObject | undefined {
  return topology.byRef.get(`${object.ref.cluster}:${referencedId(reference)}`);
}

/** Objects of the same plan that must stand first: those referred to, and the namespace. */
export function dependencies(object: DesiredObject, topology: Topology): readonly string[] {
  const targets = object.references.flatMap((reference) => targetOf(reference, object, topology) ?? []);
  const namespace = object.ref.namespace === undefined ? [] : [refId(namespaceRef(object.ref))];
  return [
    ...new Set([
      ...targets.map((target) => refId(target.ref)),
      ...namespace.filter((id) => topology.byRef.has(id)),
    ]),
  ].sort();
}

export function isPlanned(ref: ObjectRef, topology: Topology): boolean {
  return topology.byRef.has(refId(ref));
}

export function namespaceRef(ref: ObjectRef): ObjectRef {
  return { cluster: ref.cluster, apiVersion: 'v1', kind: 'Namespace', name: ref.namespace ?? '' };
}
