import type { Repository } from '../../src/ports/repository.ts';

export interface Commit {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
}

/** A line of commits, the last one checked out, with files of the work tree that differ from it. */
export function memoryRepository(commits: readonly Commit[], changed: readonly string[] = []): Repository {
  const head = commits.at(-1);
  const after = (since: string) => {
    const index = commits.findIndex(({ id }) => id === since);
    return index < 0 ? undefined : commits.slice(index + 1);
  };
  const touches = (commit: Commit, path: string) =>
    commits[commits.indexOf(commit) - 1]?.files[path] !== commit.files[path];
  return {
    revision: async () => ({
      ...(head === undefined ? {} : { commit: head.id }),
      dirty: changed.length > 0,
      changed: new Set(changed),
    }),
    isAncestor: async (commit) =>
      commits.some(({ id }) => id === commit)
        ? { known: true, ancestor: true }
        : { known: false, why: 'that commit is not here' },
    fileAt: async (commit, path) => commits.find(({ id }) => id === commit)?.files[path],
    filesTouched: async (since) => {
      const later = after(since);
      return (
        later &&
        new Set(later.flatMap((commit) => Object.keys(commit.files).filter((path) => touches(commit, path))))
      );
    },
    commitsTouching: async (path, since) =>
      after(since)
        ?.filter((commit) => touches(commit, path))
        .map(({ id }) => id),
    blobIds: () => ({}),
  };
}
