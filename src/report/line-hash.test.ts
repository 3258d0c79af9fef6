import { describe, expect, it } from 'vitest';
import { lineHashes } from './line-hash.ts';

function hashes(text: string): readonly (string | undefined)[] {
  const hashOf = lineHashes(text);
  return text.split(/\r\n|\r|\n/).map((_, index) => hashOf(index + 1));
}

const greeting = [
  'e9496ae3ebfced30:1',
  'fb7c023a8b9ccb3f:1',
  'ce8ba1a563dcdaca:1',
  'e20e36e16fcb0cc8:1',
  'b3edc88f2938467e:1',
  'c8e28b0b4002a3a0:1',
  'c129715d7a2bc9a3:1',
];

/** The values are those of the tests of github/codeql-action, src/fingerprints.test.ts. */
describe('lineHashes', () => {
  it.each([
    ['an empty file', '', ['c129715d7a2bc9a3:1']],
    [
      'blanks and tabs',
      ' a\nb\n  \t\tc\n d',
      ['271789c17abda88f:1', '54703d4cd895b18:1', '180aee12dab6264:1', 'a23a3dc5e078b07b:1'],
    ],
    ['LF', ' hello; \t\nworld!!!\n\n\n  \t\tGreetings\n End\n', greeting],
    ['CR', ' hello; \t\nworld!!!\r\r\r  \t\tGreetings\r End\r', greeting],
    ['CRLF', ' hello; \t\r\nworld!!!\r\n\r\n\r\n  \t\tGreetings\r\n End\r\n', greeting],
    [
      'lines that are the same',
      'Lorem ipsum dolor sit amet.\n'.repeat(10),
      [
        'a7f2ff13bc495cf2:1',
        'a7f2ff13bc495cf2:2',
        'a7f2ff13bc495cf2:3',
        'a7f2ff13bc495cf2:4',
        'a7f2ff13bc495cf2:5',
        'a7f2ff13bc495cf2:6',
        'a7f2ff1481e87703:1',
        'a9cf91f7bbf1862b:1',
        '55ec222b86bcae53:1',
        'cc97dc7b1d7d8f7b:1',
        'c129715d7a2bc9a3:1',
      ],
    ],
  ])('is what GitHub computes for %s', (_, text, expected) => {
    expect(hashes(text)).toEqual(expected);
  });

  it('knows no line behind the end', () => {
    expect(lineHashes('a\n')(3)).toBeUndefined();
    expect(lineHashes('a\n')(0)).toBeUndefined();
  });
});
