import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSigningKey, noSshKeygen } from '../../test/support/signing-key.ts';
import { ForgeUnreachable, openMirror } from './mirror.ts';

const sshd = '/usr/sbin/sshd';
// It separates privileges by a folder that only root makes.
const isHere = noSshKeygen === '' && existsSync(sshd) && (existsSync('/run/sshd') || userInfo().uid === 0);
const title = `a mirror over SSH${isHere ? '' : ' (skipped: no sshd)'}`;

describe.skipIf(!isHere)(title, () => {
  let root = '';
  let port = 0;
  let server: ChildProcess;
  let hostKey = '';
  let otherKey = '';
  let commit = '';
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'ramen-sync-ssh-'));
    if (!existsSync('/run/sshd')) execFileSync('mkdir', ['-m', '755', '/run/sshd']);
    hostKey = makeSigningKey(join(root, 'host'));
    otherKey = makeSigningKey(join(root, 'other'));
    writeFileSync(join(root, 'authorized'), makeSigningKey(join(root, 'identity')), { mode: 0o600 });
    execFileSync('git', ['init', '-q', '--bare', join(root, 'dr.git')]);
    const who = ['-c', 'user.name=t', '-c', 'user.email=t@example.com'];
    execFileSync('git', ['init', '-q', join(root, 'work')]);
    const git = (...args: string[]): string =>
      execFileSync('git', [...who, ...args], { cwd: join(root, 'work'), encoding: 'utf8' }).trim();
    git('commit', '-q', '--allow-empty', '-m', 'one');
    git('push', '-q', join(root, 'dr.git'), 'HEAD:main');
    commit = git('rev-parse', 'HEAD');
    port = await freePort();
    const settings = [
      `Port=${port}`,
      'ListenAddress=127.0.0.1',
      `HostKey=${join(root, 'host')}`,
      'PidFile=none',
      `AuthorizedKeysFile=${join(root, 'authorized')}`,
      'StrictModes=no',
      'UsePAM=no',
      'PasswordAuthentication=no',
    ];
    server = spawn(sshd, ['-D', '-f', '/dev/null', ...settings.flatMap((each) => ['-o', each])]);
  });
  afterAll(() => {
    server.kill();
    rmSync(root, { recursive: true, force: true });
  });

  const fetchWith = (knownHosts: string, at = port): Promise<{ readonly commit: string }> =>
    openMirror({
      url: `ssh://${userInfo().username}@127.0.0.1:${at}${join(root, 'dr.git')}`,
      dir: join(root, 'mirror'),
      ref: { branch: 'main' },
      credentials: { identity: readFileSync(join(root, 'identity'), 'utf8'), knownHosts },
    }).fetch();

  it('fetches from the host whose key is known, and from no other', async () => {
    await expect.poll(() => fetchWith(`[127.0.0.1]:${port} ${hostKey}`).catch(String)).toEqual({ commit });
    await expect(fetchWith(`[127.0.0.1]:${port} ${otherKey}`)).rejects.toThrow(
      /the host's key is not the one in known_hosts/,
    );
    await expect(fetchWith(`elsewhere ${hostKey}`)).rejects.toThrow(/host key is known/);
  });

  it('knows a host that is down', async () => {
    const down = await freePort();
    await expect(fetchWith(`[127.0.0.1]:${down} ${hostKey}`, down)).rejects.toBeInstanceOf(ForgeUnreachable);
  });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
