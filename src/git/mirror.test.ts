import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createSocket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { UserError } from '../model/errors.ts';
import { gitRepository } from './git-repository.ts';
import { ForgeUnreachable, openMirror } from './mirror.ts';

describe('openMirror', () => {
  let root = '';
  let work = '';
  let url = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ramen-sync-mirror-'));
    work = join(root, 'work');
    mkdirSync(work);
    git('init', '-q');
    git('init', '-q', '--bare', join(root, 'remote.git'));
    url = `file://${join(root, 'remote.git')}`;
  });
  afterEach(() => {
    rmSync(root, { recursive: true, force: true });
  });

  function git(...args: string[]): string {
    const identity = ['-c', 'user.name=t', '-c', 'user.email=t@example.com', '-c', 'init.defaultBranch=main'];
    return execFileSync('git', [...identity, ...args], { cwd: work, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  function push(text: string): string {
    writeFileSync(join(work, 'a.yaml'), text);
    git('add', '-A');
    git('commit', '-q', '-m', text);
    git('push', '-q', '--force', url.startsWith('file') ? url : join(root, 'remote.git'), 'HEAD:main');
    return git('rev-parse', 'HEAD');
  }

  it('follows a branch, with its history, in a work tree without leftovers', async () => {
    const one = push('one');
    const mirror = openMirror({ url, dir: join(root, 'mirror'), ref: { branch: 'main' } });
    const into = join(root, 'tree');
    expect(await mirror.fetch()).toEqual({ commit: one });
    await mirror.checkout(one, into);
    expect(readFileSync(join(into, 'a.yaml'), 'utf8')).toBe('one');
    writeFileSync(join(into, 'a.yaml'), 'mine');
    writeFileSync(join(into, 'left.yaml'), 'over');

    const two = push('two');
    expect(await mirror.fetch()).toEqual({ commit: two });
    await mirror.checkout(two, into);
    expect(readFileSync(join(into, 'a.yaml'), 'utf8')).toBe('two');
    expect(existsSync(join(into, 'left.yaml'))).toBe(false);
    const repository = gitRepository(into);
    expect(await repository.revision()).toEqual({ commit: two, dirty: false, changed: new Set() });
    expect(await repository.isAncestor(one)).toEqual({ known: true, ancestor: true });
  });

  it('sees a force push for what it is', async () => {
    const one = push('one');
    const gone = push('two');
    const mirror = openMirror({ url, dir: join(root, 'mirror'), ref: { branch: 'main' } });
    await mirror.fetch();
    git('reset', '-q', '--hard', one);
    const other = push('other');
    expect(await mirror.fetch()).toEqual({ commit: other });
    await mirror.checkout(other, join(root, 'tree'));
    expect(await gitRepository(join(root, 'tree')).isAncestor(gone)).toEqual({
      known: true,
      ancestor: false,
    });
  });

  it('takes the default branch of the remote where no ref is named', async () => {
    const one = push('one');
    git('--git-dir', join(root, 'remote.git'), 'symbolic-ref', 'HEAD', 'refs/heads/main');
    const mirror = openMirror({ url, dir: join(root, 'mirror'), ref: { head: true } });
    expect(await mirror.fetch()).toEqual({ commit: one });
    const two = push('two');
    expect(await mirror.fetch()).toEqual({ commit: two });
    await mirror.checkout(two, join(root, 'tree'));
    expect(readFileSync(join(root, 'tree', 'a.yaml'), 'utf8')).toBe('two');
  });

  it('takes a tag and a commit', async () => {
    const one = push('one');
    git('tag', '-a', 'v1', '-m', 'v1');
    git('push', '-q', url, 'v1');
    push('two');
    expect(await openMirror({ url, dir: join(root, 'm1'), ref: { tag: 'v1' } }).fetch()).toEqual({
      commit: one,
    });
    expect(await openMirror({ url, dir: join(root, 'm2'), ref: { commit: one } }).fetch()).toEqual({
      commit: one,
    });
  });

  it('mends what a killed run has left, and a work tree that somebody broke', async () => {
    const one = push('one');
    const dir = join(root, 'mirror');
    const mirror = openMirror({ url, dir, ref: { branch: 'main' } });
    await mirror.fetch();
    writeFileSync(join(dir, 'refs/heads/main.lock'), '');
    const two = push('two');
    expect(await mirror.fetch()).toEqual({ commit: two });
    const into = join(root, 'tree');
    await mirror.checkout(one, into);
    rmSync(dir, { recursive: true });
    await mirror.fetch();
    await mirror.checkout(two, into);
    expect(readFileSync(join(into, 'a.yaml'), 'utf8')).toBe('two');
    mkdirSync(join(root, 'junk/.git'), { recursive: true });
    await mirror.checkout(two, join(root, 'junk'));
    expect(readdirSync(join(root, 'junk')).sort()).toEqual(['.git', 'a.yaml']);
  });

  it('runs no hook of anybody', async () => {
    const one = push('one');
    const dir = join(root, 'mirror');
    const mirror = openMirror({ url, dir, ref: { branch: 'main' } });
    await mirror.fetch();
    mkdirSync(join(dir, 'hooks'), { recursive: true });
    writeFileSync(join(dir, 'hooks/post-checkout'), `#!/bin/sh\ntouch ${join(root, 'ran')}\n`, {
      mode: 0o755,
    });
    await mirror.checkout(one, join(root, 'tree'));
    expect(existsSync(join(root, 'ran'))).toBe(false);
  });

  it('speaks to a git daemon', async () => {
    const one = push('one');
    const port = await freePort();
    const args = [
      'daemon',
      '--reuseaddr',
      '--listen=127.0.0.1',
      `--port=${port}`,
      `--base-path=${root}`,
      '--export-all',
    ];
    const daemon = spawn('git', args, { stdio: 'ignore', detached: true });
    try {
      const mirror = openMirror({
        url: `git://127.0.0.1:${port}/remote.git`,
        dir: join(root, 'mirror'),
        ref: { branch: 'main' },
      });
      expect(await retry(() => mirror.fetch())).toEqual({ commit: one });
    } finally {
      endGroup(daemon);
    }
  });

  it('sends a token, and never shows it', async () => {
    const seen: (string | undefined)[] = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.writeHead(403).end('no: s3cret');
    });
    const port = await listen(server);
    try {
      const credentials = { username: 'bot', password: 's3cret' };
      const mirror = openMirror({
        url: `http://127.0.0.1:${port}/x.git`,
        dir: join(root, 'm'),
        ref: { branch: 'main' },
        credentials,
      });
      const error = await mirror.fetch().catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(UserError);
      expect(String(error)).toMatch(/cannot fetch branch main of http/);
      const basic = Buffer.from('bot:s3cret').toString('base64');
      expect(seen[0]).toBe(`Basic ${basic}`);
      const everything = `${error}${(error as Error).stack}${(error as Error).cause}`;
      expect(everything).not.toContain('s3cret');
      expect(everything).not.toContain(basic);
    } finally {
      server.close();
    }
  });

  it('says in one line what went wrong', async () => {
    push('one');
    const missing = openMirror({ url, dir: join(root, 'm'), ref: { branch: 'none' } }).fetch();
    await expect(missing).rejects.toThrow(
      /^cannot fetch branch none of file:.*couldn't find remote ref refs\/heads\/none$/,
    );
    const nowhere = openMirror({ url: `${url}x`, dir: join(root, 'm'), ref: { branch: 'main' } }).fetch();
    await expect(nowhere).rejects.toThrow(UserError);
  });

  it('tells a forge that is down from one that says no', async () => {
    const answers = async (status: number): Promise<unknown> => {
      const server = createServer((_, response) => response.writeHead(status).end());
      try {
        return await openMirror({
          url: `http://127.0.0.1:${await listen(server)}/dr.git`,
          dir: join(root, `m${status}`),
          ref: { branch: 'main' },
        })
          .fetch()
          .catch((error: unknown) => error);
      } finally {
        server.close();
      }
    };
    expect(await answers(503)).toBeInstanceOf(ForgeUnreachable);
    expect(await answers(429)).toBeInstanceOf(ForgeUnreachable);
    for (const status of [401, 403, 404]) expect(await answers(status)).not.toBeInstanceOf(ForgeUnreachable);
    const closed = { url: 'git://127.0.0.1:1/dr.git', dir: join(root, 'm'), ref: { branch: 'main' } };
    await expect(openMirror(closed).fetch()).rejects.toBeInstanceOf(ForgeUnreachable);
    push('one');
    const missing = openMirror({ url, dir: join(root, 'm'), ref: { branch: 'none' } });
    await expect(missing.fetch()).rejects.not.toBeInstanceOf(ForgeUnreachable);
  });

  it.each([
    'ext::sh -c touch% /tmp/x',
    '--upload-pack=touch',
    '/local/path',
    'https://user:pass@host/x.git',
    'ssh://git:pass@host/x.git',
    'https://host/x y.git',
  ])('does not show git the URL %s', (bad) => {
    expect(() => openMirror({ url: bad, dir: root, ref: { branch: 'main' } })).toThrow(UserError);
    try {
      openMirror({ url: bad, dir: root, ref: { branch: 'main' } });
    } catch (error) {
      expect(String(error)).not.toContain('pass@');
    }
  });

  it.each(['-x', 'a..b', 'a b', 'a:b', '', 'x.lock', 'a/', '@{u}', '+a:b'])(
    'does not show git the branch %j',
    (branch) => {
      expect(() => openMirror({ url, dir: root, ref: { branch } })).toThrow(/cannot be the name/);
    },
  );

  it('wants credentials that fit, and known hosts', () => {
    const ref = { branch: 'main' };
    const identity = { identity: 'key', knownHosts: '' };
    expect(() => openMirror({ url: 'git@host:x.git', dir: root, ref, credentials: identity })).toThrow(
      /needs known_hosts/,
    );
    expect(() => openMirror({ url: 'https://host/x', dir: root, ref, credentials: identity })).toThrow(
      /do not fit/,
    );
  });
});

async function freePort(): Promise<number> {
  const server = createSocket();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function retry<T>(attempt: () => Promise<T>): Promise<T> {
  for (let left = 50; ; left -= 1) {
    try {
      return await attempt();
    } catch (error) {
      if (left === 0) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** `git daemon` runs its server as a child. */
function endGroup(child: ChildProcess): void {
  if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
}
