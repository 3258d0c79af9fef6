import type { Kind } from '../kinds/define-kind.ts';
import { jsonEquals } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { apiGroup, objectId, refId } from '../model/object-ref.ts';
import { S3_PROFILE } from './s3-profiles.ts';
import { kindId, type Topology, targetKey } from './topology.ts';

/** An object that both revisions have, and that differs. */
export interface ChangedObject {
  readonly before: Manifest;
  readonly after: Manifest;
}

/** What a repository was and what it is. Objects are the same by kind, namespace and name, wherever their files moved. */
export interface TopologyChange {
  readonly before: Topology;
  readonly after: Topology;
  /** Short id of the commit that `before` is read from. */
  readonly commit: string;
  /** By `kindId`, in the order of files and documents. */
  readonly changed: ReadonlyMap<string, readonly ChangedObject[]>;
  /** Objects of which there is no namesake in the other revision, on whichever cluster. */
  readonly appeared: readonly Manifest[];
  readonly vanished: readonly Manifest[];
}

/** Both must be read with the same configuration, else an object seems to come and go with a source. */
export function compareTopologies(before: Topology, after: Topology, commit: string): TopologyChange {
  const changed = new Map<string, ChangedObject[]>();
  for (const pair of pairs(before, after)) {
    if (jsonEquals(pair.before.object, pair.after.object)) continue;
    const { apiVersion, kind } = pair.after.key;
    const id = kindId({ group: apiGroup(apiVersion), kind });
    const group = changed.get(id);
    if (group === undefined) changed.set(id, [pair]);
    else group.push(pair);
  }
  return {
    before,
    after,
    commit,
    changed,
    appeared: withoutNamesake(after, before),
    vanished: withoutNamesake(before, after),
  };
}

export function changedOf({ changed }: TopologyChange, kind: Kind): readonly ChangedObject[] {
  return changed.get(kindId(kind)) ?? [];
}

/**
 * By cluster; and by name alone where one of them says no cluster and the name means one object on either side. The same
 * name on two clusters means two objects.
 */
function pairs(before: Topology, after: Topology): readonly ChangedObject[] {
  const old = placed(before);
  const young = placed(after);
  const withPlace = new Set([...old.values(), ...young.values()]);
  const found = new Map<Manifest, Set<Manifest>>();
  const match = (now: Manifest, then: Manifest): void => {
    found.set(now, (found.get(now) ?? new Set()).add(then));
  };
  for (const [id, now] of young) {
    const then = old.get(id);
    if (then !== undefined) match(now, then);
  }
  const alone = onlyOnes(before);
  for (const [id, now] of onlyOnes(after)) {
    const then = alone.get(id);
    if (then !== undefined && !(withPlace.has(now) && withPlace.has(then))) match(now, then);
  }
  return after.manifests.flatMap((now) =>
    [...(found.get(now) ?? [])].map((then) => ({ before: then, after: now })),
  );
}

function placed({ objects }: Topology): ReadonlyMap<string, Manifest> {
  return new Map(objects.map(({ ref, manifest }) => [refId(ref), manifest]));
}

function onlyOnes({ manifests }: Topology): ReadonlyMap<string, Manifest> {
  const one = new Map<string, Manifest>();
  const several = new Set<string>();
  for (const manifest of manifests) {
    const id = objectId(manifest.key);
    if (one.has(id)) several.add(id);
    one.set(id, manifest);
  }
  for (const id of several) one.delete(id);
  return one;
}

/**
 * The later revision, which now knows what the earlier one held: where the last policy went, nothing else shows that the
 * repository keeps policies. A Secret may always leave Git for a better place.
 */
export function withVanished(after: Topology, before: Topology): Topology {
  const kept = new Set(after.s3Profiles.map(({ name }) => name));
  const profiles = before.s3Profiles.filter(({ name }) => !kept.has(name));
  const objects = withoutNamesake(before, after).filter(({ key }) => key.kind !== 'Secret');
  const vanished = new Set([
    ...objects.map(({ key }) => targetKey(key.kind, key.name)),
    ...profiles.map(({ name }) => targetKey(S3_PROFILE, name)),
  ]);
  // A spread would make what is made when it is first asked for.
  return Object.create(after, { vanished: { value: vanished, enumerable: true } }) as Topology;
}

function withoutNamesake(here: Topology, there: Topology): readonly Manifest[] {
  const ids = new Set(there.manifests.map(({ key }) => objectId(key)));
  return here.manifests.filter(({ key }) => !ids.has(objectId(key)));
}
