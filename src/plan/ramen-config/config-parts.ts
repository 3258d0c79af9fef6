import { ramenConfig } from '../../kinds/ramen-config.ts';
import { getAt } from '../../model/field-path.ts';
import { isObject, type Json, type JsonObject } from '../../model/json.ts';
import { type Origin, type Risk, worstRisk } from '../../model/plan.ts';
import type { Base } from '../base.ts';
import { type ConfigDifference, compareConfig, isProfiles, placeIn } from './compare-config.ts';
import { mergeValue } from './merge-text.ts';
import { isRead, isSetByHub, sameToRamen } from './operator-rewrite.ts';

/** One value of Ramen's configuration that Git would change. */
export interface ConfigValueChange extends ConfigDifference {
  readonly origin: Origin;
}

/** A section or an S3 profile of Ramen's configuration that Git would change: a change of its own, with risk and gates. */
export interface ConfigPart {
  readonly role: 'hub' | 'cluster';
  /** Key of the document: `drClusterOperator`, `s3StoreProfiles`, `ramenOpsNamespace`. */
  readonly section: string;
  /** Name of the S3 profile; absent for what is no profile. */
  readonly profile?: string;
  /** What would change, a new profile as a whole. Never empty. */
  readonly changes: readonly ConfigValueChange[];
  readonly risk: Risk;
  /** The whole configuration, parsed, as it is on the cluster. */
  readonly live: JsonObject;
  /** The same with this part as Git has it. */
  readonly wanted: JsonObject;
}

/** What is known of how the configuration came to be as it is. */
export interface ConfigMemory {
  readonly base: Base | undefined;
  /** The configuration in Git at the base's revision; undefined where it cannot be read. */
  readonly before: JsonObject | undefined;
  /** Git says the same as at the base, by its digest. */
  readonly isUnmoved: boolean;
}

export interface DividedConfig {
  readonly parts: readonly ConfigPart[];
  /** Declared zeros that the operator has dropped: the same while it runs, stated again with the next write. */
  readonly lost: readonly ConfigDifference[];
  /** Declared keys that Ramen does not read, and that its rewrite has dropped since they were written. */
  readonly dropped: readonly ConfigDifference[];
  /** Declared names that the hub's operator has set otherwise since. */
  readonly overruled: readonly ConfigDifference[];
}

/** Compares, tells what the operator's own rewrite did from what is to be written, and divides the latter into parts. */
export function divideConfig(
  declared: JsonObject,
  live: JsonObject,
  role: 'hub' | 'cluster',
  memory: ConfigMemory,
): DividedConfig {
  const { differences, lost } = compareConfig(declared, live);
  const dropped: ConfigDifference[] = [];
  const overruled: ConfigDifference[] = [];
  const groups = new Map<string, ConfigValueChange[]>();
  for (const difference of differences) {
    const change = { ...difference, origin: originOf(difference, memory) };
    const { origin, path } = change;
    if (change.live === undefined && origin === 'live' && !isRead(path)) dropped.push(difference);
    else if (role === 'hub' && change.live !== undefined && isSetByHub(path) && !isAsked(origin))
      overruled.push(difference);
    else {
      const key = isProfiles(path.slice(0, 1)) ? path.slice(0, 2) : path.slice(0, 1);
      groups.set(JSON.stringify(key), [...(groups.get(JSON.stringify(key)) ?? []), change]);
    }
  }
  const parts = [...groups.values()].map((changes) => partOf(changes, live, role));
  return { parts, lost, dropped, overruled };
}

function isAsked(origin: Origin): boolean {
  return origin === 'git' || origin === 'both';
}

/** A key that Git did not declare before is a new wish of Git's, whatever the operator has filled in. */
function originOf({ path, live, git }: ConfigDifference, memory: ConfigMemory): Origin {
  const { base, before, isUnmoved } = memory;
  if (base === undefined) return 'unknown';
  if (before === undefined) return isUnmoved ? 'live' : 'unknown';
  const then = getAt(before, placeIn(before, path));
  if (then === undefined || then === null) return 'git';
  if (isSame(path, then, git)) return 'live';
  return isSame(path, then, live) ? 'git' : 'both';
}

function isSame(path: readonly string[], a: Json, b: Json | undefined): boolean {
  return b !== undefined && (sameToRamen(path, a, b) || sameToRamen(path, b, a));
}

function partOf(
  changes: readonly ConfigValueChange[],
  live: JsonObject,
  role: 'hub' | 'cluster',
): ConfigPart {
  const [section = '', profile] = changes[0]?.path ?? [];
  const isProfile = isProfiles([section]) && profile !== undefined;
  const wanted = mergeValue(live, changes);
  const risks = changes.map(({ path, git }) =>
    isProfile && path.length === 2 && isObject(git) ? 'reversible' : ramenConfig.risk(path, live, wanted),
  );
  return {
    role,
    section,
    ...(isProfile ? { profile } : {}),
    changes,
    risk: worstRisk(risks),
    live,
    wanted,
  };
}
