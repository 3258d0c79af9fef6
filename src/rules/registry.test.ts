import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ruleDocs, rules } from './registry.ts';

const frame = ['built-ins', 'define-rule', 'registry', 'similar-name', 'wording'];

describe('the registry of rules', () => {
  it('lists every file of the folder, by id', () => {
    const files = readdirSync(import.meta.dirname)
      .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
      .map((name) => name.replace(/\.ts$/, ''))
      .filter((name) => !frame.includes(name));
    expect(rules.map(({ id }) => id)).toEqual(files.sort());
  });

  it('has one page for each id', () => {
    const ids = ruleDocs.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
  });
});
