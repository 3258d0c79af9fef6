import { persistentVolumeClaim } from '../kinds/persistent-volume-claim.ts';
import { statefulSet } from '../kinds/stateful-set.ts';
import { type FieldPath, getAt } from '../model/field-path.ts';
import { isArray, isObject, type Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { manifestsOf, type Topology } from './topology.ts';

/** A PersistentVolumeClaim, or the template of one. */
export interface VolumeClaim {
  readonly manifest: Manifest;
  /** Of the claim's spec. */
  readonly path: FieldPath;
  readonly labels: { readonly [key: string]: Json };
  /** Undefined where the cluster's default class is taken; empty where no class is wanted. */
  readonly storageClassName: string | undefined;
}

export function* volumeClaims(topology: Topology): Iterable<VolumeClaim> {
  for (const manifest of manifestsOf(topology, persistentVolumeClaim)) yield claimAt(manifest, []);
  for (const manifest of manifestsOf(topology, statefulSet)) {
    const templates = getAt(manifest.object, ['spec', 'volumeClaimTemplates']);
    for (const index of isArray(templates) ? templates.keys() : []) {
      yield claimAt(manifest, ['spec', 'volumeClaimTemplates', index]);
    }
  }
}

/** The StatefulSet controller adds the labels of its own selector (pkg/controller/statefulset/stateful_set_utils.go). */
function claimAt(manifest: Manifest, path: FieldPath): VolumeClaim {
  const claim = getAt(manifest.object, path);
  const own = getAt(claim, ['metadata', 'labels']);
  const added = path.length === 0 ? undefined : getAt(manifest.object, ['spec', 'selector', 'matchLabels']);
  const name = getAt(claim, ['spec', 'storageClassName']);
  return {
    manifest,
    path: [...path, 'spec'],
    labels: { ...(isObject(own) ? own : {}), ...(isObject(added) ? added : {}) },
    storageClassName: typeof name === 'string' ? name : undefined,
  };
}
