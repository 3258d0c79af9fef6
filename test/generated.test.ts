import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { allExplanations } from '../src/operations/explain.ts';
import { renderExplanationMarkdown, renderRuleIndex } from '../src/report/explanation.ts';

const folder = resolve(import.meta.dirname, '../docs/rules');

/** What `npm run generate` writes (UPDATE=1); without it this test says what is not current. */
function pages(): ReadonlyMap<string, string> {
  const rules = allExplanations().filter(({ subject }) => subject === 'rule');
  return new Map([
    ['README.md', renderRuleIndex(rules)],
    ...rules.map((rule) => [`${rule.word}.md`, renderExplanationMarkdown(rule)] as const),
  ]);
}

describe('docs/rules', () => {
  if (process.env.UPDATE === '1') {
    mkdirSync(folder, { recursive: true });
    for (const [name, text] of pages()) writeFileSync(join(folder, name), text);
  }

  it('has a page for each rule, and no other', () => {
    expect(readdirSync(folder).sort()).toEqual([...pages().keys()].sort());
  });

  it.each([...pages()])('%s is what its rule says (else: npm run generate)', (name, text) => {
    expect(readFileSync(join(folder, name), 'utf8')).toBe(text);
  });
});
