import { type Kind, preferredApiVersion } from '../kinds/define-kind.ts';
import { findKind } from '../kinds/registry.ts';
import { API_VERSION } from '../model/annotations.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray, type Json } from '../model/json.ts';
import { isAfterDay } from '../model/last-day.ts';
import { uidOf } from '../model/live-object.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import { judgedOf } from '../plan/conclude.ts';
import { judgeRemoval } from '../plan/judge-removal.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { Topology } from '../topology/topology.ts';
import type { LiveReader } from './live-reader.ts';

/**
 * What Removal documents ask to delete and is still there. An entry names its object by UID, so that a document left in
 * Git cannot mean a later namesake; one whose object is gone is spent, and one past its date asks for nothing.
 */
export async function planRemovals(
  topology: Topology,
  reader: LiveReader,
  options: { readonly now: number; readonly configuredClusters: readonly string[] },
): Promise<readonly PlannedChange[]> {
  const documents = topology.manifests.filter(
    ({ key }) => key.kind === 'Removal' && key.apiVersion === API_VERSION,
  );
  const planned: PlannedChange[] = [];
  for (const manifest of documents) {
    if (isAfterDay(getString(manifest.object, ['spec', 'expires']), options.now)) continue;
    const entries = getAt(manifest.object, ['spec', 'objects']);
    for (const [index, entry] of (isArray(entries) ? entries : []).entries()) {
      const change = await planEntry(manifest, entry, index, reader, options.configuredClusters);
      if (change !== undefined) planned.push(change);
    }
  }
  return planned;
}

async function planEntry(
  manifest: Manifest,
  entry: Json,
  index: number,
  reader: LiveReader,
  configuredClusters: readonly string[],
): Promise<PlannedChange | undefined> {
  const kind = findKind(getString(entry, ['kind']) ?? '');
  const name = getString(entry, ['name']);
  if (kind === undefined || name === undefined) return undefined;
  const ref = refOf(kind, getString(entry, ['namespace']), name);
  const sight = await reader.read(ref);
  if (sight.seen !== 'object' || uidOf(sight.object) !== getString(entry, ['uid'])) return undefined;
  const change = judgeRemoval(
    {
      object: ref,
      state: 'remove',
      wave: kind.wave,
      risk: 'ends-protection',
      location: manifest.locate(['spec', 'objects', index]),
      judged: judgedOf(sight.object),
      reason: getString(manifest.object, ['spec', 'reason']) ?? 'asked for by a Removal document',
      fields: [],
      consequences: [],
      blocks: [],
    },
    { kind, live: sight.object, configuredClusters },
  );
  return { change, manifest, live: sight.object, dependsOn: [], judgeAgain: false };
}

function refOf(kind: Kind, namespace: string | undefined, name: string): ObjectRef {
  return {
    cluster: 'hub',
    apiVersion: preferredApiVersion(kind),
    kind: kind.kind,
    ...(kind.scope === 'Cluster' || namespace === undefined ? {} : { namespace }),
    name,
  };
}
