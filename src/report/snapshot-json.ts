import { API_VERSION } from '../model/annotations.ts';
import { canonicalJson } from '../model/json.ts';
import type { ClusterSnapshot, Snapshot } from '../model/snapshot.ts';

/** The file of a snapshot: JSON with an object a line, so that Git shows what moved between two of them. */
export function renderSnapshotJson({ takenAt, clusters }: Snapshot): string {
  return [
    '{',
    `"apiVersion": ${JSON.stringify(API_VERSION)},`,
    '"kind": "Snapshot",',
    `"takenAt": ${JSON.stringify(takenAt)},`,
    '"clusters": [',
    clusters.map(renderCluster).join(',\n'),
    ']',
    '}',
    '',
  ].join('\n');
}

function renderCluster({ kinds, objects, ...about }: ClusterSnapshot): string {
  const { name, role, uid, state, version, message } = about;
  const head = JSON.stringify({ name, role, uid, state, version, message }).slice(0, -1);
  const rows = kinds.map(({ apiVersion, kind, plural, namespaced, namespaces, names, unreadable }) =>
    JSON.stringify({ apiVersion, kind, plural, namespaced, namespaces, names, unreadable }),
  );
  return `${head},\n"kinds": ${list(rows)},\n"objects": ${list(objects.map(canonicalJson))}}`;
}

function list(rows: readonly string[]): string {
  return rows.length === 0 ? '[]' : `[\n${rows.join(',\n')}\n]`;
}
