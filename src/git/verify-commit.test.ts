import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeSigningKey, noSshKeygen } from '../../test/support/signing-key.ts';
import { verifyCommit } from './verify-commit.ts';

describe.skipIf(noSshKeygen !== '')(`verifyCommit${noSshKeygen}`, () => {
  let dir = '';
  let keys = { alice: '', mallory: '' };
  let allowedSigners = '';
  beforeAll(() => {
    dir = mkdtempSync(join(tmpdir(), 'ramen-sync-verify-'));
    git('init', '-q');
    keys = { alice: makeSigningKey(join(dir, 'alice')), mallory: makeSigningKey(join(dir, 'mallory')) };
    allowedSigners = `# who may\nalice@example.com namespaces="git" ${keys.alice}`;
  });
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  function git(...args: string[]): string {
    const settings = ['user.name=t', 'user.email=t@example.com', 'gpg.format=ssh'].flatMap((each) => [
      '-c',
      each,
    ]);
    return execFileSync('git', [...settings, ...args], { cwd: dir, encoding: 'utf8', stdio: 'pipe' }).trim();
  }

  function commit(key: string | undefined): string {
    const signing = key === undefined ? [] : [`-S${join(dir, key)}`];
    git('commit', '-q', '--allow-empty', '-m', `by ${key ?? 'nobody'}`, ...signing);
    return git('rev-parse', 'HEAD');
  }

  const verify = (id: string, signers = allowedSigners) =>
    verifyCommit({ dir, commit: id, allowedSigners: signers });

  /** The same commit with one text replaced, as somebody would write it into the repository. */
  function forged(id: string, from: string | RegExp, to: string): string {
    const file = join(dir, 'forged');
    writeFileSync(file, `${git('cat-file', 'commit', id).replace(from, to)}\n`);
    return git('hash-object', '-t', 'commit', '-w', '--literally', file);
  }

  it('knows the signer of a commit by the allowed signers', async () => {
    expect(await verify(commit('alice'))).toEqual({ verified: true, signer: 'alice@example.com' });
  });

  it('does not take a good signature of somebody else, nor of nobody', async () => {
    expect(await verify(commit('mallory'))).toEqual({
      verified: false,
      why: expect.stringMatching(/^is signed by SHA256:\S+, a key that no allowed signer has$/),
    });
    expect(await verify(commit(undefined))).toEqual({ verified: false, why: 'is not signed' });
    expect(await verify(commit('alice'), '')).toMatchObject({ verified: false });
  });

  it('does not take a signature of another text', async () => {
    expect(await verify(forged(commit('alice'), /^by alice$/m, 'by mallory'))).toMatchObject({
      verified: false,
      why: expect.stringMatching(/^has no good SSH signature \(/),
    });
  });

  it('takes a key only for signatures of git, and only in its time', async () => {
    const id = commit('alice');
    const only = (options: string) => `alice@example.com ${options} ${keys.alice}`;
    expect(await verify(id, only('namespaces="file"'))).toMatchObject({ verified: false });
    expect(await verify(id, only('valid-before="20200101"'))).toMatchObject({ verified: false });
    expect(await verify(id, only('valid-after="20200101"'))).toMatchObject({ verified: true });
  });

  it('asks no key ring about a signature of another format', async () => {
    const pgp = forged(commit('alice'), /-----(BEGIN|END) SSH SIGNATURE-----/g, '-----$1 PGP SIGNATURE-----');
    expect(await verify(pgp)).toMatchObject({ verified: false });
  });

  it('is not talked out of it by settings of the repository', async () => {
    const [ours, theirs] = [commit('alice'), commit('mallory')];
    git('config', 'gpg.ssh.program', '/bin/true');
    git('config', 'gpg.ssh.allowedSignersFile', join(dir, 'mallory.pub'));
    git('config', 'log.showSignature', 'false');
    expect(await verify(theirs)).toMatchObject({ verified: false });
    expect(await verify(ours)).toMatchObject({ verified: true });
  });

  it('says of a commit that is not there that it cannot be checked', async () => {
    await expect(verify('0'.repeat(40))).rejects.toThrow(/^the signature of 0{40} cannot be checked: /);
  });
});
