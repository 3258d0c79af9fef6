import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { CommandContext } from './command.ts';
import { type FlagValues, findRepository, isSet } from './flags.ts';

export interface LintTarget {
  readonly repo: string;
  /** There is a repository around the paths that they are judged in. */
  readonly isRepository: boolean;
  /** Relative to the repository. */
  readonly paths: readonly string[];
}

/**
 * Paths count from the working folder; with -C from the repository. Without -C the first path decides which
 * repository it is: the nearest folder upward with a config file. Where there is none, one folder is a repository of its
 * own, and other paths stand for themselves.
 */
export function findTarget({ options, cwd }: CommandContext, args: readonly string[]): LintTarget {
  const named = args.filter((arg) => arg !== '-');
  const [first] = named;
  if (first === undefined) return { repo: options.repo, isRepository: true, paths: [] };
  const base = options.isRepoGiven ? options.repo : cwd;
  const absolute = named.map((path) => resolve(base, path));
  const missing = absolute.findIndex((path) => !existsSync(path));
  if (missing >= 0) {
    throw new UserError(`there is no ${named[missing]}`, {
      hint: options.isRepoGiven
        ? `paths count from the repository ${base}`
        : 'name a file or folder that exists',
    });
  }
  const start = folderOf(resolve(base, first));
  const isOneFolder = named.length === 1 && start === resolve(base, first);
  const marked = options.isRepoGiven ? options.repo : findRepository(start);
  const repo = realpathSync(marked ?? (isOneFolder || !`${start}/`.startsWith(`${cwd}/`) ? start : cwd));
  const paths = absolute.map((path) => relative(repo, realpathSync(path)).split(sep).join('/'));
  const outside = paths.findIndex((path) => path === '..' || path.startsWith('../'));
  if (outside >= 0) {
    throw new UserError(`${named[outside]} is outside of the repository ${repo}`, {
      hint: 'lint one repository at a time',
    });
  }
  return { repo, isRepository: marked !== undefined, paths };
}

/**
 * pre-commit names the files that a commit adds or changes, as far as its filters let them pass. A commit without such a
 * file may still delete some, which it names to nobody.
 */
export function isHookWithoutFiles(
  { env }: CommandContext,
  args: readonly string[],
  flags: FlagValues,
): boolean {
  return env.PRE_COMMIT === '1' && isSet(flags, 'staged') && args.length === 0;
}

/** Undefined: no manifest is deleted, or none of a DR repository. */
export async function deletionsTarget({
  options,
  cwd,
  env,
}: CommandContext): Promise<LintTarget | undefined> {
  const { stagedDeletions } = await import('../git/staged-files.ts');
  const isHere = options.isRepoGiven || findRepository(cwd) !== undefined;
  const deleted = await stagedDeletions(isHere ? options.repo : cwd, env.GIT_INDEX_FILE);
  const [repo] = deleted.flatMap((path) =>
    isHere ? options.repo : (findRepository(dirname(join(cwd, path))) ?? []),
  );
  return repo === undefined ? undefined : { repo, isRepository: true, paths: [] };
}

function folderOf(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path);
}
