import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MirrorRef } from '../git/mirror.ts';
import { readSource, type Source } from './source.ts';

describe('readSource', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'ramen-sync-source-'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function read(
    url: string,
    secret?: Readonly<Record<string, string>>,
    ref: MirrorRef = { branch: 'main' },
  ): Promise<Source> {
    return readSource({
      spec: { url, ref, ...(secret === undefined ? {} : { secret: 'auth' }) },
      folder,
      readSecret: async () =>
        secret === undefined || Object.keys(secret).length === 0
          ? undefined
          : new Map(Object.entries(secret)),
      known: undefined,
      signal: new AbortController().signal,
    });
  }

  it.each([
    ['SSH without a Secret', 'ssh://git@127.0.0.1:1/dr.git', undefined, 'CredentialsMissing', true],
    [
      'SSH in the short form without a Secret',
      'git@git.invalid:dr.git',
      undefined,
      'CredentialsMissing',
      true,
    ],
    [
      'SSH without known hosts',
      'ssh://git@127.0.0.1:1/dr.git',
      { identity: 'key-text' },
      'CredentialsMissing',
      false,
    ],
    [
      'SSH with empty known hosts',
      'git@git.invalid:dr.git',
      { identity: 'key-text', known_hosts: ' ' },
      'CredentialsMissing',
      false,
    ],
    [
      'HTTPS with a key for SSH',
      'https://127.0.0.1:1/dr.git',
      { identity: 'key-text', known_hosts: 'h' },
      'CredentialsMissing',
      false,
    ],
    ['a Secret that is not there', 'https://127.0.0.1:1/dr.git', {}, 'CredentialsMissing', false],
    [
      'a password in the address',
      'https://user:key-text@127.0.0.1:1/dr.git',
      undefined,
      'InvalidSource',
      true,
    ],
    ['a helper program', 'ext::sh -c id', undefined, 'InvalidSource', true],
    ['no address at all', '--upload-pack=id', undefined, 'InvalidSource', true],
    ['a forge that does not answer', 'git://127.0.0.1:1/dr.git', undefined, 'FetchFailed', false],
  ] as const)('%s', async (_, url, secret, reason, stalled) => {
    const source = await read(url, secret);
    expect(source).toMatchObject({ problem: { reason }, stalled });
    expect(JSON.stringify(source)).not.toContain('key-text');
  });

  it('refuses a ref that git would take for something else', async () => {
    const source = await read('git://127.0.0.1:1/dr.git', undefined, { branch: '--upload-pack=id' });
    expect(source).toMatchObject({ problem: { reason: 'InvalidSource' }, stalled: true });
  });
});
