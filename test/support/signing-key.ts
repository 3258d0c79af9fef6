import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Appended to the title of what cannot run without ssh-keygen; empty where it is there. */
export const noSshKeygen =
  spawnSync('ssh-keygen', ['-Y', 'x'], { stdio: 'ignore' }).error === undefined
    ? ''
    : ' (skipped: no ssh-keygen)';

/** Writes `<file>` and `<file>.pub`; answers the public key as allowed signers have it. */
export function makeSigningKey(file: string): string {
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', file]);
  return readFileSync(`${file}.pub`, 'utf8').trim();
}
