import type { FieldPath } from '../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../model/json.ts';

/** One declared value of Ramen's configuration that the live text does not have. */
export interface ConfigDifference {
  /** Profiles by name: `['s3StoreProfiles', 'minio-on-dr1', 's3Bucket']`. */
  readonly path: FieldPath;
  readonly live?: Json;
  readonly git: Json;
}

export interface ConfigComparison {
  readonly differences: readonly ConfigDifference[];
  /** The live document with the declared values; whatever else stands there stays. */
  readonly merged: JsonObject;
  /** Declared `false` that the operator's own rewrite drops, and reads as `true` at its next start. */
  readonly notDurable: readonly string[];
}

/**
 * Compares and merges RamenConfig on the declared keys only, `s3StoreProfiles` by `s3ProfileName`.
 * Ramen: internal/controller/ramenconfig.go (CreateOrUpdateConfigMap rewrites the text at start, booleans are omitempty).
 */
export function compareConfig(declared: JsonObject, live: JsonObject): ConfigComparison {
  const differences: ConfigDifference[] = [];
  const notDurable: string[] = [];
  const merged = mergeMap(declared, live, [], differences, notDurable);
  return { differences, merged, notDurable };
}

function mergeMap(
  declared: JsonObject,
  live: JsonObject,
  path: FieldPath,
  differences: ConfigDifference[],
  notDurable: string[],
): JsonObject {
  const merged: Record<string, Json> = { ...live };
  for (const key of Object.keys(declared)) {
    const git = declared[key];
    if (git === undefined || git === null) continue;
    const here = [...path, key];
    const now = live[key];
    if (git === false && now === undefined) {
      notDurable.push(here.join('.'));
    } else if (isObject(git)) {
      merged[key] = mergeMap(git, isObject(now) ? now : {}, here, differences, notDurable);
    } else if (key === 's3StoreProfiles' && isArray(git)) {
      merged[key] = mergeProfiles(git, isArray(now) ? now : [], here, differences, notDurable);
    } else if (!jsonEquals(git, now)) {
      differences.push({ path: here, ...(now === undefined ? {} : { live: now }), git });
      merged[key] = git;
    }
  }
  return merged;
}

/** A profile that Git does not name stays: absence never deletes. */
function mergeProfiles(
  declared: readonly Json[],
  live: readonly Json[],
  path: FieldPath,
  differences: ConfigDifference[],
  notDurable: string[],
): readonly Json[] {
  const merged = [...live];
  for (const profile of declared) {
    if (!isObject(profile)) continue;
    const name = profile.s3ProfileName;
    const here = [...path, String(name)];
    const index = merged.findIndex((candidate) => isObject(candidate) && candidate.s3ProfileName === name);
    const now = merged[index];
    if (isObject(now)) {
      merged[index] = mergeMap(profile, now, here, differences, notDurable);
    } else {
      differences.push({ path: here, git: profile });
      merged.push(profile);
    }
  }
  return merged;
}

/** Keys without which a running operator would read false or nothing until its next start. */
const completeKeys = [
  'leaderElection',
  'metrics',
  'health',
  's3StoreProfiles',
  'drClusterOperator',
  'ramenOpsNamespace',
];

/** What a document lacks to be the only text of the ConfigMap. */
export function missingForCreate(declared: JsonObject): readonly string[] {
  return completeKeys.filter((key) => declared[key] === undefined);
}
