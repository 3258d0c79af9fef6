import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { gitRepository } from './git-repository.ts';

describe('gitRepository', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ramen-sync-git-'));
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function git(...args: string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    return execFileSync('git', [...identity, ...args], { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  function put(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }

  function commit(message: string): string {
    git('add', '-A');
    git('commit', '-q', '-m', message, '--allow-empty');
    return git('rev-parse', 'HEAD');
  }

  it('knows the commit, and what differs from it', async () => {
    git('init', '-q');
    put('dr/a.yaml', 'a');
    put('dr/b ü.yaml', 'b');
    put('dr/c.yaml', 'c');
    put('other.yaml', 'o');
    const head = commit('one');
    expect(await gitRepository(root).revision()).toEqual({ commit: head, dirty: false, changed: new Set() });
    put('dr/b ü.yaml', 'changed');
    put('dr/new/d.yaml', 'new');
    git('mv', 'dr/c.yaml', 'dr/e.yaml');
    put('other.yaml', 'changed');
    expect(await gitRepository(join(root, 'dr')).revision()).toEqual({
      commit: head,
      dirty: true,
      changed: new Set(['b ü.yaml', 'c.yaml', 'e.yaml', 'new/d.yaml']),
    });
    const all = await gitRepository(root).revision();
    expect(all.changed).toContain('dr/new/d.yaml');
    expect(all.changed).toContain('other.yaml');
  });

  it('tells ancestors from the rest', async () => {
    git('init', '-q');
    const one = commit('one');
    const two = commit('two');
    git('checkout', '-q', '-b', 'side', one);
    const side = commit('side');
    git('checkout', '-q', 'main');
    const repository = gitRepository(root);
    expect(await repository.isAncestor(one)).toEqual({ known: true, ancestor: true });
    expect(await repository.isAncestor(two)).toEqual({ known: true, ancestor: true });
    expect(await repository.isAncestor(side)).toEqual({ known: true, ancestor: false });
    expect(await repository.isAncestor('0'.repeat(40))).toMatchObject({
      known: false,
      why: expect.stringMatching(/git fetch/),
    });
    expect(await repository.isAncestor('--help')).toMatchObject({ known: false });
  });

  it('does not know what a shallow clone has cut off', async () => {
    git('init', '-q');
    const one = commit('one');
    const two = commit('two');
    git('clone', '-q', '--depth=1', `file://${root}`, 'clone');
    const repository = gitRepository(join(root, 'clone'));
    expect(await repository.isAncestor(two)).toEqual({ known: true, ancestor: true });
    expect(await repository.isAncestor(one)).toMatchObject({
      known: false,
      why: expect.stringMatching(/--unshallow/),
    });
  });

  it('reads files as they were', async () => {
    git('init', '-q');
    put('dr/a.yaml', 'old\r\n');
    const one = commit('one');
    put('dr/a.yaml', 'new');
    commit('two');
    const repository = gitRepository(join(root, 'dr'));
    expect(await repository.fileAt(one, 'a.yaml')).toBe('old\r\n');
    expect(await repository.fileAt('main', 'a.yaml')).toBe('new');
    expect(await repository.fileAt(one, 'none.yaml')).toBeUndefined();
    expect(await repository.fileAt('none', 'a.yaml')).toBeUndefined();
    expect(await repository.fileAt('--output=/tmp/x', 'a.yaml')).toBeUndefined();
  });

  it('lists the commits that touched a file since another one', async () => {
    git('init', '-q');
    put('dr/a.yaml', '1');
    put('dr/b.yaml', '1');
    const one = commit('one');
    put('dr/a.yaml', '2');
    const two = commit('two');
    put('dr/b.yaml', '2');
    commit('three');
    put('dr/a.yaml', '1');
    const four = commit('four');
    const repository = gitRepository(join(root, 'dr'));
    expect(await repository.commitsTouching('a.yaml', one)).toEqual([four, two]);
    expect(await repository.commitsTouching('a.yaml', four)).toEqual([]);
    expect(await repository.commitsTouching('a.yaml', 'none')).toBeUndefined();
    expect(await repository.filesTouched(one)).toEqual(new Set(['a.yaml', 'b.yaml']));
    expect(await repository.filesTouched(four)).toEqual(new Set());
    expect(await repository.filesTouched('none')).toBeUndefined();
  });

  it('sees what came by a merge, and goes with HEAD', async () => {
    git('init', '-q', '--initial-branch=main');
    put('a b.yaml', '1');
    const one = commit('one');
    git('checkout', '-q', '-b', 'side');
    put('a b.yaml', '2');
    const two = commit('two');
    git('checkout', '-q', 'main');
    const repository = gitRepository(root);
    expect(await repository.commitsTouching('a b.yaml', one)).toEqual([]);
    put('other.yaml', '1');
    commit('other');
    git('merge', '-q', '--no-edit', 'side');
    expect(await repository.commitsTouching('a b.yaml', one)).toContain(two);
    expect(await repository.filesTouched(one)).toEqual(new Set(['a b.yaml', 'other.yaml']));
  });

  it('gives the ids that git gives', async () => {
    git('init', '-q');
    put('a.yaml', 'ü\n');
    expect(gitRepository(root).blobIds([{ path: 'a.yaml', text: 'ü\n' }])).toEqual({
      'a.yaml': git('hash-object', 'a.yaml'),
    });
  });

  it('gets by without Git, and without a commit', async () => {
    const none = gitRepository(root);
    expect(await none.revision()).toEqual({ dirty: false, changed: new Set() });
    expect(await none.isAncestor('0'.repeat(40))).toEqual({
      known: false,
      why: 'this folder is not in a Git repository',
    });
    expect(await none.fileAt('HEAD', 'a.yaml')).toBeUndefined();
    git('init', '-q');
    put('a.yaml', 'a');
    expect(await gitRepository(root).revision()).toEqual({ dirty: true, changed: new Set(['a.yaml']) });
    expect(await gitRepository(root).isAncestor('0'.repeat(40))).toMatchObject({
      known: false,
      why: expect.stringMatching(/no commit/),
    });
  });

  it('says so where git is not installed', async () => {
    const path = process.env.PATH;
    process.env.PATH = root;
    try {
      const repository = gitRepository(root);
      expect(await repository.revision()).toEqual({ dirty: false, changed: new Set() });
      expect(await repository.isAncestor('0'.repeat(40))).toMatchObject({
        why: expect.stringMatching(/git is not installed/),
      });
    } finally {
      process.env.PATH = path;
    }
  });

  it('runs nothing that the repository asks for', async () => {
    git('init', '-q');
    put('a.yaml', 'a');
    const one = commit('one');
    git('config', 'core.fsmonitor', `touch ${join(root, 'ran')}`);
    git('config', 'diff.external', `touch ${join(root, 'ran')}`);
    put('a.yaml', 'b');
    const repository = gitRepository(root);
    expect((await repository.revision()).changed).toEqual(new Set(['a.yaml']));
    await repository.isAncestor(one);
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });
});
