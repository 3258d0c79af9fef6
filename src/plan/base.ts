import type { Kind } from '../kinds/define-kind.ts';
import { annotation } from '../model/annotations.ts';
import { getAt, removeAt } from '../model/field-path.ts';
import { canonicalJson, isObject, type Json, type JsonObject, jsonEquals, parseJson } from '../model/json.ts';
import { annotationOf, type LiveObject } from '../model/live-object.ts';
import { saysNothing } from './operator-spelling.ts';

/** The runtime fields of an object as one group: dotted path to value; an absent field is absent here too. */
export type RuntimeGroup = Readonly<Record<string, Json>>;

/**
 * What the last write of ramen-sync meant, kept on the object itself so that CLI, pipelines and loop share one memory.
 * `revision` is absent where there was no Git; `dirty` where the file differed from that commit.
 */
export interface Base {
  readonly revision?: string;
  readonly dirty?: true;
  /** Absent: runtime fields were never compared as equal, so there is no base for them. */
  readonly runtime?: RuntimeGroup;
  /** Digest of the other declared fields; of a Secret its key names only. */
  readonly digest?: string;
}

export function runtimeGroup(object: JsonObject | undefined, kind: Kind): RuntimeGroup {
  const group: Record<string, Json> = {};
  for (const path of kind.runtime) {
    const value = getAt(object, path);
    if (value === undefined || value === null || saysNothing(value, path, kind)) continue;
    group[path.join('.')] = value;
  }
  return group;
}

export function sameGroup(a: RuntimeGroup, b: RuntimeGroup): boolean {
  return jsonEquals(a, b);
}

/** The base on a live object; undefined where there is none, or nobody can read it. */
export function readBase(live: LiveObject): Base | undefined {
  const text = annotationOf(live, annotation.applied);
  if (text === undefined) return undefined;
  const data = parseJson(text);
  if (!isObject(data)) return undefined;
  const { revision, dirty, runtime, digest } = data;
  return {
    ...(typeof revision === 'string' ? { revision } : {}),
    ...(dirty === true ? { dirty } : {}),
    ...(isObject(runtime) ? { runtime } : {}),
    ...(typeof digest === 'string' ? { digest } : {}),
  };
}

export function formatBase(base: Base): string {
  return canonicalJson({
    ...(base.revision === undefined ? {} : { revision: base.revision }),
    ...(base.dirty === undefined ? {} : { dirty: true }),
    ...(base.runtime === undefined ? {} : { runtime: base.runtime }),
    ...(base.digest === undefined ? {} : { digest: base.digest }),
  });
}

/** What the base's digest is taken of: the declared fields that are not runtime fields, and never a secret's value. */
export function digestInput(declared: JsonObject, kind: Kind): string {
  const rest = kind.runtime.reduce((object, path) => removeAt(object, path), declared);
  if (kind.kind !== 'Secret' || kind.group !== '') return canonicalJson(rest);
  return canonicalJson({ ...rest, data: keyNames(rest.data), stringData: keyNames(rest.stringData) });
}

function keyNames(value: Json | undefined): Json {
  return isObject(value) ? Object.keys(value).sort() : [];
}
