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
import { targetClusters } from './targets.ts';
import { type DesiredObject, kindId, nameId, type Topology, type UnreadText } from './topology.ts';

/** `unread` names what could not be read, so that rules do not call missing what may stand there. */
export function buildTopology(
  manifests: readonly Manifest[],
  config: Config,
  unread: readonly UnreadText[] = [],
): Topology {
  const byKind = groupByKind(manifests);
  const managedClusters = managedClusterNames(config, byKind);
  const ramenConfigs = manifests.flatMap((manifest) => readRamenConfig(manifest, config) ?? []);
  const s3Profiles = ramenConfigs.filter(({ role }) => role === 'hub').flatMap(readS3Profiles);
  const wanted = wantedNames(ramenConfigs, byKind);
  const desired = manifests.flatMap((manifest) =>
    desiredObjects(manifest, { config, managedClusters, ramenConfigs, wanted }),
  );
  const { byRef, duplicates } = indexByRef(desired);
  return {
    config,
    manifests,
    objects: [...byRef.values()],
    duplicates,
    ramenConfigs,
    s3Profiles,
    secrets: manifests.flatMap((manifest) => readSecretEvidence(manifest) ?? []),
    unread,
    unplaced: manifests.filter((manifest) => isUnplaced(manifest, config, managedClusters)),
    ignored: countIgnored(manifests, wanted),
    managedClusters,
    byRef,
    byKind,
    byName: indexByName(manifests),
  };
}

/** Secrets and ConfigMaps are ramen-sync's affair only where Ramen reads them. */
interface WantedNames {
  readonly secrets: ReadonlySet<string>;
  readonly configMaps: ReadonlySet<string>;
}

function wantedNames(
  ramenConfigs: readonly RamenConfigDocument[],
  byKind: ReadonlyMap<string, readonly Manifest[]>,
): WantedNames {
  const policies = byKind.get(kindId(drPolicy)) ?? [];
  return {
    secrets: new Set(ramenConfigs.flatMap(readS3Profiles).flatMap(({ secretName }) => secretName ?? [])),
    configMaps: new Set([
      ...ramenConfigs.map(({ key }) => key.name),
      ...policies.flatMap(({ object }) => getString(object, ['spec', 'networkMappingRef', 'name']) ?? []),
    ]),
  };
}

interface Surroundings {
  readonly config: Config;
  readonly managedClusters: readonly string[];
  readonly ramenConfigs: readonly RamenConfigDocument[];
  readonly wanted: WantedNames;
}

function desiredObjects(manifest: Manifest, around: Surroundings): readonly DesiredObject[] {
  const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
  if (kind === undefined || !isApplied(manifest, kind, around.config, around.wanted)) return [];
  const ramenConfig = around.ramenConfigs.find((document) => document.manifest === manifest);
  if (manifest.key.name === '' && ramenConfig === undefined) return [];
  const references = kind.references(manifest.object);
  return targetClusters(manifest, kind, around.config, around.managedClusters).map((cluster) => ({
    ref: refOf(manifest, kind, cluster, ramenConfig),
    kind,
    manifest,
    references,
    ...(ramenConfig === undefined ? {} : { ramenConfig }),
  }));
}

function isApplied(manifest: Manifest, kind: Kind, config: Config, wanted: WantedNames): boolean {
  if (kind.role === 'manual-mode') return config.ramen.mode === 'manual';
  return kind.role === 'applied' && isWanted(manifest, wanted) && !isEncrypted(manifest);
}

function isWanted({ key }: Manifest, wanted: WantedNames): boolean {
  if (key.apiVersion !== 'v1') return true;
  if (key.kind === 'Secret') return wanted.secrets.has(key.name);
  return key.kind !== 'ConfigMap' || wanted.configMaps.has(key.name);
}

function refOf(
  { key }: Manifest,
  kind: Kind,
  cluster: string,
  ramenConfig: RamenConfigDocument | undefined,
): ObjectRef {
  if (ramenConfig !== undefined) return { cluster, ...ramenConfig.key };
  const { apiVersion, name, namespace } = key;
  const place = kind.scope === 'Cluster' || namespace === undefined ? {} : { namespace };
  return { cluster, apiVersion, kind: kind.kind, ...place, name };
}

function indexByRef(desired: readonly DesiredObject[]): Pick<Topology, 'byRef' | 'duplicates'> {
  const byRef = new Map<string, DesiredObject>();
  const duplicates: { first: DesiredObject; second: DesiredObject }[] = [];
  for (const second of desired) {
    const id = refId(second.ref);
    const first = byRef.get(id);
    if (first === undefined) byRef.set(id, second);
    else duplicates.push({ first, second });
  }
  return { byRef, duplicates };
}

function groupByKind(manifests: readonly Manifest[]): ReadonlyMap<string, readonly Manifest[]> {
  const groups = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
    if (kind === undefined) continue;
    const group = groups.get(kindId(kind));
    if (group === undefined) groups.set(kindId(kind), [manifest]);
    else group.push(manifest);
  }
  return groups;
}

function indexByName(manifests: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  const byName = new Map<string, Manifest>();
  for (const manifest of manifests) {
    const { apiVersion, kind: word, name, namespace } = manifest.key;
    const kind = kindOf(apiVersion, word);
    const id = kind === undefined ? undefined : nameId(kind, name, namespace);
    if (id !== undefined && !byName.has(id)) byName.set(id, manifest);
  }
  return byName;
}

function managedClusterNames(
  config: Config,
  byKind: ReadonlyMap<string, readonly Manifest[]>,
): readonly string[] {
  if (config.managedClusters.length > 0) return config.managedClusters.map(({ name }) => name);
  const clusters = byKind.get(kindId(drCluster)) ?? [];
  return [...new Set(clusters.map(({ key }) => key.name))].filter((name) => name !== '').sort(compareText);
}

function isUnplaced(manifest: Manifest, config: Config, managedClusters: readonly string[]): boolean {
  const kind = kindOf(manifest.key.apiVersion, manifest.key.kind);
  return (
    kind !== undefined &&
    kind.role === 'applied' &&
    targetClusters(manifest, kind, config, managedClusters).length === 0
  );
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
