import type { Ancestry, Repository, Revision } from '../ports/repository.ts';

/** The same repository while nobody moves its work tree: what can be asked again and again is asked of git once. */
export function settledRepository(repository: Repository): Repository {
  let revision: Promise<Revision> | undefined;
  const ancestries = new Map<string, Promise<Ancestry>>();
  const touched = new Map<string, ReturnType<Repository['filesTouched']>>();
  return {
    ...repository,
    revision: () => {
      revision ??= repository.revision();
      return revision;
    },
    isAncestor: (commit) => {
      const known = ancestries.get(commit) ?? repository.isAncestor(commit);
      ancestries.set(commit, known);
      return known;
    },
    filesTouched: (since) => {
      const known = touched.get(since) ?? repository.filesTouched(since);
      touched.set(since, known);
      return known;
    },
  };
}
