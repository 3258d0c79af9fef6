import { readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';

const cli = resolve(import.meta.dirname, '../src/cli');

/** Everything that loads with a file: static imports that are more than types, followed to the packages. */
function loadedWith(start: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    if (!path.startsWith('/') || !path.endsWith('.ts')) return;
    const pattern = /^(?:import|export)\s+(?!type\b)[^;]*?from '([^']+)'/gm;
    for (const [, target = ''] of readFileSync(path, 'utf8').matchAll(pattern)) {
      visit(target.startsWith('.') ? resolve(dirname(path), target) : target);
    }
  };
  visit(start);
  return seen;
}

describe('what a start loads', () => {
  it('of packages only the parser of the command line', () => {
    const packages = [...loadedWith(join(cli, 'main.ts'))].filter(
      (name) => !name.startsWith('/') && !name.startsWith('node:'),
    );
    expect(packages).toEqual(['commander']);
  });

  it.each(['lint-action.ts', 'explain-action.ts'])('%s asks neither for clusters nor for Git', (name) => {
    const loaded = [...loadedWith(join(cli, name))].filter((path) =>
      /client-node|simple-git|\/src\/(git|sandbox|controller)\//.test(path),
    );
    expect(loaded).toEqual([]);
  });
});
