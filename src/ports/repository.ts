import type { SourceFile } from '../model/source.ts';

/** What Git knows about the checkout that is read. */
export interface Revision {
  /** Full commit id of HEAD; absent without Git or without a commit. */
  readonly commit?: string;
  /** Any file differs from HEAD. */
  readonly dirty: boolean;
  /** Files (relative to the DR repository) that differ from HEAD, or that HEAD does not have. */
  readonly changed: ReadonlySet<string>;
}

export type Ancestry =
  | { readonly known: true; readonly ancestor: boolean }
  | { readonly known: false; readonly why: string };

/** The Git side of a DR repository. */
export interface Repository {
  revision(): Promise<Revision>;
  /** Is `commit` an ancestor of, or the same as, HEAD? Unknown in a shallow clone, without Git, or for a commit that is not here. */
  isAncestor(commit: string): Promise<Ancestry>;
  /** The text of a file at a commit, or undefined where it or the commit is not there. */
  fileAt(commit: string, path: string): Promise<string | undefined>;
  /** Files that any commit after `since`, up to HEAD, touched; undefined where that cannot be told. */
  filesTouched(since: string): Promise<ReadonlySet<string> | undefined>;
  /** Commits after `since`, up to HEAD, that touched a file; undefined where that cannot be told. */
  commitsTouching(path: string, since: string): Promise<readonly string[] | undefined>;
  /** Git's id of each file's text as it was read. */
  blobIds(files: readonly SourceFile[]): Readonly<Record<string, string>>;
}

/** Earlier states of a DR repository, as far as Git has them. */
export interface Revisions {
  /** The commit where HEAD parted from a revision: what a pull request starts from. Throws UserError where that cannot be told. */
  mergeBase(revision: string): Promise<string>;
  /**
   * Regular files of a commit, by path relative to the DR repository. One that is in `known` with the same bytes is given
   * as that very object. Throws UserError where they cannot be read.
   */
  filesAt(
    commit: string,
    request: { readonly isWanted: (path: string) => boolean; readonly known: readonly SourceFile[] },
  ): Promise<FileSet>;
}

/** A file that was passed over, or could not be read. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: 'binary' | 'too-large' | 'symlink-loop' | 'outside-repository' | 'unreadable';
  readonly message: string;
}

export interface FileSet {
  readonly files: readonly SourceFile[];
  readonly skipped: readonly SkippedFile[];
}

export interface FileStore {
  /** YAML and JSON files under the paths (relative to the repository or absolute inside it), sorted. Throws UserError on a missing path. */
  readTree(paths: readonly string[]): Promise<FileSet>;
  /** Undefined where the file does not exist. */
  readFile(path: string): Promise<string | undefined>;
  /** Writes to a temporary file beside it and renames: a killed run leaves the old or the new text. */
  writeFile(path: string, text: string): Promise<void>;
}
