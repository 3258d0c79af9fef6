import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readCorpus } from '../../test/fuzz/corpus.ts';
import { damagedRepositories } from '../../test/fuzz/mutate.ts';
import { type DocumentEvents, isBroken, splitDocuments } from './documents.ts';
import { quickValue } from './quick-value.ts';
import { buildValue } from './yaml-library.ts';

const corpus = readCorpus(resolve(import.meta.dirname, '../..'));

describe('the quick value of a document', () => {
  it('is what the library builds, wherever there is one', () => {
    fc.assert(
      fc.property(fc.oneof(oddText(), damagedText()), (text) => documentsOf(text).every(isAsTheLibrarySays)),
      { numRuns: 2000 },
    );
  });

  it('is there for nearly every document that people write', () => {
    const documents = corpus.flatMap((files) => files.flatMap(({ text }) => documentsOf(text)));
    const quick = documents.filter(
      (document) => outcome(() => quickValue(document.text, document.events)) !== none,
    );
    expect(documents.length).toBeGreaterThan(100);
    expect(quick.length / documents.length).toBeGreaterThan(0.9);
  });

  it('tells keys apart that begin alike', () => {
    const [a, b] = ['spec', `spec${'x'.repeat(13)}a`] as const;
    const values = documentsOf(`${a}: 1\n---\n${b}: 2\n`).map(({ text, events }) => quickValue(text, events));
    expect(values).toEqual([{ [a]: 1 }, { [b]: 2 }]);
  });

  it.each([
    'a: &x 1',
    'a: *x',
    'a: !!str 1',
    '<<: {a: 1}',
    'a: 1\na: 2',
    '__proto__: 1',
    '1: a',
    '? [a]\n: b',
  ])('is left to the library for %j', (text) => {
    const [document] = documentsOf(text);
    expect(document === undefined ? undefined : quickValue(document.text, document.events)).toBeUndefined();
  });
});

const none = 'undefined';

/** Key order and the sign of zero included. */
function outcome(read: () => unknown): string {
  try {
    return JSON.stringify(read(), (_, value) => (Object.is(value, -0) ? '-0' : value)) ?? none;
  } catch (error) {
    return `throws ${error instanceof Error ? error.message : ''}`;
  }
}

function isAsTheLibrarySays({ text, events }: DocumentEvents): boolean {
  const quick = outcome(() => quickValue(text, events));
  return quick === none || quick === outcome(() => buildValue(text, events, false));
}

function documentsOf(text: string): readonly DocumentEvents[] {
  return splitDocuments(text).filter((document): document is DocumentEvents => !isBroken(document));
}

function damagedText(): fc.Arbitrary<string> {
  return damagedRepositories(corpus).map((files) => files.map(({ text }) => text).join('\n---\n'));
}

const words = `yes No y N on OFF true True TRUE tRue false null Null NULL ~ << __proto__ constructor toString
1 -1 +1 0 -0 0x1f 0o17 017 0b11 1_000 1e3 .5 -.5 .inf -.INF .nan 1.2.3 2026-12-01 12:30:45 5m 10.0.0.0/24 - -- = .
kind name spec metadata namespace a-b a.b/c x`.split(/\s+/);
const written = [
  '',
  '"a\\n\\u00e9"',
  "'it''s'",
  '"yes"',
  "'__proto__'",
  '&a x',
  '*a',
  '!!str 1',
  '!!int "1"',
  '!x y',
  '!',
  'two words',
  'two\n      lines',
  'a # no comment',
  '|\n      text\n      more',
  '>-\n      folded\n      text',
  '{}',
  '[]',
  '{a: 1, "b": [yes, x]}',
  '[a: b, c]',
  'größe',
];

/** Small documents of everything in which YAML differs from what one would think. */
function oddText(): fc.Arbitrary<string> {
  const key = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...words) },
    { weight: 1, arbitrary: fc.constantFrom(...written) },
  );
  const value = fc.constantFrom(...words, ...written);
  const entry = fc.tuple(key, value).map(([name, text]) => `${name}: ${text}`);
  const nested = fc
    .tuple(key, fc.array(entry, { minLength: 1, maxLength: 4 }))
    .map(([name, entries]) => `${name}:\n${entries.map((line) => `    ${line}`).join('\n')}`);
  const listed = fc
    .tuple(key, fc.array(fc.oneof(value, entry), { minLength: 1, maxLength: 4 }))
    .map(([name, items]) => `${name}:\n${items.map((item) => `  - ${item}`).join('\n')}`);
  return fc
    .array(fc.oneof(entry, nested, listed), { minLength: 1, maxLength: 5 })
    .map((lines) => `${lines.join('\n')}\n`);
}
