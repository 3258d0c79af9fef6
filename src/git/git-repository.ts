import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { SourceFile } from '../model/source.ts';
import type { Ancestry, Repository, Revision, Revisions } from '../ports/repository.ts';
import { readCommittedFiles } from './committed-files.ts';
import { GitFailure, gitObjects, gitProcess, type ReadObjects, type RunGit } from './git-process.ts';
import { findMergeBase } from './merge-base.ts';

interface Checkout {
  readonly run: RunGit;
  readonly objects: ReadObjects;
  /** From the top of the work tree to the DR repository: empty, or ending with a slash. */
  readonly prefix: string;
}

/** Why there is no Git to ask. */
interface NoCheckout {
  readonly why: string;
}

/** The Git side of the folder `root`, which may be any folder of a work tree. Without Git it knows nothing, and says why. */
export function gitRepository(root: string): Repository & Revisions {
  let opened: Promise<Checkout | NoCheckout> | undefined;
  const open = (): Promise<Checkout | NoCheckout> => {
    opened ??= openCheckout(root);
    return opened;
  };
  const commits = new Map<string, Promise<string | undefined>>();
  const resolve = (checkout: Checkout, revision: string): Promise<string | undefined> => {
    const known = commits.get(revision) ?? resolveCommit(checkout.run, revision);
    // HEAD moves: the loop asks again after every fetch.
    if (/^[0-9a-f]{40,64}$/.test(revision)) commits.set(revision, known);
    return known;
  };

  return {
    revision: async () => {
      const checkout = await open();
      return 'why' in checkout ? { dirty: false, changed: new Set() } : readRevision(checkout);
    },
    isAncestor: async (commit) => {
      const checkout = await open();
      return 'why' in checkout ? { known: false, why: checkout.why } : readAncestry(checkout.run, commit);
    },
    fileAt: async (revision, path) => {
      const checkout = await open();
      if ('why' in checkout) return undefined;
      const commit = await resolve(checkout, revision);
      if (commit === undefined) return undefined;
      return quiet(checkout.run(['cat-file', 'blob', `${commit}:${checkout.prefix}${path}`]));
    },
    filesTouched: async (since) => {
      const checkout = await open();
      const commit = 'why' in checkout ? undefined : await resolve(checkout, since);
      return 'why' in checkout || commit === undefined ? undefined : readTouched(checkout, commit);
    },
    commitsTouching: async (path, since) => {
      const checkout = await open();
      if ('why' in checkout) return undefined;
      const commit = await resolve(checkout, since);
      if (commit === undefined) return undefined;
      const range = ['--end-of-options', `${commit}..HEAD`, '--', `:(top,literal)${checkout.prefix}${path}`];
      const found = await quiet(checkout.run(['log', '--format=%H', '--full-history', ...range]));
      return found?.split('\n').filter((line) => line !== '');
    },
    blobIds,
    mergeBase: async (revision) => {
      const checkout = await open();
      if ('why' in checkout) throw new UserError(`${revision} cannot be compared with: ${checkout.why}`);
      return findMergeBase(checkout.run, revision, (each) => resolve(checkout, each));
    },
    filesAt: async (commit, request) => {
      const checkout = await open();
      if ('why' in checkout) throw new UserError(`${commit} cannot be read: ${checkout.why}`);
      return readCommittedFiles({ ...request, commit, prefix: checkout.prefix }, checkout);
    },
  };
}

async function openCheckout(root: string): Promise<Checkout | NoCheckout> {
  const plain = gitProcess({ dir: root });
  try {
    return { run: plain, objects: gitObjects({ dir: root }), prefix: await readPrefix(plain) };
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    if (!error.message.includes('dubious ownership')) return { why: whyNot(error) };
    const trusting = { dir: root, config: await trustedFolders(root) };
    const owned = gitProcess(trusting);
    return readPrefix(owned).then(
      (prefix) => ({ run: owned, objects: gitObjects(trusting), prefix }),
      () => ({
        why: 'this checkout belongs to another user; allow it with `git config --global --add safe.directory`',
      }),
    );
  }
}

async function readPrefix(run: RunGit): Promise<string> {
  return (await run(['rev-parse', '--show-prefix'])).replace(/\r?\n$/, '');
}

/** What the user has declared safe counts, though the rest of the user's configuration does not. */
async function trustedFolders(root: string): Promise<readonly string[]> {
  const file = process.env.GIT_CONFIG_GLOBAL ?? join(process.env.HOME ?? '/', '.gitconfig');
  const run = gitProcess({ dir: root });
  const listed = await quiet(run(['config', '--file', file, '--get-all', 'safe.directory']));
  return (listed ?? '')
    .split('\n')
    .filter((folder) => folder !== '')
    .map((folder) => `safe.directory=${folder}`);
}

function whyNot(error: GitFailure): string {
  if (error.message.includes('ENOENT')) return 'git is not installed, so no history can be read';
  if (error.message.includes('not a git repository')) return 'this folder is not in a Git repository';
  return `git does not answer here: ${error.message.split('\n')[0]}`;
}

async function readRevision({ run, prefix }: Checkout): Promise<Revision> {
  const arguments_ = ['status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames', '--', '.'];
  const [commit, status] = await Promise.all([resolveCommit(run, 'HEAD'), run(arguments_)]);
  const changed = status
    .split('\0')
    .filter((entry) => entry !== '')
    .map((entry) => entry.slice('XY '.length))
    .map((path) => (path.startsWith(prefix) ? path.slice(prefix.length) : path));
  return {
    ...(commit === undefined ? {} : { commit }),
    dirty: changed.length > 0,
    changed: new Set(changed),
  };
}

async function readAncestry(run: RunGit, commit: string): Promise<Ancestry> {
  const unknown = (why: string): Ancestry => ({ known: false, why });
  if (!/^[0-9a-f]{40}(?:[0-9a-f]{24})?$/.test(commit))
    return unknown(`${JSON.stringify(commit)} is not a commit id`);
  if ((await resolveCommit(run, 'HEAD')) === undefined)
    return unknown('there is no commit in this repository yet');
  const isShallow = (await run(['rev-parse', '--is-shallow-repository'])).trim() === 'true';
  const deepen = 'this clone is shallow; `git fetch --unshallow` brings the history';
  if ((await resolveCommit(run, commit)) === undefined) {
    return unknown(isShallow ? deepen : `commit ${commit} is not in this clone; \`git fetch\` may bring it`);
  }
  try {
    await run(['merge-base', '--is-ancestor', '--end-of-options', commit, 'HEAD']);
    return { known: true, ancestor: true };
  } catch (error) {
    if (!(error instanceof GitFailure) || error.exitCode !== 1) throw error;
    return isShallow ? unknown(deepen) : { known: true, ancestor: false };
  }
}

async function resolveCommit(run: RunGit, revision: string): Promise<string | undefined> {
  const found = await quiet(
    run(['rev-parse', '--verify', '--quiet', '--end-of-options', `${revision}^{commit}`]),
  );
  return found === undefined || found === '' ? undefined : found.trim();
}

/** SHA-1, as nearly every repository has it, of the bytes as they stand, whatever filters would make of them. */
function blobIds(files: readonly SourceFile[]): Readonly<Record<string, string>> {
  return Object.fromEntries(
    files.map(({ path, text }) => {
      const bytes = Buffer.from(text);
      return [path, createHash('sha1').update(`blob ${bytes.length}\0`).update(bytes).digest('hex')];
    }),
  );
}

function quiet(output: Promise<string>): Promise<string | undefined> {
  return output.catch((error: unknown) => {
    if (error instanceof GitFailure) return undefined;
    throw error;
  });
}

/** Files of the DR repository that any commit since touched, merges included. */
async function readTouched(
  { run, prefix }: Checkout,
  since: string,
): Promise<ReadonlySet<string> | undefined> {
  const form = ['-z', '--format=', '--name-only', '-m', '--full-history', '--no-renames'];
  const names = await quiet(run(['log', ...form, '--end-of-options', `${since}..HEAD`, '--']));
  if (names === undefined) return undefined;
  const inside = names.split(/[\0\n]+/).filter((name) => name !== '' && name.startsWith(prefix));
  return new Set(inside.map((name) => name.slice(prefix.length)));
}
