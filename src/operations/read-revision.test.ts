import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/parse-config.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import type { SourceFile } from '../model/source.ts';
import { parseFile } from '../yaml/parse-file.ts';
import { readRevision } from './read-revision.ts';

const config = parseConfig(undefined, 'ramen-sync.yaml');

describe('readRevision', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ramen-sync-read-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  const tree = [
    'a.yaml',
    'b.YML',
    'c.json',
    'd.txt',
    '.hidden.yaml',
    '.hidden/e.yaml',
    'ramen-sync.yaml',
    'hub/ramen-sync.yaml',
    'hub/f.yaml',
    'hub/node_modules/g.yaml',
    'hub/deep/.git/h.yaml',
    'hub2/i.yaml',
    'plain',
  ];

  it.each<[string, readonly string[]]>([
    ['everything', ['.']],
    ['a folder', ['hub']],
    ['a folder, spelled otherwise', ['./hub/']],
    ['two folders, one in the other', ['hub', 'hub/deep']],
    ['a hidden folder, when named', ['.hidden']],
    ['a file, whatever its name', ['plain', 'd.txt', 'a.yaml']],
  ])('reads the files that a walk would read: %s', async (_, paths) => {
    for (const path of tree) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), '{}');
    }
    const walked = (await diskFileStore(root).readTree(paths)).files.map(({ path }) => path);
    const wanted: string[] = [];
    await readRevision(
      { config, revision: 'main', paths, current: { files: [], parsed: [] } },
      {
        mergeBase: async () => '0'.repeat(40),
        filesAt: async (_commit, { isWanted }) => {
          wanted.push(...tree.filter(isWanted));
          return { files: [], skipped: [] };
        },
      },
    );
    expect(wanted.sort()).toEqual([...walked].sort());
  });

  it('parses nothing again that has not changed', async () => {
    const text = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n';
    const files: readonly SourceFile[] = [
      { path: 'same.yaml', text },
      { path: 'other.yaml', text: text.replace('a }', 'b }') },
    ];
    const parsed = files.map((file) => parseFile(file));
    const [same] = files;
    const { topology, commit } = await readRevision(
      { config, revision: 'main', current: { files, parsed } },
      {
        mergeBase: async () => '1234567890'.repeat(4),
        filesAt: async (_commit, { known }) => {
          expect(known).toBe(files);
          return { files: same === undefined ? [] : [same, { path: 'other.yaml', text }], skipped: [] };
        },
      },
    );
    expect(commit).toBe('1234567');
    const manifests = new Map(topology.manifests.map((manifest) => [manifest.file, manifest]));
    expect(manifests.get('same.yaml')).toBe(parsed[0]?.manifests[0]);
    expect(manifests.get('other.yaml')?.key.name).toBe('a');
  });
});
