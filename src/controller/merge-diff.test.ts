import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isObject, type Json, type JsonObject } from '../model/json.ts';
import { mergeDiff } from './merge-diff.ts';

/** RFC 7386. */
function mergePatch(target: Json, patch: Json): Json {
  if (!isObject(patch)) return patch;
  const result: Record<string, Json> = isObject(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete result[key];
    else result[key] = mergePatch(result[key] ?? null, value);
  }
  return result;
}

const leaf = fc.oneof(fc.boolean(), fc.integer(), fc.string(), fc.array(fc.integer(), { maxLength: 2 }));
const status: fc.Arbitrary<JsonObject> = fc.dictionary(
  fc.constantFrom('a', 'b', 'c', 'd'),
  fc.oneof(leaf, fc.dictionary(fc.constantFrom('a', 'b', 'c'), leaf, { noNullPrototype: true })),
  { noNullPrototype: true },
);

describe('mergeDiff', () => {
  it('is nothing between equals, whatever the order of keys', () => {
    expect(mergeDiff({ a: 1, b: { c: [1], d: 2 } }, { b: { d: 2, c: [1] }, a: 1 })).toBeUndefined();
  });

  it('takes away what is gone', () => {
    expect(mergeDiff({ summary: { held: 1, unchanged: 2 }, x: 1 }, { summary: { unchanged: 3 } })).toEqual({
      summary: { unchanged: 3, held: null },
      x: null,
    });
  });

  it('turns the one into the other', () => {
    fc.assert(
      fc.property(status, status, (before, after) => {
        expect(mergePatch(before, mergeDiff(before, after) ?? {})).toEqual(after);
      }),
    );
  });
});
