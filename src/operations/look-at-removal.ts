import type { Kind } from '../kinds/define-kind.ts';
import { preferredApiVersion } from '../kinds/define-kind.ts';
import { ramenConfig } from '../kinds/ramen-config.ts';
import { getString } from '../model/field-path.ts';
import { isAfterDay } from '../model/last-day.ts';
import { type LiveObject, uidOf } from '../model/live-object.ts';
import { formatRef, type ObjectRef } from '../model/object-ref.ts';
import type { Block, Notice } from '../model/plan.ts';
import { configIn, profileRef, profilesIn } from '../plan/s3-profile.ts';
import type { RemovalEntry, RemovalTarget } from '../topology/removals.ts';
import type { Topology } from '../topology/topology.ts';
import type { LiveReader, Sight } from './live-reader.ts';
import { hubConfigKey } from './read-neighbours.ts';

/** An entry whose object is there, and is the one that it means. */
export interface SoughtObject {
  readonly entry: RemovalEntry;
  readonly ref: ObjectRef;
  /** Of an S3 profile that of the configuration which holds it. */
  readonly kind: Kind;
  /** The object; of an S3 profile the ConfigMap. */
  readonly live: LiveObject;
  /** What deleting it does, a sentence each. */
  readonly means: readonly string[];
  /** Why it cannot be deleted, whatever the gates say. */
  readonly trouble?: Block;
}

export type Look =
  | { readonly type: 'sought'; readonly sought: SoughtObject }
  /** Nothing is to be done for it, and why. */
  | { readonly type: 'idle'; readonly notice: Notice };

/** What can be said before a cluster is asked: an entry that nobody can act upon, or one past its day. */
export function idleBeforehand(entry: RemovalEntry, now: number): Look | undefined {
  const { target, expires } = entry;
  if (target.type === 'unclear')
    return idle(entry, 'removal-unclear', `nothing is done for it: ${target.why}`);
  if (!isAfterDay(expires, now)) return undefined;
  const ref = soughtRef(target);
  const name = ref === undefined ? target.name : formatRef(ref);
  return idle(entry, 'removal-expired', `the Removal of ${name} has expired (${expires}): drop it`);
}

/**
 * Is what the entry names there? An entry names its object by UID, so that a document left in Git cannot mean a later
 * namesake: one whose object is gone is spent. Throws ClusterError.
 */
export async function lookAtRemoval(
  entry: RemovalEntry,
  ref: ObjectRef,
  context: { readonly reader: LiveReader; readonly topology: Topology },
): Promise<Look> {
  const { target } = entry;
  if (target.type === 'object') return lookAtObject(entry, target, ref, await context.reader.read(ref));
  return lookAtProfile(entry, ref, context);
}

/** The object that an entry names; undefined where that is not clear. */
export function soughtRef(target: RemovalEntry['target']): ObjectRef | undefined {
  if (target.type === 'unclear') return undefined;
  if (target.type === 's3-profile') return profileRef(target.name);
  const { kind, namespace, name } = target;
  return {
    cluster: 'hub',
    apiVersion: preferredApiVersion(kind),
    kind: kind.kind,
    ...(namespace === undefined ? {} : { namespace }),
    name,
  };
}

/** The kind whose wave and gates count. */
export function soughtKind(target: RemovalTarget): Kind {
  return target.type === 'object' ? target.kind : ramenConfig;
}

function lookAtObject(
  entry: RemovalEntry,
  { kind }: { readonly kind: Kind },
  ref: ObjectRef,
  sight: Sight,
): Look {
  const name = formatRef(ref);
  if (sight.seen !== 'object') return idle(entry, 'removal-spent', `${name} is gone: drop the entry`);
  const uid = uidOf(sight.object);
  if (entry.uid !== undefined && entry.uid !== uid) {
    return idle(
      entry,
      'removal-spent',
      `${name} with UID ${entry.uid} is gone, and its namesake (${uid}) is not meant: drop the entry`,
    );
  }
  const { object } = sight;
  return {
    type: 'sought',
    sought: { entry, ref, kind, live: object, means: kind.removal?.(object) ?? [] },
  };
}

async function lookAtProfile(
  entry: RemovalEntry,
  ref: ObjectRef,
  { reader, topology }: { readonly reader: LiveReader; readonly topology: Topology },
): Promise<Look> {
  const sight = await reader.read({ cluster: 'hub', ...hubConfigKey(topology) });
  const live = sight.seen === 'object' ? sight.object : undefined;
  if (live !== undefined && configIn(live) === undefined) {
    const message = "Ramen's configuration on the hub does not parse: mend it there first";
    const trouble: Block = { gate: 'live-unreadable', message };
    return { type: 'sought', sought: { entry, ref, kind: ramenConfig, live, means: [], trouble } };
  }
  const profile = profilesIn(live ?? {}).find((each) => each.s3ProfileName === ref.name);
  if (live === undefined || profile === undefined) {
    return idle(entry, 'removal-spent', `${formatRef(ref)} is not in Ramen's configuration: drop the entry`);
  }
  const [bucket, endpoint] = ['s3Bucket', 's3CompatibleEndpoint'].map((key) => getString(profile, [key]));
  const means = [
    `Ramen no longer reads or writes bucket ${bucket ?? '(none)'} at ${endpoint ?? '(no endpoint)'}; what lies in it stays`,
  ];
  return { type: 'sought', sought: { entry, ref, kind: ramenConfig, live, means } };
}

function idle({ manifest, path }: RemovalEntry, code: string, text: string): Look {
  const { file, line } = manifest.locate(path);
  return { type: 'idle', notice: { code, text: `${file}:${line}: ${text}` } };
}
