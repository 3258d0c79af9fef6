import { configMap } from '../kinds/config-map.ts';
import type { Kind } from '../kinds/define-kind.ts';
import { drCluster } from '../kinds/dr-cluster.ts';
import { drPolicy } from '../kinds/dr-policy.ts';
import { kindOf } from '../kinds/registry.ts';
import type { Config } from '../model/config.ts';
import { getString } from '../model/field-path.ts';
import { compareText } from '../model/finding.ts';
import type { Manifest } from '../model/manifest.ts';
import { type ObjectRef, refId } from '../model/object-ref.ts';
import { type RamenConfigDocument, readRamenConfig } from './ramen-config.ts';
import { readS3Profiles } from './s3-profiles.ts';
import { isEncrypted, readSecretEvidence } from './secrets.ts';
import { clusterFinder } from './targets.ts';
import { type DesiredObject, type NameIndex, placeOf, type Topology, type UnreadText } from './topology.ts';

/** `unread` names what could not be read, so that rules do not call missing what may stand there. */
export function buildTopology(
  manifests: readonly Manifest[],
  config: Config,
  unread: readonly UnreadText[] = [],
  kustomized: ReadonlySet<string> = new Set(),
): Topology {
  const known = manifests.flatMap((manifest): Known | readonly [] => {
    const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
    return kind === undefined ? [] : { manifest, kind };
  });
  const byKind = groupByKind(known);
  const managedClusters = managedClusterNames(config, byKind);
  const ramenConfigs = manifests.flatMap((manifest) => readRamenConfig(manifest, config) ?? []);
  const profiles = ramenConfigs.map((document) => ({ document, profiles: readS3Profiles(document) }));
  const around: Surroundings = {
    config,
    ramenConfigs: new Map(ramenConfigs.map((document) => [document.manifest, document])),
    wanted: {
      secrets: new Set(
        profiles.flatMap((each) => each.profiles.flatMap(({ secretName }) => secretName ?? [])),
      ),
      configMaps: wantedConfigMaps(ramenConfigs, byKind),
    },
    clustersOf: clusterFinder(config, managedClusters),
  };
  const { objects, duplicates, unplaced } = desiredObjects(known, around);
  let byRef: ReadonlyMap<string, DesiredObject> | undefined;
  return {
    config,
    manifests,
    objects,
    duplicates,
    unplaced,
    get byRef() {
      byRef ??= new Map(objects.map((object) => [refId(object.ref), object]));
      return byRef;
    },
    ramenConfigs,
    s3Profiles: profiles.flatMap((each) => (each.document.role === 'hub' ? each.profiles : [])),
    secrets: manifests.flatMap((manifest) => readSecretEvidence(manifest) ?? []),
    unread,
    kustomized,
    ignored: countIgnored(manifests, around.wanted),
    managedClusters,
    byKind,
    byName: indexByName(known),
  };
}

interface Known {
  readonly manifest: Manifest;
  readonly kind: Kind;
}

/** Secrets and ConfigMaps are ramen-sync's affair only where Ramen reads them. */
interface WantedNames {
  readonly secrets: ReadonlySet<string>;
  readonly configMaps: ReadonlySet<string>;
}

function wantedConfigMaps(
  ramenConfigs: readonly RamenConfigDocument[],
  byKind: ReadonlyMap<Kind, readonly Manifest[]>,
): ReadonlySet<string> {
  const policies = byKind.get(drPolicy) ?? [];
  return new Set([
    ...ramenConfigs.map(({ key }) => key.name),
    ...policies.flatMap(({ object }) => getString(object, ['spec', 'networkMappingRef', 'name']) ?? []),
  ]);
}

interface Surroundings {
  readonly config: Config;
  readonly ramenConfigs: ReadonlyMap<Manifest, RamenConfigDocument>;
  readonly wanted: WantedNames;
  readonly clustersOf: (manifest: Manifest, kind: Kind) => readonly string[];
}

function desiredObjects(
  known: readonly Known[],
  around: Surroundings,
): Pick<Topology, 'objects' | 'duplicates' | 'unplaced'> {
  const objects: DesiredObject[] = [];
  const firsts = new Map<Kind, Map<string, DesiredObject>>();
  const duplicates: { first: DesiredObject; second: DesiredObject }[] = [];
  const unplaced: Manifest[] = [];
  for (const each of known) {
    const { manifest, kind } = each;
    if (kind.role !== 'applied' && kind.role !== 'manual-mode') continue;
    const clusters = around.clustersOf(manifest, kind);
    if (kind.role === 'applied' && clusters.length === 0) unplaced.push(manifest);
    if (!isApplied(each, around)) continue;
    const ramenConfig = around.ramenConfigs.get(manifest);
    if (manifest.key.name === '' && ramenConfig === undefined) continue;
    // Both spellings of Ramen's configuration are one ConfigMap.
    const stored = ramenConfig === undefined ? kind : configMap;
    const ofKind = firsts.get(stored) ?? new Map<string, DesiredObject>();
    if (ofKind.size === 0) firsts.set(stored, ofKind);
    for (const cluster of clusters) {
      const object = desiredObject(each, refOf(each, cluster, ramenConfig), ramenConfig);
      const { namespace, name } = object.ref;
      const id = `${cluster}/${namespace ?? ''}/${name}`;
      const first = ofKind.get(id);
      if (first !== undefined) duplicates.push({ first, second: object });
      else {
        ofKind.set(id, object);
        objects.push(object);
      }
    }
  }
  return { objects, duplicates, unplaced };
}

function isApplied({ manifest, kind }: Known, { config, wanted }: Surroundings): boolean {
  if (kind.role === 'manual-mode') return config.ramen.mode === 'manual';
  return kind.role === 'applied' && isWanted(manifest, wanted) && !isEncrypted(manifest);
}

function isWanted({ key }: Manifest, wanted: WantedNames): boolean {
  if (key.apiVersion !== 'v1') return true;
  if (key.kind === 'Secret') return wanted.secrets.has(key.name);
  return key.kind !== 'ConfigMap' || wanted.configMaps.has(key.name);
}

/** References are read when they are asked for: a plan asks, lint hardly does. */
function desiredObject(
  { manifest, kind }: Known,
  ref: ObjectRef,
  ramenConfig: RamenConfigDocument | undefined,
): DesiredObject {
  return {
    ref,
    kind,
    manifest,
    get references() {
      return kind.references(manifest.object);
    },
    ...(ramenConfig === undefined ? {} : { ramenConfig }),
  };
}

function refOf(
  { manifest: { key }, kind }: Known,
  cluster: string,
  ramenConfig: RamenConfigDocument | undefined,
): ObjectRef {
  if (ramenConfig !== undefined) return { cluster, ...ramenConfig.key };
  const { apiVersion, name, namespace } = key;
  return kind.scope === 'Cluster' || namespace === undefined
    ? { cluster, apiVersion, kind: kind.kind, name }
    : { cluster, apiVersion, kind: kind.kind, namespace, name };
}

function groupByKind(known: readonly Known[]): ReadonlyMap<Kind, readonly Manifest[]> {
  const groups = new Map<Kind, Manifest[]>();
  for (const { manifest, kind } of known) {
    const group = groups.get(kind);
    if (group === undefined) groups.set(kind, [manifest]);
    else group.push(manifest);
  }
  return groups;
}

function indexByName(known: readonly Known[]): NameIndex {
  const index = new Map<Kind, Map<string, Map<string, Manifest>>>();
  for (const { manifest, kind } of known) {
    const places = index.get(kind) ?? new Map<string, Map<string, Manifest>>();
    if (places.size === 0) index.set(kind, places);
    const place = placeOf(kind, manifest.key.namespace);
    const names = places.get(place) ?? new Map<string, Manifest>();
    if (names.size === 0) places.set(place, names);
    if (!names.has(manifest.key.name)) names.set(manifest.key.name, manifest);
  }
  return index;
}

function managedClusterNames(
  config: Config,
  byKind: ReadonlyMap<Kind, readonly Manifest[]>,
): readonly string[] {
  if (config.managedClusters.length > 0) return config.managedClusters.map(({ name }) => name);
  const clusters = byKind.get(drCluster) ?? [];
  return [...new Set(clusters.map(({ key }) => key.name))].filter((name) => name !== '').sort(compareText);
}

function countIgnored(manifests: readonly Manifest[], wanted: WantedNames): Topology['ignored'] {
  const counts = new Map<string, number>();
  for (const manifest of manifests) {
    const { apiVersion, kind } = manifest.key;
    const known = kindOf(apiVersion, kind) !== undefined && isWanted(manifest, wanted);
    if (known || readSecretEvidence(manifest) !== undefined) continue;
    const what = `${apiVersion} ${kind}`;
    counts.set(what, (counts.get(what) ?? 0) + 1);
  }
  return [...counts].map(([what, count]) => ({ what, count })).sort((a, b) => compareText(a.what, b.what));
}
