import type { Kind } from '../kinds/define-kind.ts';
import type { Config } from '../model/config.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Reference } from '../model/reference.ts';
import type { RamenConfigDocument } from './ramen-config.ts';
import type { S3Profile } from './s3-profiles.ts';
import type { SecretEvidence } from './secrets.ts';

/** One object on one cluster, as Git wants it. A manifest for two clusters makes two of these. */
export interface DesiredObject {
  /** Without a namespace where the kind is cluster-scoped, whatever the manifest says. */
  readonly ref: ObjectRef;
  readonly kind: Kind;
  readonly manifest: Manifest;
  readonly references: readonly Reference[];
  /** The object is, or is rendered into, the ConfigMap that holds Ramen's configuration. */
  readonly ramenConfig?: RamenConfigDocument;
}

/** Text that may hold objects nobody saw: what it may hold must not be called missing. */
export interface UnreadText {
  readonly file: string;
  /** Absent where nothing of it could be read: it may hold anything. */
  readonly text?: string;
  /** A kustomization, and why it was not rendered. */
  readonly unrendered?: UnrenderedReason;
}

/** `not-rendered`: nobody asked for it. */
export type UnrenderedReason = 'not-rendered' | 'no-kustomize' | 'render-failed';

/** The graph of what Git wants. */
export interface Topology {
  readonly config: Config;
  /** Everything that could be read, in the order of files and documents. */
  readonly manifests: readonly Manifest[];
  /** What ramen-sync applies, one a cluster; of duplicates the first. */
  readonly objects: readonly DesiredObject[];
  /** The same object twice on one cluster: the first, and one that came later. */
  readonly duplicates: readonly { readonly first: DesiredObject; readonly second: DesiredObject }[];
  readonly ramenConfigs: readonly RamenConfigDocument[];
  /** Profiles of the hub's configuration. */
  readonly s3Profiles: readonly S3Profile[];
  /** Documents that make a Secret exist: plain, encrypted, sealed or fetched from elsewhere. */
  readonly secrets: readonly SecretEvidence[];
  readonly unread: readonly UnreadText[];
  /** Files whose objects a kustomization changes that is not rendered: they are ingredients. */
  readonly kustomized: ReadonlySet<string>;
  /** Objects for managed clusters where neither annotation nor source says which. */
  readonly unplaced: readonly Manifest[];
  /** Objects that ramen-sync does not know, by `apiVersion Kind`, sorted. */
  readonly ignored: readonly { readonly what: string; readonly count: number }[];
  /** Names of managed clusters: the config's, else those of the DRClusters. */
  readonly managedClusters: readonly string[];
  /** By `refId`. Made when it is first asked for: lint never does. */
  readonly byRef: ReadonlyMap<string, DesiredObject>;
  /** Of kinds that ramen-sync knows, in the order of files and documents. */
  readonly byKind: ReadonlyMap<Kind, readonly Manifest[]>;
  /** By kind, namespace (empty where the kind has none) and name; of namesakes the first. */
  readonly byName: NameIndex;
  /** What an earlier revision held and this one does not, by `targetKey`. Absent: no other revision was read. */
  readonly vanished?: ReadonlySet<string>;
}

/** Maps within maps: a key put together from parts would have to be made anew for each look. */
export type NameIndex = ReadonlyMap<Kind, ReadonlyMap<string, ReadonlyMap<string, Manifest>>>;

export function kindId({ group, kind }: Pick<Kind, 'group' | 'kind'>): string {
  return `${group}/${kind}`;
}

export function manifestsOf(topology: Topology, kind: Kind): readonly Manifest[] {
  return topology.byKind.get(kind) ?? [];
}

/** The first manifest of that name; a namespace counts only where the kind has one. */
export function findManifest(
  topology: Topology,
  kind: Kind,
  name: string,
  namespace?: string,
): Manifest | undefined {
  return topology.byName.get(kind)?.get(placeOf(kind, namespace))?.get(name);
}

/** The namespace that tells namesakes of a kind apart. */
export function placeOf(kind: Kind, namespace: string | undefined): string {
  return kind.scope === 'Cluster' ? '' : (namespace ?? '');
}

/** What references lead to: a kind as reports call it, and a name. */
export function targetKey(kind: string, name: string): string {
  return `${kind} ${name}`;
}

/** Text that could not be read and may hold an object of that name. */
export function unreadThatMayHold(topology: Topology, name: string): UnreadText | undefined {
  return topology.unread.find(({ text }) => text === undefined || text.includes(name));
}
