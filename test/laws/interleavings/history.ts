import { createHash } from 'node:crypto';
import type { Repository } from '../../../src/ports/repository.ts';
import { type Docs, filesOf, textOf } from './manifests.ts';

export interface Commit {
  readonly id: string;
  readonly parents: readonly Commit[];
  readonly docs: Docs;
  /** Itself included. */
  readonly ancestors: ReadonlySet<Commit>;
}

/** What a checkout knows of history: all of it, only what its own commit has behind it, its own commit, or no Git. */
export type Sight = 'full' | 'fresh' | 'shallow' | 'none';

/** Files as somebody is about to plan them. */
export interface Checkout {
  readonly commit: Commit;
  readonly sight: Sight;
  /** The work tree, which may differ from the commit. */
  readonly docs: Docs;
}

/** A commit graph with its own ids: a sequence that is played again makes the same ones. */
export class History {
  readonly #known = new Map<string, Commit>();
  #count = 0;

  commit(docs: Docs, ...parents: readonly Commit[]): Commit {
    this.#count += 1;
    const id = createHash('sha1').update(`commit ${this.#count}`).digest('hex');
    const ancestors = new Set(parents.flatMap((parent) => [...parent.ancestors]));
    const commit: Commit = { id, parents, docs, ancestors };
    ancestors.add(commit);
    this.#known.set(id, commit);
    return commit;
  }

  find(id: string): Commit | undefined {
    return this.#known.get(id);
  }

  /** As `git` would answer in such a checkout. */
  repositoryOf({ commit, sight, docs }: Checkout): Repository {
    const changed = dirtyFiles({ commit, sight, docs });
    const reachable = (id: string): Commit | undefined => {
      const found = this.find(id);
      if (found === undefined || sight === 'none') return undefined;
      if (sight === 'shallow') return found === commit ? found : undefined;
      return sight === 'full' || commit.ancestors.has(found) ? found : undefined;
    };
    const after = (since: Commit): Commit[] =>
      [...commit.ancestors].filter((each) => !since.ancestors.has(each));
    return {
      revision: async () =>
        sight === 'none'
          ? { dirty: false, changed: new Set() }
          : { commit: commit.id, dirty: changed.size > 0, changed },
      isAncestor: async (id) => {
        if (sight === 'none') return { known: false, why: 'this folder is not in a Git repository' };
        const found = reachable(id);
        if (found !== undefined) return { known: true, ancestor: commit.ancestors.has(found) };
        return { known: false, why: sight === 'shallow' ? 'this clone is shallow' : 'not in this clone' };
      },
      fileAt: async (id, path) => {
        const found = reachable(id);
        return found === undefined ? undefined : textOf(path, found.docs);
      },
      filesTouched: async (since) => {
        const found = reachable(since);
        if (found === undefined) return undefined;
        const files = filesOf(commit.docs);
        return new Set(files.filter((file) => after(found).some((each) => touches(each, file))));
      },
      commitsTouching: async (path, since) => {
        const found = reachable(since);
        if (found === undefined) return undefined;
        return after(found)
          .filter((each) => touches(each, path))
          .map(({ id }) => id);
      },
      blobIds: () => ({}),
    };
  }
}

/** Files that differ from the commit. Without Git, none is known to be committed. */
export function dirtyFiles({ commit, docs }: Checkout): ReadonlySet<string> {
  const files = new Set([...filesOf(docs), ...filesOf(commit.docs)]);
  return new Set([...files].filter((file) => textOf(file, docs) !== textOf(file, commit.docs)));
}

/** As `git log --full-history` sees it: a merge counts where it differs from any of its parents. */
function touches({ docs, parents }: Commit, file: string): boolean {
  return parents.length === 0 || parents.some((parent) => textOf(file, parent.docs) !== textOf(file, docs));
}
