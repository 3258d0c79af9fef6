import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { folderInside } from './folder-inside.ts';

describe('folderInside', () => {
  let root = '';
  beforeAll(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'ramen-sync-inside-')));
    mkdirSync(join(root, 'repo', 'dr', 'hub'), { recursive: true });
    mkdirSync(join(root, 'repository'));
    writeFileSync(join(root, 'repo', 'file'), '');
    symlinkSync('dr', join(root, 'repo', 'link'));
    symlinkSync('/etc', join(root, 'repo', 'out'));
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  it.each([
    ['.', 'repo'],
    ['./dr/hub/', 'repo/dr/hub'],
    ['link/hub', 'repo/dr/hub'],
  ])('finds %s', (path, found) => {
    expect(folderInside(join(root, 'repo'), path)).toBe(join(root, found));
  });

  it.each(['..', '../repository', 'dr/../../repository', '/etc', 'out', 'file', 'missing'])(
    'refuses %s',
    (path) => {
      expect(() => folderInside(join(root, 'repo'), path)).toThrow(/^path ".*" (?:leads|is no)/);
    },
  );
});
