import { describe, expect, it } from 'vitest';
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
