import { annotationOf } from '../model/live-object.ts';
import type { Manifest } from '../model/manifest.ts';
import { storageKey } from './storage-classes.ts';

/** A NetworkFenceClass names its storages in an annotation. Ramen: internal/controller/drcluster_controller.go. */
export function fenceStorageIds({ object }: Manifest): readonly string[] {
  const text = annotationOf(object, storageKey.storageId) ?? '';
  return text
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
}
