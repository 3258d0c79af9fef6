import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { findKind } from '../kinds/registry.ts';
import { removal } from '../kinds/removal.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { isOfGroup, type ObjectKey } from '../model/object-ref.ts';
import { manifestsOf, unreadThatMayHold } from '../topology/topology.ts';
import type { ChangedObject, TopologyChange } from '../topology/topology-change.ts';

/** DRPlacementControls that went, each with the one that came in its place. */
export interface ReplacedControls {
  /** For the same Placement, under another name. */
  readonly renamed: readonly ChangedObject[];
  /** Under the same name, in another namespace. */
  readonly moved: readonly ChangedObject[];
}

export function replacedControls(change: TopologyChange): ReplacedControls {
  const came = new Set(change.appeared.filter(isControl));
  const asked = askedRemovals(change);
  const went = change.vanished.filter(
    (manifest) =>
      isControl(manifest) &&
      !asked.has(removalKey(manifest.key)) &&
      unreadThatMayHold(change.after, manifest.key.name) === undefined,
  );
  const renamed = matched(went, came, placementKey);
  const taken = new Set(renamed.map(({ before }) => before));
  const moved = matched(
    went.filter((manifest) => !taken.has(manifest)),
    came,
    ({ key }) => key.name || undefined,
  );
  return { renamed, moved };
}

/** Takes what it matches out of `came`. */
function matched(
  went: readonly Manifest[],
  came: Set<Manifest>,
  keyOf: (manifest: Manifest) => string | undefined,
): readonly ChangedObject[] {
  const byKey = new Map<string, Manifest>();
  for (const manifest of came) {
    const key = keyOf(manifest);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, manifest);
  }
  return went.flatMap((before) => {
    const after = byKey.get(keyOf(before) ?? '');
    if (after === undefined || !came.delete(after)) return [];
    return [{ before, after }];
  });
}

function isControl({ key }: Manifest): boolean {
  return key.kind === drPlacementControl.kind && isOfGroup(key.apiVersion, drPlacementControl.group);
}

function placementKey({ key, object }: Manifest): string | undefined {
  const name = getString(object, ['spec', 'placementRef', 'name']);
  return name === undefined ? undefined : `${key.namespace ?? ''}/${name}`;
}

/** Objects that a Removal of either revision names, by `removalKey`. */
export function askedRemovals({ before, after }: TopologyChange): ReadonlySet<string> {
  const documents = [before, after].flatMap((topology) => manifestsOf(topology, removal));
  const entries = documents.flatMap(({ object }) => {
    const list = getAt(object, ['spec', 'objects']);
    return isArray(list) ? list : [];
  });
  return new Set(
    entries.flatMap((entry) => {
      const kind = findKind(getString(entry, ['kind']) ?? '');
      const [name, namespace] = ['name', 'namespace'].map((field) => getString(entry, [field]));
      return kind === undefined || name === undefined
        ? []
        : [removalKey({ kind: kind.kind, name, ...(namespace === undefined ? {} : { namespace }) })];
    }),
  );
}

export function removalKey({
  kind,
  namespace,
  name,
}: Pick<ObjectKey, 'kind' | 'namespace' | 'name'>): string {
  return `${kind}/${namespace ?? ''}/${name}`;
}
