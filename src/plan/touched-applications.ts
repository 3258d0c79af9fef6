import { recipe } from '../kinds/recipe.ts';
import { ramenKey } from '../model/annotations.ts';
import { getAt, getString } from '../model/field-path.ts';
import { compareText } from '../model/finding.ts';
import { isArray, type JsonObject } from '../model/json.ts';
import type { LiveObject } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';

/** What is live on the hub, as far as it says which application an object serves. */
export interface ProtectionMap {
  readonly drpcs: readonly LiveObject[];
  readonly policies: readonly LiveObject[];
  readonly drClusters: readonly LiveObject[];
  /** S3 profiles that a Secret belongs to. */
  readonly profilesOf: (secret: ObjectRef) => readonly string[];
}

/**
 * The live applications that a change of an object touches, by name; undefined for objects that serve none, or are one.
 * What a class or a Secret on a managed cluster is used for nobody records: it counts for everything that the cluster protects.
 */
export function touchedApplications(
  object: ObjectRef,
  map: ProtectionMap,
): readonly LiveObject[] | undefined {
  const serves = serving(object, map);
  if (serves === undefined) return undefined;
  return map.drpcs.filter(serves).sort((a, b) => compareText(applicationName(a), applicationName(b)));
}

/** `shop/cart`. */
export function applicationName(drpc: JsonObject): string {
  return `${getString(drpc, ['metadata', 'namespace']) ?? ''}/${getString(drpc, ['metadata', 'name']) ?? ''}`;
}

type Serves = (drpc: LiveObject) => boolean;

function serving(object: ObjectRef, map: ProtectionMap): Serves | undefined {
  const { kind, name } = object;
  if (kind === 'DRPolicy') return (drpc) => policyOf(drpc) === name;
  if (kind === 'DRCluster') return under([name], map);
  if (kind === 'Placement' || kind === 'PlacementRule') return (drpc) => isPlacedBy(drpc, object);
  if (kind === recipe.kind) return (drpc) => usesRecipe(drpc, object);
  if (object.cluster !== 'hub') return perCluster.has(kind) ? under([object.cluster], map) : undefined;
  if (kind === 'ConfigMap' && name === ramenKey.hubConfigName) return () => true;
  if (kind !== 'Secret') return undefined;
  const profiles = map.profilesOf(object);
  const clusters = map.drClusters.filter((cluster) =>
    profiles.includes(getString(cluster, ['spec', 's3ProfileName']) ?? ''),
  );
  return under(
    clusters.map((cluster) => getString(cluster, ['metadata', 'name']) ?? ''),
    map,
  );
}

const perCluster: ReadonlySet<string> = new Set([
  'ConfigMap',
  'NetworkFenceClass',
  'Secret',
  'StorageClass',
  'VolumeGroupReplicationClass',
  'VolumeGroupSnapshotClass',
  'VolumeReplicationClass',
  'VolumeSnapshotClass',
]);

function under(clusters: readonly string[], { policies }: ProtectionMap): Serves {
  const names = policies
    .filter((policy) => {
      const members = getAt(policy, ['spec', 'drClusters']);
      return isArray(members) && members.some((member) => clusters.includes(String(member)));
    })
    .map((policy) => getString(policy, ['metadata', 'name']));
  return (drpc) => names.includes(policyOf(drpc));
}

function policyOf(drpc: LiveObject): string {
  return getString(drpc, ['spec', 'drPolicyRef', 'name']) ?? '';
}

/** Ramen reads only the name of a placementRef, in the DRPC's namespace, and tries both kinds. */
function isPlacedBy(drpc: LiveObject, { namespace, name }: ObjectRef): boolean {
  return (
    getString(drpc, ['metadata', 'namespace']) === namespace &&
    getString(drpc, ['spec', 'placementRef', 'name']) === name
  );
}

function usesRecipe(drpc: LiveObject, { namespace, name }: ObjectRef): boolean {
  const path = ['spec', 'kubeObjectProtection', 'recipeRef'];
  return getString(drpc, [...path, 'name']) === name && getString(drpc, [...path, 'namespace']) === namespace;
}
