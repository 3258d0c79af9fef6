import { getAt, getString } from '../../model/field-path.ts';
import { compareText } from '../../model/finding.ts';
import { isObject, type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import type { Moved } from '../../model/saved-plan.ts';

/** Files that are not what the plan came from. */
export function movedFiles(saved: JsonObject, fresh: JsonObject): readonly Moved[] {
  const between = commitsBetween(saved, fresh);
  const before = filesOf(saved);
  const now = filesOf(fresh);
  return namesOf(before, now).flatMap((what) => {
    const was = before[what];
    const is = now[what];
    if (was === undefined) return { what, how: `is new${between}` };
    if (is === undefined) return { what, how: `is gone${between}` };
    return jsonEquals(pin(was), pin(is)) ? [] : { what, how: `changed${between}` };
  });
}

/** Clusters that are others, or can be reached now and could not before, or the other way round. */
export function movedClusters(saved: JsonObject, fresh: JsonObject): readonly Moved[] {
  const before = clustersOf(saved);
  const now = clustersOf(fresh);
  return namesOf(before, now).flatMap((name) => {
    const how = movedCluster(before[name], now[name]);
    return how === undefined ? [] : { what: `cluster ${name}`, how };
  });
}

function commitsBetween(saved: JsonObject, fresh: JsonObject): string {
  const was = shortRevision(saved);
  const is = shortRevision(fresh);
  return was === is ? ' in the work tree' : `, revision ${was} -> ${is}`;
}

function shortRevision(document: JsonObject): string {
  return getString(document, ['source', 'revision'])?.slice(0, 12) ?? '(none)';
}

function filesOf(document: JsonObject): JsonObject {
  return { ...mapAt(document, 'blobs'), ...mapAt(document, 'secrets') };
}

function mapAt(document: JsonObject, key: string): JsonObject {
  const value = getAt(document, ['source', key]);
  return isObject(value) ? value : {};
}

/** Whether a commit has the file is no part of what it says. */
function pin(value: Json): Json {
  return isObject(value) ? (value.digest ?? '') : value;
}

function clustersOf(document: JsonObject): JsonObject {
  const clusters = getAt(document, ['clusters']);
  return Object.fromEntries(
    (Array.isArray(clusters) ? clusters : []).map((cluster: Json) => [
      getString(cluster, ['name']) ?? '',
      cluster,
    ]),
  );
}

function movedCluster(was: Json | undefined, is: Json | undefined): string | undefined {
  if (was === undefined) return 'was not configured';
  if (is === undefined) return 'is not configured any more';
  const [before, now] = [getString(was, ['state']), getString(is, ['state'])];
  const ids = [getString(was, ['uid']), getString(is, ['uid'])];
  if (ids[0] !== undefined && ids[1] !== undefined && ids[0] !== ids[1]) {
    return `is another cluster: ${ids[1]}, and the plan was made for ${ids[0]}`;
  }
  if (before === now) return undefined;
  const why = getString(is, ['message']);
  return `${before ?? 'unknown'} -> ${now ?? 'unknown'}${why === undefined ? '' : `: ${why}`}`;
}

function namesOf(a: JsonObject, b: JsonObject): readonly string[] {
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].sort(compareText);
}
