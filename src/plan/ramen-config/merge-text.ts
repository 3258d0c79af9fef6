import type { FieldPath } from '../../model/field-path.ts';
import { type Json, type JsonObject, jsonEquals } from '../../model/json.ts';
import { dumpYaml } from '../../yaml/dump-yaml.ts';
import { parseText } from '../../yaml/parse-text.ts';
import { setInText } from '../../yaml/set-in-text.ts';
import { withValue } from '../../yaml/with-value.ts';
import { type ConfigDifference, placeIn } from './compare-config.ts';

export interface MergedText {
  readonly text: string;
  readonly value: JsonObject;
  /** Anchors or tags stood in the way: the text was written anew, and its comments are gone. */
  readonly isRewritten: boolean;
}

/** The live configuration with the values set, and whatever else stands there. */
export function mergeValue(live: JsonObject, settings: readonly ConfigDifference[]): JsonObject {
  return settings.reduce<JsonObject>(
    (value, { path, git }) => setPlain(value, placeIn(value, path), git),
    live,
  );
}

/** The same in the text itself, by the smallest edits: comments, quotes and order of what is not set stay. */
export function mergeText(
  liveText: string,
  live: JsonObject,
  settings: readonly ConfigDifference[],
): MergedText {
  let value = live;
  let text: string | undefined = liveText;
  for (const { path, git } of settings) {
    const place = placeIn(value, path);
    value = setPlain(value, place, git);
    if (text !== undefined) text = setInText(text, place, git);
  }
  const isGood = text !== undefined && jsonEquals(parseText(text).value, value);
  return text !== undefined && isGood
    ? { text, value, isRewritten: false }
    : { text: dumpYaml(value), value, isRewritten: true };
}

function setPlain(config: JsonObject, place: FieldPath, git: Json): JsonObject {
  return withValue(config, place, git) as JsonObject;
}
