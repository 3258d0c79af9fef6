import type { FieldPath } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import { effectiveKey, hasDefault, isRead, isZero, keepsZero, sameToRamen } from './operator-rewrite.ts';

/** One declared value of Ramen's configuration that the live text does not have. */
export interface ConfigDifference {
  /** Profiles by name: `['s3StoreProfiles', 'minio-on-dr1', 's3Bucket']`. */
  readonly path: readonly string[];
  readonly live?: Json;
  readonly git: Json;
}

export interface ConfigComparison {
  readonly differences: readonly ConfigDifference[];
  /**
   * Declared zeros that the live text leaves out, which is the same to a running operator and something else to one that
   * starts: the operator's own rewrite drops them.
   */
  readonly lost: readonly ConfigDifference[];
}

/**
 * Compares RamenConfig on the declared keys only, `s3StoreProfiles` by `s3ProfileName`, keys without case, as Ramen's decoder
 * does. `apiVersion` and `kind` are not looked at: Ramen does not either.
 */
export function compareConfig(declared: JsonObject, live: JsonObject): ConfigComparison {
  const differences: ConfigDifference[] = [];
  const lost: ConfigDifference[] = [];
  const found = { differences, lost };
  compareMap(withoutType(declared), live, [], found);
  return found;
}

/** The configuration without what only says that it is one. */
export function withoutType(config: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(config).filter(([key]) => !/^(?:apiVersion|kind)$/i.test(key)));
}

interface Found {
  readonly differences: ConfigDifference[];
  readonly lost: ConfigDifference[];
}

function compareMap(declared: JsonObject, live: JsonObject, path: readonly string[], found: Found): void {
  for (const key of Object.keys(declared)) {
    const git = declared[key];
    if (git === undefined || git === null) continue;
    const liveKey = effectiveKey(live, key);
    const now = liveKey === undefined ? undefined : (live[liveKey] ?? undefined);
    compareValue(git, now, [...path, key], found);
  }
}

function compareValue(git: Json, now: Json | undefined, path: readonly string[], found: Found): void {
  if (isProfiles(path) && isArray(git) && (now === undefined || isArray(now))) {
    compareProfiles(git, now ?? [], path, found);
  } else if (isObject(git) && (now === undefined || isObject(now))) {
    compareMap(git, now ?? {}, path, found);
  } else if (now !== undefined) {
    if (!sameToRamen(path, git, now)) found.differences.push({ path, live: now, git });
  } else if (!isZero(git) || keepsZero(path) || !isRead(path)) {
    found.differences.push({ path, git });
  } else if (hasDefault(path)) {
    found.lost.push({ path, git });
  }
}

/** A profile that Git does not name stays: absence never deletes. Of namesakes the first counts, as in Ramen. */
function compareProfiles(
  declared: readonly Json[],
  live: readonly Json[],
  path: readonly string[],
  found: Found,
): void {
  const seen = new Set<string>();
  for (const profile of declared) {
    const name = profileName(profile);
    if (!isObject(profile) || name === undefined || seen.has(name)) continue;
    seen.add(name);
    const now = live.find((candidate) => profileName(candidate) === name);
    if (isObject(now)) compareMap(profile, now, [...path, name], found);
    else found.differences.push({ path: [...path, name], git: profile });
  }
}

export function isProfiles(path: FieldPath): boolean {
  return path.length === 1 && String(path[0]).toLowerCase() === 's3storeprofiles';
}

/** Undefined for what is no profile, or has no name that anything could refer to. */
function profileName(profile: Json): string | undefined {
  if (!isObject(profile)) return undefined;
  const name = profile[effectiveKey(profile, 's3ProfileName') ?? ''];
  return typeof name === 'string' && name !== '' ? name : undefined;
}

/** Where a path stands in a configuration: keys as they are spelled there, profiles by their index. */
export function placeIn(config: Json, path: readonly string[]): FieldPath {
  const place: (string | number)[] = [];
  let current: Json | undefined = config;
  for (const [depth, step] of path.entries()) {
    if (isArray(current) && isProfiles(path.slice(0, depth))) {
      const index: number = current.findIndex((profile) => profileName(profile) === step);
      place.push(index < 0 ? current.length : index);
      current = current[index];
    } else {
      const key: string = isObject(current) ? (effectiveKey(current, step) ?? step) : step;
      place.push(current === undefined && depth === 1 && isProfiles(path.slice(0, 1)) ? 0 : key);
      current = isObject(current) ? (current[key] ?? undefined) : undefined;
    }
  }
  return place;
}
