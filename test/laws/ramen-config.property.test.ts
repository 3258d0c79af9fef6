import { describe, expect, it } from 'vitest';
import { isArray, isObject, type Json, type JsonObject, jsonEquals } from '../../src/model/json.ts';
import { compareConfig } from '../../src/plan/ramen-config/compare-config.ts';
import { mergeText } from '../../src/plan/ramen-config/merge-text.ts';
import { rewriteConfig } from '../../src/sandbox/ramen/config/rewrite-config.ts';
import { parseText } from '../../src/yaml/parse-text.ts';
import { type Chance, sample } from '../differential/chance.ts';
import { type Comment, type ConfigText, drawConfig, writeConfig } from '../support/config-texts.ts';

interface Draw {
  readonly live: JsonObject;
  readonly written: ConfigText;
  readonly declared: JsonObject;
}

/** Git declares some of what is live, some of it otherwise, and some that is not there. */
function draw(chance: Chance): Draw {
  const live = drawConfig(chance);
  const other = drawConfig(chance);
  return {
    live,
    written: writeConfig(chance, live),
    declared: chance.often(50) ? mixed(chance, live, other) : other,
  };
}

function mixed(chance: Chance, a: JsonObject, b: JsonObject): JsonObject {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])].filter(() => chance.often(60));
  return Object.fromEntries(
    keys.map((key) => [key, (chance.often(50) ? a[key] : b[key]) ?? a[key] ?? b[key] ?? 0]),
  );
}

const draws = sample(draw, 20261130, Number(process.env.RAMEN_SYNC_CONFIGS ?? 400));

describe('a merge of what Git declares into a live text', () => {
  it.each(draws.slice(0, 1))('draws texts that say what they were drawn from', () => {
    for (const { live, written } of draws) {
      const { value, error } = parseText(written.text);
      expect(error, written.text).toBeUndefined();
      expect(value ?? {}, written.text).toEqual(live);
    }
    expect(draws.filter(({ written }) => written.comments.length > 3).length).toBeGreaterThan(
      draws.length / 4,
    );
  });

  it('keeps every key, value and comment that it does not set, sets what Git declares, and comes to rest', () => {
    let rewrites = 0;
    for (const { live, written, declared } of draws) {
      const { differences, lost } = compareConfig(declared, live);
      const merged = mergeText(written.text, live, [...differences, ...lost]);
      const told = `${written.text}\n<- ${JSON.stringify(declared)}\n->\n${merged.text}`;
      expect(parseText(merged.text).value ?? {}, told).toEqual(merged.value);
      expectKept(live, merged.value, declared, told);
      expect(compareConfig(declared, merged.value).differences, told).toEqual([]);
      expect(mergeText(merged.text, merged.value, []).text).toBe(merged.text);
      if (merged.isRewritten) {
        rewrites += 1;
        expect(written.hasAnchor, told).toBe(true);
        continue;
      }
      const lines = merged.text.split(/\r?\n/);
      for (const comment of written.comments) {
        if ([...differences, ...lost].some(({ path }) => mayTouch(path, comment))) continue;
        expect(
          lines.some((line) => line.endsWith(comment.line)),
          `${comment.line}\n${told}`,
        ).toBe(true);
      }
    }
    expect(rewrites).toBeLessThan(draws.length / 20);
  });

  it("finds nothing to write after the operator's own rewrite, and nothing lost but zeros", () => {
    let rewritten = 0;
    for (const { live, written, declared } of draws) {
      const compared = compareConfig(declared, live);
      const merged = mergeText(written.text, live, [...compared.differences, ...compared.lost]);
      const text = rewriteConfig(merged.text, 'cluster', 'ramen-system');
      if (text === undefined) continue;
      rewritten += 1;
      const value = parseText(text).value;
      const { differences, lost } = compareConfig(readByRamen(declared), isObject(value) ? value : {});
      const told = `${JSON.stringify(declared)}\n->\n${text}`;
      expect(differences, told).toEqual([]);
      for (const { git } of lost) expect([false, 0, ''], told).toContain(git);
    }
    expect(rewritten).toBeGreaterThan(draws.length / 2);
  });
});

/** Everything of `live` that is not declared is as it was. */
function expectKept(live: Json, merged: Json, declared: Json | undefined, told: string): void {
  if (isObject(live) && isObject(merged) && (declared === undefined || isObject(declared))) {
    for (const [key, value] of Object.entries(live)) {
      const wanted = isObject(declared)
        ? Object.entries(declared).find(([name]) => name.toLowerCase() === key.toLowerCase())?.[1]
        : undefined;
      if (wanted === undefined) expect(merged[key], `${key}\n${told}`).toEqual(value);
      else expectKept(value, merged[key] ?? null, wanted, told);
    }
    return;
  }
  if (!isArray(live) || !isArray(merged) || !isArray(declared)) return;
  const isProfile = (item: Json): item is JsonObject => isObject(item) && item.s3ProfileName !== undefined;
  if (!live.every(isProfile) || !declared.every(isProfile)) return;
  const wanted = new Map(declared.map((profile) => [profile.s3ProfileName, profile]));
  for (const [index, profile] of live.entries()) {
    const own = wanted.get(profile.s3ProfileName);
    if (own === undefined) expect(merged[index], told).toEqual(profile);
    else expectKept(profile, merged[index] ?? null, own, told);
  }
}

/** Setting `path` may change the line of the comment, or replace what it stands in. */
function mayTouch(set: readonly string[], { path: stood, stands }: Comment): boolean {
  const path = set.map((key) => key.toLowerCase());
  const place = stood.map((key) => key.toLowerCase());
  const isWithin = path.length < place.length && jsonEquals(path, place.slice(0, path.length));
  if (isWithin) return true;
  if (stands === 'above') return false;
  if (jsonEquals(path, place)) return true;
  return stands === 'beside-value' && jsonEquals(path.slice(0, place.length), place);
}

/** Without keys that Ramen does not know: its rewrite drops them, and what becomes of that the plan decides by origin. */
function readByRamen(declared: JsonObject): JsonObject {
  const { webhook: _, 'odd key: #': __, ...known } = declared;
  return JSON.parse(JSON.stringify(known), (key, value) =>
    ['stranger', 'pem', 'extra'].includes(key) ? undefined : value,
  );
}
