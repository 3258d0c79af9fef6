import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { rooms } from './support/rooms.ts';

const source = resolve(import.meta.dirname, '../src');

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.ts$/.test(entry.name) && !/\.test\.ts$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function roomOf(path: string): string {
  return relative(source, path).split('/')[0] ?? '';
}

const importPattern =
  /(?:^|\n)\s*(?:import|export)\b[^'"`;]*?from\s*['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

function imports(path: string): string[] {
  return [...readFileSync(path, 'utf8').matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? '');
}

const files = sourceFiles(source);

describe('walls', () => {
  it('every room is in the table, and the table names no room that is not there', () => {
    expect([...new Set(files.map(roomOf))].sort()).toEqual(Object.keys(rooms).sort());
  });

  it.each(files.map((path) => [relative(source, path), path] as const))(
    '%s stays inside its walls',
    (_, path) => {
      const room = roomOf(path);
      const allowed = new Set([room, ...(rooms[room]?.imports ?? [])]);
      const text = readFileSync(path, 'utf8');
      for (const target of imports(path)) {
        if (target.startsWith('.'))
          expect(allowed, `${target} in ${path}`).toContain(roomOf(resolve(dirname(path), target)));
        else if (rooms[room]?.pure) expect(target, `a pure room imports ${target}`).not.toMatch(/^node:/);
      }
      if (!rooms[room]?.pure || room === 'ports') return;
      expect(text, 'a pure room has no async').not.toMatch(
        /\basync (?:function\b|\(|\w+ ?(?:\(|=>))|\bawait\b/,
      );
      expect(text, 'a pure room has no clock and no chance').not.toMatch(
        /Date\.now\(|new Date\(\)|Math\.random\(/,
      );
      expect(text, 'a pure room does not print').not.toMatch(/\bconsole\.|process\./);
    },
  );

  it('nobody hides behind any, a barrel, or a drawer for leftovers', () => {
    for (const path of files) {
      const text = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
      expect(text, path).not.toMatch(/\bas any\b|: any\b|<any>/);
      expect(text, path).not.toMatch(/^export \* from/m);
      expect(path).not.toMatch(/(utils?|helpers?|misc|common)\.ts$/);
    }
  });
});
