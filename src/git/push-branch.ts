import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../model/errors.ts';
import { fetchCommit } from './fetch-commit.ts';
import { GitFailure, type RunGit } from './git-process.ts';

/** One commit to make: whole texts of files, by path from the top of the repository. */
export interface NewCommit {
  readonly files: readonly { readonly path: string; readonly text: string }[];
  readonly message: string;
}

export interface PushRequest {
  /** As people write it: `adopt/prod`. */
  readonly branch: string;
  /** What the branch begins at where the remote has none, or only an older one. */
  readonly onto: string;
  /** The commits to make on top of what `readFile` reads from; asked again where the remote has moved meanwhile. */
  readonly build: (readFile: (path: string) => Promise<string | undefined>) => Promise<readonly NewCommit[]>;
}

export interface Pushed {
  /** The tip of the branch; undefined where there was nothing to push. */
  readonly commit: string | undefined;
}

const ATTEMPTS = 5;
const FETCHED = 'refs/ramen-sync/push';

/**
 * Adds commits to a branch of the remote, never by force: a remote that moved is fetched, and the commits are made anew on
 * top of it. `run` works in a bare repository that has `onto`; `index` is a file of its own. Throws UserError, GitFailure.
 */
export async function pushBranch(
  run: (env?: Readonly<Record<string, string>>) => RunGit,
  url: string,
  scratch: string,
  request: PushRequest,
): Promise<Pushed> {
  const target = `refs/heads/${request.branch}`;
  for (let attempt = 1; ; attempt += 1) {
    const base = await baseOf(run(), url, target, request.onto);
    const commits = await request.build((path) => readFile(run(), base, path));
    if (commits.length === 0) return { commit: undefined };
    let tip = base;
    for (const commit of commits) tip = await makeCommit(run, scratch, tip, commit);
    try {
      await run()(['push', '--quiet', '--no-verify', '--', url, `${tip}:${target}`]);
      return { commit: tip };
    } catch (error) {
      if (!(error instanceof GitFailure) || !hasMoved.test(error.message)) throw error;
      if (attempt === ATTEMPTS)
        throw new UserError(`branch ${request.branch} kept moving: gave up after ${ATTEMPTS} attempts`);
    }
  }
}

/** Git's words for a branch that is not where it was. What a hook or a rule of the forge refuses is refused for good. */
const hasMoved =
  /\(fetch first\)|\(non-fast-forward\)|\(stale info\)|cannot lock ref|reference already exists|incorrect old value/;

/** The remote's branch, unless it has nothing that `onto` does not have. */
async function baseOf(run: RunGit, url: string, target: string, onto: string): Promise<string> {
  const listed = await run(['ls-remote', '--quiet', '--', url, target]);
  if (listed.trim() === '') return onto;
  const tip = await fetchCommit(run, url, [`+${target}:${FETCHED}`], FETCHED);
  try {
    await run(['merge-base', '--is-ancestor', '--end-of-options', tip, onto]);
    return onto;
  } catch (error) {
    if (!(error instanceof GitFailure) || error.exitCode !== 1) throw error;
    return tip;
  }
}

async function readFile(run: RunGit, commit: string, path: string): Promise<string | undefined> {
  try {
    return await run(['cat-file', 'blob', `${commit}:${path}`]);
  } catch (error) {
    if (error instanceof GitFailure && error.exitCode === 128) return undefined;
    throw error;
  }
}

const author = {
  GIT_AUTHOR_NAME: 'ramen-sync',
  GIT_AUTHOR_EMAIL: 'ramen-sync@localhost',
  GIT_COMMITTER_NAME: 'ramen-sync',
  GIT_COMMITTER_EMAIL: 'ramen-sync@localhost',
};

/** Without a work tree: only an index of its own, that is thrown away. */
async function makeCommit(
  run: (env?: Readonly<Record<string, string>>) => RunGit,
  scratch: string,
  parent: string,
  { files, message }: NewCommit,
): Promise<string> {
  const index = join(scratch, 'index');
  const git = run({ ...author, GIT_INDEX_FILE: index });
  try {
    await git(['read-tree', parent]);
    for (const [number, { path, text }] of files.entries()) {
      const content = join(scratch, `content-${number}`);
      await writeFile(content, text);
      const blob = (await git(['hash-object', '-w', '--no-filters', '--', content])).trim();
      const mode = (await git(['ls-tree', parent, '--', path])).split(' ')[0] || '100644';
      await git(['update-index', '--add', '--cacheinfo', `${mode},${blob},${path}`]);
    }
    const tree = (await git(['write-tree'])).trim();
    const words = join(scratch, 'message');
    await writeFile(words, message);
    return (await git(['commit-tree', tree, '-p', parent, '-F', words])).trim();
  } finally {
    await rm(index, { force: true });
  }
}
