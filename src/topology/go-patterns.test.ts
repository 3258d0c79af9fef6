import { describe, expect, it } from 'vitest';
import { patternProblem, replacementProblem } from './go-patterns.ts';

describe('patternProblem', () => {
  it.each([
    '^10\\.1\\.(\\d+)\\.(\\d+)$',
    '(?P<host>\\d+)',
    '(?i)abc',
    '\\A10\\.\\z',
    '[[:digit:]]+',
    'a\\\\1',
    '(?:a|b)+?',
    '(?<host>\\d+)',
  ])('accepts %s', (pattern) => {
    expect(patternProblem(pattern)).toBeUndefined();
  });

  it.each(['(?=10)', '(?<!10)', '(a)\\1', '10.(', '[a', '*'])('refuses %s', (pattern) => {
    expect(patternProblem(pattern)).toBeDefined();
  });
});

describe('replacementProblem', () => {
  it.each([
    ['(\\d+)', '10.0.0.$1'],
    ['(\\d+)', '10.0.0.\u0024{1}x'],
    ['(?:a)(b)', '$1'],
    ['(?P<host>a)', '$host $1'],
    ['a', '$$1'],
  ])('%s and %s', (pattern, replacement) => {
    expect(replacementProblem(pattern, replacement)).toBeUndefined();
  });

  it.each([
    ['(\\d+)', '$1x'],
    ['(\\d+)', '10.$2'],
    ['\\(a\\)', '$1'],
  ])('not %s and %s', (pattern, replacement) => {
    expect(replacementProblem(pattern, replacement)).toBeDefined();
  });
});
