import { preferredApiVersion } from '../kinds/define-kind.ts';
import { drPlacementControl } from '../kinds/dr-placement-control.ts';
import { placement } from '../kinds/placement.ts';
import { placementRule } from '../kinds/placement-rule.ts';
import { isClusterError } from '../model/errors.ts';
import { getString } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import { formatRef, type ObjectRef } from '../model/object-ref.ts';
import { activeHold } from '../plan/hold.ts';
import { findManifest, manifestsOf, type Topology } from '../topology/topology.ts';
import type { LiveReader } from './live-reader.ts';

/** Another object of the same application. */
interface Companion {
  readonly ref: ObjectRef;
  /** As Git has it; absent where Git does not. */
  readonly object?: JsonObject;
}

/**
 * An application is its DRPlacementControl and what that places: a freeze of either is one of both. Answers in words; undefined
 * where nothing is frozen, or the other object may not be read.
 */
export async function companionHold(
  { ref, object }: { readonly ref: ObjectRef; readonly object: JsonObject },
  topology: Topology,
  { hub, now }: { readonly hub: LiveReader | undefined; readonly now: number },
): Promise<string | undefined> {
  for (const companion of companionsOf(ref, object, topology)) {
    const live = hub === undefined ? undefined : await readAllowed(hub, companion.ref);
    const hold = activeHold(companion.object ?? {}, live, now);
    if (hold !== undefined) return `frozen with ${formatRef(companion.ref)}, ${hold.where}: ${hold.reason}`;
  }
  return undefined;
}

function companionsOf(ref: ObjectRef, object: JsonObject, topology: Topology): readonly Companion[] {
  if (ref.cluster !== 'hub') return [];
  if (ref.kind === drPlacementControl.kind) return placedBy(ref, object, topology);
  if (ref.kind !== placement.kind && ref.kind !== placementRule.kind) return [];
  return manifestsOf(topology, drPlacementControl).flatMap((manifest) =>
    manifest.key.namespace === ref.namespace && placedName(manifest.object) === ref.name
      ? { ref: { ...manifest.key, cluster: 'hub' }, object: manifest.object }
      : [],
  );
}

function placedBy(ref: ObjectRef, drpc: JsonObject, topology: Topology): readonly Companion[] {
  const name = placedName(drpc);
  if (name === undefined || name === '') return [];
  const found =
    findManifest(topology, placement, name, ref.namespace) ??
    findManifest(topology, placementRule, name, ref.namespace);
  const key = found?.key ?? {
    ...ref,
    apiVersion: preferredApiVersion(placement),
    kind: placement.kind,
    name,
  };
  return [{ ref: { ...key, cluster: 'hub' }, ...(found === undefined ? {} : { object: found.object }) }];
}

function placedName(drpc: JsonObject): string | undefined {
  return getString(drpc, ['spec', 'placementRef', 'name']);
}

async function readAllowed(hub: LiveReader, ref: ObjectRef) {
  try {
    const sight = await hub.read(ref);
    return sight.seen === 'object' ? sight.object : undefined;
  } catch (error) {
    if (isClusterError(error, 'forbidden')) return undefined;
    throw error;
  }
}
