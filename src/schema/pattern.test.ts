import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linearRegExp } from './linear-regexp.ts';
import { toJsPattern } from './pattern.ts';

function matches(pattern: string, text: string): boolean {
  const own = toJsPattern(pattern);
  if (own === undefined) throw new Error(`not read: ${pattern}`);
  return new RegExp(own, 'u').test(text);
}

// Expected: Go's regexp, as the API server answers in test/server/schema-differential.test.ts.
describe("RE2 in JavaScript's words", () => {
  it.each([
    ['(?i)^abc$', 'aBc', true],
    ['^a(?i)b$', 'AB', false],
    ['^(?i:k)$', '\u212a', true],
    ['^(?i:ab)c$', 'ABC', false],
    ['^(?i)a(?-i)b$', 'AB', false],
    ['^a.b$', 'a\rb', true],
    ['^a.b$', 'a\nb', false],
    ['(?s)^a.b$', 'a\nb', true],
    ['^a$', 'b\na', false],
    ['(?m)^a$', 'b\na', true],
    ['\\Aab?\\z', 'a\n', false],
    ['^\\Qa.b\\E$', 'axb', false],
    ['^\\Qab\\E+$', 'abb', true],
    ['^\\s$', '\u00a0', false],
    ['^\\s$', '\v', false],
    ['^[[:space:]]$', '\v', true],
    ['^[^[:space:]]+$', 'a b', false],
    ['^[[:^digit:]]$', '1', false],
    ['^\\d$', '٣', false],
    ['^\\p{Greek}+$', 'Ωα', true],
    ['^\\PL$', 'a', false],
    ['^[]a]+$', ']a', true],
    ['^[a-]+$', '-a', true],
    ['^a{,2}$', 'a{,2}', true],
    ['^\\x{263a}\\101$', '☺A', true],
    ['^(?P<x>a|b)(?:c)?$', 'bc', true],
    ['(?U)^a+$', 'aaa', true],
    ['^🚀?$', '🚀', true],
  ])('%s and %j: %s', (pattern, text, expected) => {
    expect(matches(pattern, text)).toBe(expected);
  });

  it.each(['\\C', '(?=a)', '(?!a)', '\\1', 'a**', 'a{1001}', '[z-a]', '[[:foo:]]', '(a', 'a)', '\\y', '[a'])(
    'says nothing about %s',
    (pattern) => {
      expect(toJsPattern(pattern)).toBeUndefined();
    },
  );
});

describe('a text that is too long for trying everything', () => {
  const schedule = String.raw`^(@(annually|yearly|monthly|weekly|daily|hourly))|((((\d+,)*\d+|(\d+(\/|-)\d+)|\*(\/\d+)?)\s?){5})$`;

  it.each([
    [schedule, `${'1'.repeat(5000)}!`, false],
    [schedule, '0,15,30,45 8-18 */2 1,2,3 1-5', true],
    ['^(a+)+$', `${'a'.repeat(5000)}!`, false],
    ['^(a|a)*$', 'a'.repeat(5000), true],
    ['^(\\w+\\s?)*\\b$', `${'ab '.repeat(2000)}!`, false],
    ['(x+x+)+y', 'x'.repeat(3000), false],
    ['(?m)^(a*b*)*$', `${'c'.repeat(30)}\n${'ab'.repeat(30)}`, true],
    ['^(?:a{1,3}){2,40}$', 'a'.repeat(100), true],
    ['^(?:a{1,3}){2,40}$', 'a'.repeat(121), false],
  ])('%s', (pattern, text, expected) => {
    expect(linearRegExp(toJsPattern(pattern) ?? '').test(text)).toBe(expected);
  });

  it('is read the same both ways', () => {
    const piece = fc.constantFrom(
      'a',
      'b',
      '.',
      '[ab]',
      '[^a]',
      '(?:a|b)',
      '(ab)?',
      'a*',
      'b+',
      '(a|b*)+',
      'a{1,2}',
      '^',
      '$',
      '\\b',
      '\\d*',
    );
    const patterns = fc.array(piece, { minLength: 1, maxLength: 5 }).map((pieces) => pieces.join(''));
    // Twenty-five characters at least, so that the slow way is taken; few enough for the quick one.
    const texts = fc.array(fc.constantFrom('a', 'b', '1', '\n'), { minLength: 25, maxLength: 30 });
    fc.assert(
      fc.property(patterns, texts, (pattern, characters) => {
        const own = toJsPattern(pattern);
        if (own === undefined) return;
        const text = characters.join('');
        expect(linearRegExp(own).test(text)).toBe(new RegExp(own, 'u').test(text));
      }),
      { numRuns: 500 },
    );
  });
});
