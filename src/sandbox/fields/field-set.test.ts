import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '../../model/json.ts';
import {
  decodeSet,
  difference,
  differenceBelow,
  encodeSet,
  type FieldSet,
  formatSteps,
  intersection,
  isEmptySet,
  keyStep,
  pathsOf,
  setOfPaths,
  union,
  valueStep,
} from './field-set.ts';

const step = fc.constantFrom(
  'f:spec',
  'f:a',
  'f:b',
  keyStep({ name: 'x' }),
  keyStep({ name: 'y', port: 1 }),
  valueStep('v'),
  valueStep(2),
);
const sets = fc.array(fc.array(step, { minLength: 1, maxLength: 4 }), { maxLength: 8 }).map(setOfPaths);

function same(a: FieldSet, b: FieldSet): void {
  expect(canonicalJson(encodeSet(a))).toBe(canonicalJson(encodeSet(b)));
}

describe('field sets', () => {
  it('read what they write', () => {
    fc.assert(fc.property(sets, (set) => same(decodeSet(encodeSet(set)), set)));
  });

  it('are what their paths are', () => {
    fc.assert(fc.property(sets, (set) => same(setOfPaths(pathsOf(set)), set)));
  });

  it('add and take away by path', () => {
    const words = (set: FieldSet): readonly string[] => pathsOf(set).map((path) => path.join('\n'));
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        const [left, right] = [new Set(words(a)), new Set(words(b))];
        expect(new Set(words(union(a, b)))).toEqual(new Set([...left, ...right]));
        expect(words(intersection(a, b)).every((each) => left.has(each) && right.has(each))).toBe(true);
        expect(new Set(words(difference(a, b)))).toEqual(
          new Set([...left].filter((each) => !right.has(each))),
        );
        same(union(difference(a, b), intersection(a, b)), a);
        expect(isEmptySet(difference(a, a))).toBe(true);
      }),
    );
  });

  it('can lose everything below a field', () => {
    const set = setOfPaths([['f:a'], ['f:a', 'f:b'], ['f:spec', 'f:a']]);
    same(differenceBelow(set, setOfPaths([['f:a']])), setOfPaths([['f:spec', 'f:a']]));
    same(
      difference(set, setOfPaths([['f:a']])),
      setOfPaths([
        ['f:a', 'f:b'],
        ['f:spec', 'f:a'],
      ]),
    );
  });

  it('are spelled as the server spells them', () => {
    const set = setOfPaths([['f:l'], ['f:l', keyStep({ b: 1, a: 'x' })], ['f:s', valueStep('v')]]);
    expect(encodeSet(set)).toEqual({ 'f:l': { '.': {}, 'k:{"a":"x","b":1}': {} }, 'f:s': { 'v:"v"': {} } });
    expect(pathsOf(set).map(formatSteps)).toEqual(['.l', '.l[a="x",b=1]', '.s[="v"]']);
    expect(encodeSet(decodeSet({ 'k:{"b":1,"a":"x"}': {}, 'x:?': {}, 'k:broken': {} }))).toEqual({
      'k:{"a":"x","b":1}': {},
    });
  });
});
