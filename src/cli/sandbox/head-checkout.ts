import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { gitProcess } from '../../git/git-process.ts';

/** A repository as its last commit has it, in a folder of its own. */
export interface HeadCheckout {
  /** The DR repository in the copy. */
  readonly repo: string;
  readonly commit: string;
  dispose(): void;
}

/** Undefined where there is no commit to check out. What the user's work tree holds is neither read nor touched. */
export async function checkOutHead(repo: string): Promise<HeadCheckout | undefined> {
  const git = gitProcess({ dir: repo });
  let top: string;
  let commit: string;
  try {
    top = (await git(['rev-parse', '--show-toplevel'])).trim();
    commit = (await git(['rev-parse', '--verify', 'HEAD^{commit}'])).trim();
  } catch {
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-sandbox-'));
  const dispose = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    await git(['clone', '--quiet', '--shared', '--no-checkout', top, folder]);
    await gitProcess({ dir: folder })(['checkout', '--quiet', '--detach', commit]);
  } catch (error) {
    dispose();
    throw error;
  }
  return { repo: join(folder, relative(top, realpathSync(repo))), commit, dispose };
}
