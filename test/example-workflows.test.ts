import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { getAt } from '../src/model/field-path.ts';
import { isArray, isObject, type Json } from '../src/model/json.ts';
import { parseText } from '../src/yaml/parse-text.ts';

const root = resolve(import.meta.dirname, '..');
const folder = join(root, 'examples/workflows');
const action = parseText(readFileSync(join(root, 'action.yml'), 'utf8')).value;
const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));

/** What actionlint cannot know: it is run by hand. */
describe.each(files)('examples/workflows/%s', (name) => {
  const text = readFileSync(join(folder, name), 'utf8');
  const { value } = parseText(text);
  const jobs = Object.values(mapAt(value, 'jobs'));
  const steps = jobs.flatMap((job) => listAt(job, 'steps'));

  it('gives no job a right that is not written down', () => {
    expect(getAt(value, ['permissions'])).toEqual({});
    for (const job of jobs) expect(Object.keys(mapAt(job, 'permissions'))).not.toEqual([]);
  });

  it('checks out the history, and keeps no credentials', () => {
    const checkouts = steps.filter((step) => usesOf(step).startsWith('actions/checkout@'));
    for (const step of checkouts)
      expect(getAt(step, ['with'])).toEqual({ 'fetch-depth': 0, 'persist-credentials': false });
    expect(checkouts.length).toBeGreaterThan(0);
  });

  it('pins what others publish, and asks ours for what it has', () => {
    for (const step of steps) {
      const uses = usesOf(step);
      if (uses === '' || uses === 'RamenDR/ramen-sync@v0') continue;
      expect(uses).toMatch(/@[0-9a-f]{40}$/);
    }
    const ours = steps.filter((step) => usesOf(step) === 'RamenDR/ramen-sync@v0');
    for (const step of ours) {
      for (const input of Object.keys(mapAt(step, 'with')))
        expect(Object.keys(mapAt(action, 'inputs'))).toContain(input);
    }
    for (const [, output = ''] of text.matchAll(/steps\.plan\.outputs\.([\w-]+)/g))
      expect(Object.keys(mapAt(action, 'outputs'))).toContain(output);
  });

  it('puts no expression into a script', () => {
    for (const step of steps) expect(String(getAt(step, ['run']) ?? '')).not.toContain('${{');
  });
});

function usesOf(step: Json): string {
  return String(getAt(step, ['uses']) ?? '');
}

function mapAt(value: Json | undefined, key: string) {
  const found = getAt(value, [key]);
  return isObject(found) ? found : {};
}

function listAt(value: Json, key: string): readonly Json[] {
  const found = getAt(value, [key]);
  return isArray(found) ? found : [];
}
