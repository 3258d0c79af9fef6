import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Frame, renderFrame, sourceLines } from './code-frame.ts';
import { plain } from './colour.ts';
import { textWidth } from './text-width.ts';

function frame(
  text: string,
  line: number,
  column: number,
  endColumn: number,
  endLine = line,
  columns?: number,
): readonly string[] {
  const location = { file: 'a.yaml', document: 0, line, column, endLine, endColumn };
  const lines = sourceLines(text);
  const request: Frame = { location, lines, label: 'here', mark: '^', style: 'error', before: 1 };
  return renderFrame(request, 2, { paint: plain, ...(columns === undefined ? {} : { columns }) });
}

describe('renderFrame', () => {
  it('shows the line, the one before, and carets under the place', () => {
    expect(frame('spec:\n  action: FailOver\n', 2, 11, 19)).toEqual([
      '   |',
      ' 1 | spec:',
      ' 2 |   action: FailOver',
      '   |           ^^^^^^^^ here',
    ]);
  });

  it.each([
    ['tabs', '\tname:\tx', 8, 9],
    ['wide letters', 'name: 東京 x', 10, 11],
    ['an emoji', 'name: 🚀 x', 10, 9],
    ['combining marks', 'nom: e\u0301te\u0301 x', 12, 9],
    ['a byte order mark', '\ufeffname: x', 7, 6],
  ])('keeps the caret right behind %s', (_, text, column, expected) => {
    const bar = '   | ';
    expect(frame(text, 1, column, column + 1).at(-1)).toBe(`${bar}${' '.repeat(expected)}^ here`);
  });

  it('marks a place of several lines to the end of its first', () => {
    expect(frame('a:\n  - b\n  - c\n', 2, 3, 6, 3).at(-1)).toBe('   |   ^^^ here');
  });

  it('marks one column where the place is empty or behind the end of the file', () => {
    expect(frame('a:\n', 1, 3, 3).at(-1)).toBe('   |   ^ here');
    expect(frame('a:\n', 9, 1, 1).at(-1)).toBe('   | ^ here');
  });

  it('cuts a line that nobody could read, and stays within it', () => {
    const rows = frame(`key: ${'x'.repeat(5000)}`, 1, 4000, 4010);
    for (const row of rows) expect(textWidth(row)).toBeLessThan(180);
  });

  it('shows a long line around what is marked', () => {
    const text = `drClusters: [${'dr1, '.repeat(100)}wrong${', dr2'.repeat(100)}]`;
    const at = text.indexOf('wrong') + 1;
    expect(frame(text, 1, at, at + 5, 1, 60)).toEqual([
      '   |',
      ' 1 | … dr1, dr1, dr1, dr1, dr1, wrong, dr2, dr2, dr2, dr2, …',
      '   |                            ^^^^^ here',
    ]);
  });

  it('shows the end of a long line, and one that is all marked', () => {
    const long = `a: ${'b'.repeat(100)} end`;
    expect(frame(long, 1, 105, 108, 1, 40).slice(1)).toEqual([
      ' 1 | …bbbbbbbbbbbbbbbbbbbbbbbbbbbbb end',
      '   |                                ^^^',
      '   |                                here',
    ]);
    expect(frame(long, 1, 4, 104, 1, 40).slice(1)).toEqual([
      ' 1 | a: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb…',
      '   |    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^',
      '   |    here',
    ]);
  });

  it('has CRLF and CR as line ends', () => {
    expect(frame('a:\r\n  b: 1\r\n', 2, 3, 4)).toEqual(['   |', ' 1 | a:', ' 2 |   b: 1', '   |   ^ here']);
    expect(frame('a:\r  b: 1\r', 2, 3, 4)).toEqual(['   |', ' 1 | a:', ' 2 |   b: 1', '   |   ^ here']);
  });

  it('has the carets under the marked text, whatever stands around it', () => {
    const letters = fc.constantFrom(
      'a',
      ' ',
      '東',
      'e\u0301',
      '🚀',
      '\t',
      'ｱ',
      '한',
      '\u001b',
      'ü',
      '\u200b',
    );
    const words = fc.array(letters, { maxLength: 60 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(words, words, fc.integer({ min: 30, max: 90 }), (before, after, columns) => {
        const text = `k: ${before}MARK${after}`;
        const at = text.indexOf('MARK') + 1;
        const rows = frame(text, 1, at, at + 4, 1, columns);
        const source = rows[1] ?? '';
        expect(textWidth(source.slice(0, source.indexOf('MARK')))).toBe((rows[2] ?? '').indexOf('^^^^'));
        for (const row of rows) expect(textWidth(row)).toBeLessThanOrEqual(columns);
      }),
    );
  });

  it('never throws, whatever the text and the place', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 40 }),
        fc.nat(4),
        fc.nat(50),
        fc.nat(60),
        (text, line, column, end) => {
          const rows = frame(text, line + 1, column + 1, end + 1);
          expect(rows.at(-1)).toMatch(/(?:\^+|^ +\|) +here$/);
          // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
          expect(rows.join('')).not.toMatch(/[\u0000-\u001f\u007f-\u009f]/);
        },
      ),
    );
  });
});
