import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Mirror, openMirror } from '../../src/git/mirror.ts';
import type { NewCommit } from '../../src/git/push-branch.ts';

describe('pushing to a branch of a remote', () => {
  let folder: string;
  let mirror: Mirror;
  let main: string;

  const gitIn = (cwd: string, ...args: readonly string[]): string => {
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    return execFileSync('git', [...who, ...args], { cwd, encoding: 'utf8', stdio: 'pipe' }).trim();
  };
  const remote = (...args: readonly string[]): string => gitIn(join(folder, 'remote.git'), ...args);
  /** Somebody else commits to a branch. */
  const commit = (branch: string, path: string, text: string): string => {
    const work = join(folder, 'work');
    gitIn(work, 'fetch', '-q', 'origin');
    const isThere = gitIn(work, 'branch', '-r').includes(`origin/${branch}`);
    if (isThere) gitIn(work, 'checkout', '-q', '-B', branch, `origin/${branch}`);
    else gitIn(work, 'checkout', '-q', '--orphan', branch);
    writeFileSync(join(work, path), text);
    gitIn(work, 'add', '-A');
    gitIn(work, 'commit', '-q', '-m', `${path} by somebody`);
    gitIn(work, 'push', '-q', 'origin', branch);
    return gitIn(work, 'rev-parse', 'HEAD');
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-push-test-'));
    mkdirSync(join(folder, 'work'));
    gitIn(folder, 'init', '-q', '--bare', 'remote.git');
    const url = `file://${join(folder, 'remote.git')}`;
    gitIn(join(folder, 'work'), 'init', '-q');
    gitIn(join(folder, 'work'), 'remote', 'add', 'origin', url);
    main = commit('main', 'a file', 'one\n');
    mirror = openMirror({ url, dir: join(folder, 'mirror'), ref: { branch: 'main' } });
    await mirror.fetch();
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A commit that appends a line, unless it is there. */
  const append =
    (line: string, before?: () => void) =>
    async (readFile: (path: string) => Promise<string | undefined>): Promise<readonly NewCommit[]> => {
      const text = (await readFile('a file')) ?? '';
      before?.();
      if (text.includes(line)) return [];
      return [{ files: [{ path: 'a file', text: `${text}${line}\n` }], message: `Say ${line}\n\nWhy.\n` }];
    };
  const push = (line: string, before?: () => void, branch = 'adopt/prod') =>
    mirror.push({ branch, onto: main, build: append(line, before) });

  it('begins a branch at the commit that is read, and leaves that branch and everything else alone', async () => {
    const { commit: tip } = await push('two');
    expect(remote('rev-parse', 'adopt/prod')).toBe(tip);
    expect(remote('rev-parse', 'main')).toBe(main);
    expect(remote('log', '--format=%an: %s', 'adopt/prod')).toBe(
      'ramen-sync: Say two\nt: a file by somebody',
    );
    expect(remote('show', 'adopt/prod:a file')).toBe('one\ntwo');
    expect(remote('for-each-ref', '--format=%(refname)')).toBe('refs/heads/adopt/prod\nrefs/heads/main');
  });

  it('adds to what the branch has, once', async () => {
    await push('two');
    await push('three');
    expect(await push('three')).toEqual({ commit: undefined });
    expect(remote('show', 'adopt/prod:a file')).toBe('one\ntwo\nthree');
    expect(remote('rev-list', '--count', 'adopt/prod')).toBe('3');
  });

  it('begins anew from the commit that is read once the branch is merged', async () => {
    await push('two');
    const work = join(folder, 'work');
    gitIn(work, 'fetch', '-q', 'origin');
    gitIn(work, 'checkout', '-q', 'main');
    gitIn(work, 'merge', '-q', '--no-ff', '-m', 'merged', 'origin/adopt/prod');
    gitIn(work, 'push', '-q', 'origin', 'main');
    main = (await mirror.fetch()).commit;
    await push('three');
    expect(remote('merge-base', 'main', 'adopt/prod')).toBe(main);
    expect(remote('show', 'adopt/prod:a file')).toBe('one\ntwo\nthree');
  });

  it.each(['adopt/prod', 'main'])('makes its commit anew on a %s that moved meanwhile', async (branch) => {
    if (branch !== 'main') await push('two');
    let others = 0;
    const somebody = () => {
      others += 1;
      if (others <= 2) commit(branch, `other ${others}`, 'theirs\n');
    };
    const { commit: tip } = await push('three', somebody, branch);
    expect(remote('rev-parse', branch)).toBe(tip);
    expect(remote('ls-tree', '--name-only', branch).split('\n')).toEqual(['a file', 'other 1', 'other 2']);
    expect(remote('show', `${branch}:a file`)).toContain('three');
    expect(others).toBe(3);
  });

  it('gives up on a branch that never stands still, and at once on what the forge refuses', async () => {
    await push('one and a half');
    let others = 0;
    const somebody = () => {
      others += 1;
      commit('adopt/prod', `other ${others}`, 'theirs\n');
    };
    await expect(push('two', somebody)).rejects.toThrow('kept moving: gave up after 5 attempts');
    expect(others).toBe(5);
    const hook = join(folder, 'remote.git', 'hooks', 'pre-receive');
    mkdirSync(join(folder, 'remote.git', 'hooks'), { recursive: true });
    writeFileSync(hook, '#!/bin/sh\necho this branch is protected >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    const builds: string[] = [];
    await expect(push('two', () => void builds.push('one'))).rejects.toThrow('cannot push branch adopt/prod');
    expect(builds).toEqual(['one']);
  });

  it('never touches a name that git would take for something else', async () => {
    for (const branch of ['--force', 'a b', 'main:other', '../x'])
      await expect(push('two', undefined, branch)).rejects.toThrow('cannot be the name of a branch');
    expect(remote('for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });
});
