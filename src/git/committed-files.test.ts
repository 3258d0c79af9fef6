import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../model/errors.ts';
import { gitRepository } from './git-repository.ts';

describe('earlier revisions', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ramen-sync-revisions-'));
    git('init', '-q');
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function git(...args: string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    const always = [...identity, '-c', 'protocol.file.allow=always'];
    return execFileSync('git', [...always, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  function put(path: string, content: string | Uint8Array): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }

  function commit(message: string): string {
    git('add', '-A', '-f');
    git('commit', '-q', '-m', message, '--allow-empty');
    return git('rev-parse', 'HEAD');
  }

  const all = { isWanted: () => true, known: [] };

  async function complaint(answer: Promise<unknown>): Promise<string> {
    const error = await answer.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    return error instanceof UserError ? `${error.message} (${error.hint ?? ''})` : '';
  }

  describe('filesAt', () => {
    it('gives every byte of files with any name', async () => {
      const names = [
        'a.yaml',
        'b "q" ü.yaml',
        "c 'd'\n\te.yaml",
        '-f.yaml',
        ':(top)g.yaml',
        'h*/i.yaml',
        '€.yml',
      ];
      for (const name of names) put(name, `name: ${JSON.stringify(name)}\r\nwithout end: 日本`);
      put('empty.yaml', '');
      const one = commit('one');
      for (const name of names) put(name, 'changed: 1\n');
      put('new.yaml', 'new: 1\n');
      const { files, skipped } = await gitRepository(root).filesAt(one, all);
      expect(skipped).toEqual([]);
      expect(Object.fromEntries(files.map(({ path, text }) => [path, text]))).toEqual({
        'empty.yaml': '',
        ...Object.fromEntries(
          names.map((name) => [name, `name: ${JSON.stringify(name)}\r\nwithout end: 日本`]),
        ),
      });
    });

    it('gives what has not changed as the object that is known', async () => {
      put('dr/same.yaml', '\ufeffsame: ü\n');
      put('dr/other.yaml', 'other: 1\n');
      put('outside.yaml', 'outside: 1\n');
      const one = commit('one');
      const known = [
        { path: 'same.yaml', text: '\ufeffsame: ü\n' },
        { path: 'other.yaml', text: 'other: 2\n' },
      ];
      const { files } = await gitRepository(join(root, 'dr')).filesAt(one, { ...all, known });
      expect(files.map(({ path }) => path)).toEqual(['other.yaml', 'same.yaml']);
      expect(files[1]).toBe(known[0]);
      expect(files[0]).toEqual({ path: 'other.yaml', text: 'other: 1\n' });
    });

    it('reads a folder that was not there yet as empty', async () => {
      put('outside.yaml', 'a');
      const one = commit('one');
      put('dr/new.yaml', 'new');
      expect(await gitRepository(join(root, 'dr')).filesAt(one, all)).toEqual({ files: [], skipped: [] });
    });

    it('knows links and submodules for no files, and passes over what is no text', async () => {
      const library = mkdtempSync(join(tmpdir(), 'ramen-sync-library-'));
      try {
        execFileSync('git', ['init', '-q'], { cwd: library });
        const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
        execFileSync('git', [...identity, 'commit', '-q', '--allow-empty', '-m', 'x'], { cwd: library });
        git('submodule', '--quiet', 'add', library, 'library');
        put('real.yaml', 'real: 1\n');
        symlinkSync('real.yaml', join(root, 'link.yaml'));
        put('nul.yaml', 'a\0b');
        put('latin.yaml', new Uint8Array([0x61, 0xe9, 0x0a]));
        const { files, skipped } = await gitRepository(root).filesAt(commit('one'), {
          ...all,
          isWanted: (path) => path.endsWith('.yaml'),
        });
        expect(files.map(({ path }) => path)).toEqual(['real.yaml']);
        expect(skipped.map(({ path, reason }) => [path, reason])).toEqual([
          ['latin.yaml', 'binary'],
          ['nul.yaml', 'binary'],
        ]);
      } finally {
        rmSync(library, { recursive: true, force: true });
      }
    });

    it('does not read what is too large', async () => {
      put('large.yaml', `a: ${'x'.repeat(16 * 1024 * 1024)}\n`);
      put('small.yaml', 'a: 1\n');
      const { files, skipped } = await gitRepository(root).filesAt(commit('one'), all);
      expect(files.map(({ path }) => path)).toEqual(['small.yaml']);
      expect(skipped).toMatchObject([{ path: 'large.yaml', reason: 'too-large' }]);
    });

    it('says that a partial clone lacks them, and fetches nothing', async () => {
      put('a.yaml', 'a: 1\n');
      const one = commit('one');
      put('a.yaml', 'a: 2\n');
      commit('two');
      git('config', 'uploadpack.allowFilter', 'true');
      git('clone', '-q', '--filter=blob:none', `file://${root}`, 'clone');
      const answer = gitRepository(join(root, 'clone')).filesAt(one, all);
      expect(await complaint(answer)).toMatch(/not in this clone \(clone without --filter/);
    });

    it('does not run what the repository names as a text converter', async () => {
      put('.gitattributes', '*.yaml diff=evil filter=evil\n');
      put('a.yaml', 'a: 1\n');
      const one = commit('one');
      git('config', 'diff.evil.textconv', 'echo converted #');
      git('config', 'filter.evil.smudge', 'echo smudged #');
      const { files } = await gitRepository(root).filesAt(one, all);
      expect(files.find(({ path }) => path === 'a.yaml')?.text).toBe('a: 1\n');
    });
  });

  describe('mergeBase', () => {
    it('is where the branch parted, and an ancestor itself', async () => {
      const one = commit('one');
      const two = commit('two');
      git('checkout', '-q', '-b', 'side', one);
      commit('side');
      const repository = gitRepository(root);
      expect(await repository.mergeBase('main')).toBe(one);
      expect(await repository.mergeBase(one.slice(0, 10))).toBe(one);
      expect(await repository.mergeBase('HEAD')).toBe(git('rev-parse', 'HEAD'));
      git('checkout', '-q', 'main');
      git('merge', '-q', '--no-ff', '-m', 'merge', 'side');
      expect(await repository.mergeBase('HEAD~1')).toBe(two);
    });

    it('says what is missing', async () => {
      const repository = gitRepository(root);
      expect(await complaint(repository.mergeBase('main'))).toMatch(/no commit in this repository yet/);
      commit('one');
      expect(await complaint(repository.mergeBase('nowhere'))).toMatch(/no revision "nowhere".*git fetch/);
      expect(await complaint(repository.mergeBase('--help'))).toMatch(/no revision "--help"/);
      git('checkout', '-q', '--orphan', 'other');
      commit('other');
      expect(await complaint(repository.mergeBase('main'))).toMatch(/no commit in common.*same history/);
      const empty = mkdtempSync(join(tmpdir(), 'ramen-sync-plain-'));
      try {
        expect(await complaint(gitRepository(empty).mergeBase('main'))).toMatch(/not in a Git repository/);
      } finally {
        rmSync(empty, { recursive: true, force: true });
      }
    });

    it('says that a shallow clone has to be deepened', async () => {
      const one = commit('one');
      commit('two');
      git('checkout', '-q', '-b', 'side', one);
      commit('side');
      git('checkout', '-q', 'main');
      git('clone', '-q', '--depth=1', '--no-single-branch', `file://${root}`, 'clone');
      const repository = gitRepository(join(root, 'clone'));
      expect(await complaint(repository.mergeBase(one))).toMatch(/no revision.*fetch-depth: 0/);
      expect(await complaint(repository.mergeBase('origin/side'))).toMatch(
        /no commit in common.*--unshallow/,
      );
    });
  });
});
