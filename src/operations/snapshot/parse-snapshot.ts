import { API_VERSION } from '../../model/annotations.ts';
import { UserError } from '../../model/errors.ts';
import { getString } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ClusterSnapshot, KindSnapshot, Snapshot } from '../../model/snapshot.ts';

/** What to do where there is none. */
export const snapshotHint = 'make one with ramen-sync snapshot --out <file>';

/** Throws UserError on what is no snapshot. `name` is how the user calls the file. */
export function parseSnapshot(text: string, name: string): Snapshot {
  const document = parse(text, name);
  const { apiVersion, kind, clusters } = document;
  if (kind !== 'Snapshot') {
    const what = typeof kind === 'string' ? `, but a ${JSON.stringify(kind)}` : '';
    throw new UserError(`${name} is no snapshot${what}`, { hint: snapshotHint });
  }
  if (apiVersion !== API_VERSION) {
    throw new UserError(
      `${name} is a snapshot of ${JSON.stringify(apiVersion)}, and this version reads ${API_VERSION}`,
      { hint: 'take it again with this version' },
    );
  }
  const takenAt = getString(document, ['takenAt']) ?? '';
  if (Number.isNaN(Date.parse(takenAt)) || !isArray(clusters))
    throw new UserError(`${name} is no whole snapshot`, { hint: snapshotHint });
  return { takenAt, clusters: clusters.map((cluster) => clusterOf(cluster, name)) };
}

function parse(text: string, name: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw new UserError(`${name} is not JSON, or was cut off`, { hint: snapshotHint, cause: error });
  }
  throw new UserError(`${name} is no snapshot`, { hint: snapshotHint });
}

function clusterOf(value: Json, name: string): ClusterSnapshot {
  const broken = (): never => {
    throw new UserError(`${name} is no whole snapshot: one of its clusters cannot be read`, {
      hint: snapshotHint,
    });
  };
  if (!isObject(value)) return broken();
  const { state, role, kinds, objects } = value;
  const cluster = getString(value, ['name']);
  if (cluster === undefined || !isArray(kinds) || !isArray(objects)) return broken();
  if (state !== 'reachable' && state !== 'unreachable' && state !== 'wrong-cluster') return broken();
  const [uid, version, message] = ['uid', 'version', 'message'].map((key) => getString(value, [key]));
  return {
    name: cluster,
    role: role === 'hub' ? 'hub' : 'managed',
    ...(uid === undefined ? {} : { uid }),
    state,
    ...(version === undefined ? {} : { version }),
    ...(message === undefined ? {} : { message }),
    kinds: kinds.filter(isObject).map(kindOf),
    objects: objects.filter(isObject),
  };
}

function kindOf(value: JsonObject): KindSnapshot {
  const [plural, unreadable] = ['plural', 'unreadable'].map((key) => getString(value, [key]));
  const [namespaces, names] = ['namespaces', 'names'].map((key) => textsAt(value, key));
  return {
    apiVersion: getString(value, ['apiVersion']) ?? '',
    kind: getString(value, ['kind']) ?? '',
    ...(plural === undefined ? {} : { plural }),
    ...(value.namespaced === true ? { namespaced: true } : {}),
    ...(namespaces === undefined ? {} : { namespaces }),
    ...(names === undefined ? {} : { names }),
    ...(unreadable === undefined ? {} : { unreadable }),
  };
}

function textsAt(value: JsonObject, key: string): readonly string[] | undefined {
  const found = value[key];
  return isArray(found) ? found.filter((item) => typeof item === 'string') : undefined;
}
