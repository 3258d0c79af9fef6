import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../model/errors.ts';
import { diskFileStore } from './disk-file-store.ts';

describe('diskFileStore', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ramen-sync-files-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function put(path: string, text: string | Buffer = 'a: 1\n'): string {
    const absolute = join(root, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
    return absolute;
  }

  async function tree(...paths: string[]) {
    const { files, skipped } = await diskFileStore(root).readTree(paths.length === 0 ? ['.'] : paths);
    return {
      files: files.map((file) => file.path),
      skipped: skipped.map((each) => `${each.path} ${each.reason}`),
    };
  }

  it('reads manifests, sorted, and nothing else', async () => {
    for (const path of [
      'b.yml',
      'a/z.json',
      'a.YAML',
      'B.yaml',
      'x.txt',
      'ramen-sync.yaml',
      '.git/a.yaml',
      '.github/x.yaml',
      'node_modules/p/a.yaml',
      'a/ramen-sync.yaml',
    ])
      put(path);
    expect(await tree()).toEqual({
      files: ['B.yaml', 'a.YAML', 'a/ramen-sync.yaml', 'a/z.json', 'b.yml'],
      skipped: [],
    });
    expect(await tree('a', 'a/z.json', join(root, 'b.yml'))).toEqual({
      files: ['a/ramen-sync.yaml', 'a/z.json', 'b.yml'],
      skipped: [],
    });
  });

  it('reads a file that is asked for by name, whatever its name', async () => {
    put('x.txt');
    put('ramen-sync.yaml');
    put('.hidden/y.yaml');
    expect((await tree('x.txt', 'ramen-sync.yaml', '.hidden')).files).toEqual([
      '.hidden/y.yaml',
      'ramen-sync.yaml',
      'x.txt',
    ]);
  });

  it('keeps a byte order mark and CRLF: edits count in the text as it is', async () => {
    put('a.yaml', '\uFEFFa: 1\r\n');
    const { files } = await diskFileStore(root).readTree(['a.yaml']);
    expect(files[0]?.text).toBe('\uFEFFa: 1\r\n');
  });

  it('passes over what it cannot read, and says why', async () => {
    put('nul.yaml', Buffer.from([97, 0]));
    put('latin.yaml', Buffer.from([97, 0xe9, 10]));
    truncateSync(put('big.yaml'), 100 * 1024 * 1024);
    execFileSync('mkfifo', [join(root, 'pipe.yaml')]);
    expect(await tree()).toEqual({
      files: [],
      skipped: ['big.yaml too-large', 'latin.yaml binary', 'nul.yaml binary', 'pipe.yaml unreadable'],
    });
  });

  it('follows links inside the repository only, and reads each file once', async () => {
    put('real/a.yaml');
    put('.data/hidden.yaml');
    const outside = mkdtempSync(join(tmpdir(), 'ramen-sync-outside-'));
    writeFileSync(join(outside, 'secret.yaml'), 'a: 1\n');
    symlinkSync('real', join(root, 'again'));
    symlinkSync('..', join(root, 'real/loop'));
    symlinkSync('self.yaml', join(root, 'self.yaml'));
    symlinkSync('gone.yaml', join(root, 'dangling.yaml'));
    symlinkSync('.data/hidden.yaml', join(root, 'shown.yaml'));
    symlinkSync(outside, join(root, 'out'));
    symlinkSync('/etc/hostname', join(root, 'etc.yaml'));
    try {
      expect(await tree()).toEqual({
        files: ['real/a.yaml', 'shown.yaml'],
        skipped: [
          'dangling.yaml unreadable',
          'etc.yaml outside-repository',
          'out outside-repository',
          'real/loop symlink-loop',
          'self.yaml symlink-loop',
        ],
      });
      expect((await tree('again')).files).toEqual(['again/a.yaml']);
    } finally {
      rmSync(outside, { recursive: true });
    }
  });

  it('names a missing path and what is near', async () => {
    put('hub/dr1.yaml');
    put('hub/config.yaml');
    const error = await tree('hub/dr3/x.yaml').catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({
      message: 'There is no hub/dr3/x.yaml',
      hint: 'hub/ has config.yaml, dr1.yaml',
    });
  });

  it('stays inside the repository', async () => {
    await expect(tree('../x')).rejects.toThrow(/outside of the repository/);
    await expect(diskFileStore(root).readFile('/etc/hostname')).rejects.toThrow(/outside/);
    symlinkSync('/etc', join(root, 'etc'));
    await expect(diskFileStore(root).readFile('etc/hostname')).rejects.toThrow(/leads out/);
    await expect(diskFileStore(root).writeFile('etc/x.yaml', '')).rejects.toThrow(/leads out/);
    await expect(diskFileStore(root).writeFile('../x.yaml', '')).rejects.toThrow(UserError);
  });

  it('says so where the repository is no folder', () => {
    const file = put('a.yaml');
    expect(() => diskFileStore(file)).toThrow(/is not a folder/);
    expect(() => diskFileStore(join(root, 'none'))).toThrow(/There is no folder/);
  });

  it('reads one file, and tells a missing one from a broken one', async () => {
    put('a.yaml', 'x');
    put('b.yaml', Buffer.from([0]));
    const store = diskFileStore(root);
    expect(await store.readFile('a.yaml')).toBe('x');
    expect(await store.readFile('none.yaml')).toBeUndefined();
    await expect(store.readFile('b.yaml')).rejects.toThrow(/b.yaml: it holds NUL/);
  });

  it('writes in one step, keeps the mode, and goes through links', async () => {
    chmodSync(put('a.yaml', 'old'), 0o640);
    symlinkSync('a.yaml', join(root, 'link.yaml'));
    const store = diskFileStore(root);
    await store.writeFile('link.yaml', 'new');
    await store.writeFile('deep/er/b.yaml', 'b');
    expect(readFileSync(join(root, 'a.yaml'), 'utf8')).toBe('new');
    expect(statSync(join(root, 'a.yaml')).mode & 0o777).toBe(0o640);
    expect(readFileSync(join(root, 'deep/er/b.yaml'), 'utf8')).toBe('b');
    expect(readdirSync(root).sort()).toEqual(['a.yaml', 'deep', 'link.yaml']);
  });
});
