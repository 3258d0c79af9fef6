import { existsSync, realpathSync, statSync } from 'node:fs';
import { dirname, relative, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';
import type { CommandContext } from './command.ts';
import { findRepository } from './flags.ts';

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

function folderOf(path: string): string {
  return statSync(path).isDirectory() ? path : dirname(path);
}
