import type { Kind } from '../kinds/define-kind.ts';
import { findKind } from '../kinds/registry.ts';
import { removal } from '../kinds/removal.ts';
import { type FieldPath, getAt, getString } from '../model/field-path.ts';
import { isArray, type Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { manifestsOf, type Topology } from './topology.ts';

/** How a Removal calls an entry of `s3StoreProfiles`, which is no object of its own. */
export const S3_STORE_PROFILE = 'S3StoreProfile';

/** What one entry of a Removal names. */
export type RemovalTarget =
  | { readonly type: 'object'; readonly kind: Kind; readonly namespace?: string; readonly name: string }
  | { readonly type: 's3-profile'; readonly name: string };

/** One entry of `spec.objects`, with the words of its document. */
export interface RemovalEntry {
  readonly manifest: Manifest;
  /** Of the entry: `spec.objects[0]`. */
  readonly path: FieldPath;
  /** Where it cannot be meant as it stands: what is wrong, and at which path below the entry. */
  readonly target: RemovalTarget | { readonly type: 'unclear'; readonly at: string; readonly why: string };
  readonly uid?: string;
  readonly reason: string;
  readonly approvedBy: readonly string[];
  readonly expires?: string;
}

/** Every entry of every Removal, in the order of files and documents. */
export function readRemovals(topology: Topology): readonly RemovalEntry[] {
  return manifestsOf(topology, removal).flatMap((manifest) => {
    const entries = getAt(manifest.object, ['spec', 'objects']);
    return (isArray(entries) ? entries : []).map((entry, index) => readEntry(manifest, entry, index));
  });
}

function readEntry(manifest: Manifest, entry: Json, index: number): RemovalEntry {
  const uid = getString(entry, ['uid']);
  const expires = getString(manifest.object, ['spec', 'expires']);
  const approvers = getAt(manifest.object, ['spec', 'approvedBy']);
  return {
    manifest,
    path: ['spec', 'objects', index],
    target: readTarget(entry),
    ...(uid === undefined || uid === '' ? {} : { uid }),
    reason: getString(manifest.object, ['spec', 'reason']) ?? '',
    approvedBy: (isArray(approvers) ? approvers : []).filter((name) => typeof name === 'string'),
    ...(expires === undefined ? {} : { expires }),
  };
}

function readTarget(entry: Json): RemovalEntry['target'] {
  const [word = '', name = '', namespace = ''] = ['kind', 'name', 'namespace'].map(
    (key) => getString(entry, [key]) ?? '',
  );
  if (name === '') return { type: 'unclear', at: 'name', why: 'it names no object' };
  if (word === S3_STORE_PROFILE) {
    return namespace === ''
      ? { type: 's3-profile', name }
      : { type: 'unclear', at: 'namespace', why: `an ${S3_STORE_PROFILE} has no namespace` };
  }
  const kind = findKind(word);
  if (kind?.kind !== word) {
    const meant = kind === undefined ? '' : `; is ${kind.kind} meant?`;
    return {
      type: 'unclear',
      at: 'kind',
      why: `${word || 'nothing'} is no kind that ramen-sync knows${meant}`,
    };
  }
  if (kind.removal === undefined)
    return { type: 'unclear', at: 'kind', why: `ramen-sync deletes no ${kind.kind}` };
  if (kind.scope === 'Cluster') {
    return namespace === ''
      ? { type: 'object', kind, name }
      : { type: 'unclear', at: 'namespace', why: `a ${kind.kind} has no namespace` };
  }
  return namespace === ''
    ? { type: 'unclear', at: 'namespace', why: `a ${kind.kind} has a namespace, and the entry names none` }
    : { type: 'object', kind, namespace, name };
}
