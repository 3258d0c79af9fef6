import { UserError } from '../model/errors.ts';
import { GitFailure, type RunGit } from './git-process.ts';

const deepen = 'this clone is shallow: git fetch --unshallow, or fetch-depth: 0 for actions/checkout';

/**
 * The commit where HEAD parted from `revision`; the revision itself where HEAD comes after it. Of several the one that
 * git puts first. Throws UserError for a revision that is not there, and for histories that have nothing in common.
 */
export async function findMergeBase(
  run: RunGit,
  revision: string,
  resolve: (revision: string) => Promise<string | undefined>,
): Promise<string> {
  const [commit, head] = [await resolve(revision), await resolve('HEAD')];
  const isShallow = async (): Promise<boolean> =>
    (await run(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  if (head === undefined) {
    throw new UserError('there is no commit in this repository yet, so nothing can be compared', {
      hint: 'leave out --against, or commit first',
    });
  }
  if (commit === undefined) {
    throw new UserError(`there is no revision ${JSON.stringify(revision)} in this clone`, {
      hint: (await isShallow()) ? deepen : 'name a branch, tag or commit; git fetch may bring it',
    });
  }
  try {
    const bases = await run(['merge-base', '--end-of-options', commit, head]);
    return bases.split('\n')[0]?.trim() ?? '';
  } catch (error) {
    if (!(error instanceof GitFailure) || error.exitCode !== 1) throw error;
    throw new UserError(`${JSON.stringify(revision)} and HEAD have no commit in common`, {
      hint: (await isShallow()) ? deepen : 'name a revision of the same history',
      cause: error,
    });
  }
}
