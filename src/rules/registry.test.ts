import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changeRules, ruleDocs, rules } from './registry.ts';

/** A topic is a folder with a list of its rules. */
const topics = readdirSync(import.meta.dirname, { withFileTypes: true }).filter((entry) =>
  entry.isDirectory(),
);

describe('the registry of rules', () => {
  it('lists every file of the topics, by id', () => {
    const files = topics
      .flatMap(({ name }) => readdirSync(join(import.meta.dirname, name)))
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts') && name !== 'rules.ts')
      .map((name) => name.replace(/\.ts$/, ''));
    expect([...rules, ...changeRules].map(({ id }) => id).sort()).toEqual(files.sort());
  });

  it('has one page for each id', () => {
    const ids = ruleDocs.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});
