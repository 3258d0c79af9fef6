import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { entries } from './entries.ts';
import { rows } from './mutant.ts';

const text = readFileSync(resolve(import.meta.dirname, '../../docs/conformance.md'), 'utf8');

/** The page itself needs a server: `npm run conformance`. */
describe('docs/conformance.md', () => {
  it('has a row for every class, and no other (else: npm run conformance)', () => {
    const part = text.split('## By class of mistake')[1]?.split('## ')[0] ?? '';
    expect(namesIn(part)).toEqual([...rows]);
  });

  it('has every difference with its reason, and no other', () => {
    const part = text.split('## Where the two differ')[1]?.split('## ')[0] ?? '';
    expect(namesIn(part)).toEqual(entries.map(({ name }) => name));
    for (const { reason } of entries) expect(part).toContain(reason);
  });

  it('tells of a run that reached the bar', () => {
    expect(text).toMatch(/\| another verdict, unexplained \| 0 \| 0\.000 % \|/);
    expect(Number(/^(\d+) objects, made/m.exec(text)?.[1])).toBeGreaterThanOrEqual(20_000);
  });
});

/** First cells of the lines below a table's head. */
function namesIn(part: string): readonly string[] {
  const lines = part.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(1).map((line) => line.split(' | ')[0]?.slice(2) ?? '');
}
