import { execFileSync } from 'node:child_process';
import { mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeSigningKey, noSshKeygen } from '../../test/support/signing-key.ts';
import { readSource, type Source } from './source.ts';

describe.skipIf(noSshKeygen !== '')(`a source with signers${noSshKeygen}`, () => {
  let root = '';
  let keys = { alice: '', mallory: '' };
  let secrets: Record<string, Readonly<Record<string, string>>> = {};
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'ramen-sync-signed-'));
    execFileSync('git', ['init', '-q', '--bare', join(root, 'remote.git')]);
    execFileSync('git', ['init', '-q', join(root, 'work')]);
    keys = { alice: makeSigningKey(join(root, 'alice')), mallory: makeSigningKey(join(root, 'mallory')) };
    secrets = { signers: { allowed_signers: `alice ${keys.alice}` } };
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function push(key: string | undefined): string {
    const settings = ['user.name=t', 'user.email=t@example.com', 'gpg.format=ssh'].flatMap((each) => [
      '-c',
      each,
    ]);
    const git = (...args: string[]): string =>
      execFileSync('git', [...settings, ...args], {
        cwd: join(root, 'work'),
        encoding: 'utf8',
        stdio: 'pipe',
      });
    git('commit', '-q', '--allow-empty', '-m', 'x', ...(key === undefined ? [] : [`-S${join(root, key)}`]));
    git('push', '-q', '--force', join(root, 'remote.git'), 'HEAD:main');
    return git('rev-parse', 'HEAD').trim();
  }

  function read(known?: string): Promise<Source> {
    return readSource({
      spec: { url: `file://${join(root, 'remote.git')}`, ref: { branch: 'main' }, signers: 'signers' },
      folder: join(root, 'data'),
      readSecret: async (name) => {
        const found = secrets[name];
        return found === undefined ? undefined : new Map(Object.entries(found));
      },
      known,
      signal: new AbortController().signal,
    });
  }

  it('checks out what a signer has signed', async () => {
    const signed = push('alice');
    const source = await read();
    expect(source).toMatchObject({ commit: signed });
    expect(source).not.toHaveProperty('setback');
    expect('problem' in source ? source : await source.checkOut()).toHaveProperty('folder');
  });

  it('stays at the commit before where the newest is not signed, or by somebody else', async () => {
    const signed = push('alice');
    await read();
    for (const key of [undefined, 'mallory']) {
      const bad = push(key);
      expect(await read(signed)).toMatchObject({
        commit: signed,
        setback: { reason: 'VerificationFailed', outage: false, message: expect.stringContaining(bad) },
      });
    }
  });

  it('uses nothing where no commit is known, nor one whose signer is no longer allowed', async () => {
    push('mallory');
    expect(await read()).toMatchObject({ problem: { reason: 'VerificationFailed' }, stalled: false });
    const signed = push('alice');
    await read();
    secrets = { signers: { allowed_signers: `mallory ${keys.mallory}` } };
    expect(await read(signed)).toMatchObject({ problem: { reason: 'VerificationFailed' } });
  });

  it('uses nothing while nobody knows who may sign', async () => {
    const signed = push('alice');
    for (const given of [{}, { signers: {} }, { signers: { allowed_signers: ' ' } }]) {
      secrets = given;
      expect(await read(signed)).toMatchObject({ problem: { reason: 'SignersMissing' }, stalled: false });
    }
  });

  it('goes on with a signed commit of the mirror while the repository cannot be read', async () => {
    const signed = push('alice');
    await read();
    renameSync(join(root, 'remote.git'), join(root, 'away.git'));
    expect(await read(signed)).toMatchObject({ commit: signed, setback: { reason: 'FetchFailed' } });
  });
});
