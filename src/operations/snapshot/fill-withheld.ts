import { getAt, getString, setAt } from '../../model/field-path.ts';
import { isArray, isObject, type Json, type JsonObject } from '../../model/json.ts';
import type { LiveObject } from '../../model/live-object.ts';
import { declaredObject } from '../../plan/desired-object.ts';
import { itemPath, maskConfigValue } from '../../plan/ramen-config/mask-config.ts';
import type { DesiredObject } from '../../topology/topology.ts';
import { dumpYaml } from '../../yaml/dump-yaml.ts';
import { parseText } from '../../yaml/parse-text.ts';
import { configText, WITHHELD, withholding } from './withhold.ts';

export interface Filled {
  readonly object: LiveObject;
  /** Values that could not be compared. */
  readonly withheld: number;
}

/** What a snapshot withholds is taken to be what Git says, and counted: nobody can compare it. */
export function fillWithheld(live: LiveObject, desired: DesiredObject | undefined): Filled {
  const tally = { withheld: 0 };
  if (live.kind === 'Secret') return fillSecret(live, desired, tally);
  if (live.kind !== 'ConfigMap') return { object: live, ...tally };
  const text = getString(live, configText);
  if (text === undefined || !text.includes(WITHHELD)) return { object: live, ...tally };
  const { value } = parseText(text);
  if (value === undefined) return { object: live, ...tally };
  const filled = fillValue(value, desired?.ramenConfig?.value, [], tally);
  return { object: setAt(live, configText, dumpYaml(filled)), withheld: tally.withheld };
}

interface Tally {
  withheld: number;
}

function fillSecret(live: LiveObject, desired: DesiredObject | undefined, tally: Tally): Filled {
  const declared =
    desired === undefined ? {} : declaredObject(desired.manifest.object, desired.ref.namespace);
  if (!isObject(live.data)) return { object: live, ...tally };
  const data = Object.entries(live.data).map(([key, value]) => {
    if (value !== WITHHELD) return [key, value];
    tally.withheld += 1;
    return [key, getAt(declared, ['data', key]) ?? value];
  });
  return { object: { ...live, data: Object.fromEntries(data) }, withheld: tally.withheld };
}

function fillValue(live: Json, git: Json | undefined, path: readonly string[], tally: Tally): Json {
  if (isArray(live))
    return live.map((item, index) => fillValue(item, twinOf(item, git, index), itemPath(path), tally));
  if (isObject(live)) return fillEntries(live, git, path, tally);
  if (typeof live !== 'string' || !live.includes(WITHHELD)) return live;
  tally.withheld += 1;
  return git !== undefined && maskConfigValue(path, git, withholding) === live ? git : live;
}

function fillEntries(
  live: JsonObject,
  git: Json | undefined,
  path: readonly string[],
  tally: Tally,
): JsonObject {
  return Object.fromEntries(
    Object.entries(live).map(([key, value]) => [
      key,
      fillValue(value, getAt(git, [key]), [...path, key], tally),
    ]),
  );
}

/** Profiles are told apart by name, other items by place. */
function twinOf(item: Json, git: Json | undefined, index: number): Json | undefined {
  if (!isArray(git)) return undefined;
  const name = getString(item, ['s3ProfileName']);
  return name === undefined ? git[index] : git.find((other) => getString(other, ['s3ProfileName']) === name);
}
