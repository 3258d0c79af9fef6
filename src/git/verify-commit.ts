import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UserError } from '../model/errors.ts';
import { GitFailure, gitProcess, type RunGit } from './git-process.ts';

export interface VerifyRequest {
  /** A repository that has the commit. */
  readonly dir: string;
  readonly commit: string;
  /** Text of an allowed signers file (ssh-keygen(1), ALLOWED SIGNERS). */
  readonly allowedSigners: string;
  readonly signal?: AbortSignal;
}

export type Verification =
  /** `signer`: the principal that the allowed signers give the key. */
  | { readonly verified: true; readonly signer: string }
  /** `why` reads on after "commit …". */
  | { readonly verified: false; readonly why: string };

/**
 * Whether one of these people signed the commit with an SSH key. Git's own verdict (Git: gpg-interface.c), but only `G`, a
 * good signature of a known key, counts: `U` is a good one of somebody. Throws UserError where nobody could be asked.
 */
export async function verifyCommit(request: VerifyRequest): Promise<Verification> {
  const folder = await mkdtemp(join(tmpdir(), 'ramen-sync-signers-'));
  try {
    const file = join(folder, 'allowed_signers');
    await writeFile(file, `${request.allowedSigners.trimEnd()}\n`, { mode: 0o600 });
    const format = '--format=%G?%n%GS%n%GK';
    const run = gitProcess({ dir: request.dir, env: settings(file) });
    const output = await run(
      ['log', '-1', '--no-show-signature', format, '--end-of-options', request.commit],
      request.signal,
    );
    const [verdict = '', signer = '', key = ''] = output.trimEnd().split('\n');
    if (verdict === 'G' && signer !== '') return { verified: true, signer };
    if (verdict === 'N') return { verified: false, why: 'is not signed' };
    if (verdict === 'U')
      return { verified: false, why: `is signed by ${key}, a key that no allowed signer has` };
    return { verified: false, why: `has no good SSH signature (${await gitsWords(run, request)})` };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UserError(`the signature of ${request.commit} cannot be checked: ${error.message}`, {
      cause: error,
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A key ring of this machine is nobody's permission: other formats of signatures are asked of no program. */
function settings(allowedSigners: string): Readonly<Record<string, string>> {
  const entries = [
    ['gpg.format', 'ssh'],
    ['gpg.ssh.program', 'ssh-keygen'],
    ['gpg.ssh.allowedSignersFile', allowedSigners],
    ['gpg.openpgp.program', '/bin/false'],
    ['gpg.x509.program', '/bin/false'],
  ] as const;
  return Object.fromEntries([
    ['GIT_CONFIG_COUNT', String(entries.length)],
    ...entries.flatMap(([key, value], index) => [
      [`GIT_CONFIG_KEY_${index}`, key],
      [`GIT_CONFIG_VALUE_${index}`, value],
    ]),
  ]);
}

/** What git, or the program that it asked, says against the signature. */
async function gitsWords(run: RunGit, { commit, signal }: VerifyRequest): Promise<string> {
  try {
    await run(['verify-commit', '--', commit], signal);
  } catch (error) {
    if (error instanceof GitFailure) return error.message.split('\n')[0] ?? error.message;
    throw error;
  }
  return 'git gives no reason';
}
