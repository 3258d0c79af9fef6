import { UserError } from '../model/errors.ts';
import { isIgnoredFolder, isManifestName } from '../model/file-names.ts';
import { compareText } from '../model/finding.ts';
import type { SourceFile } from '../model/source.ts';
import type { FileStore } from '../ports/repository.ts';
import { GitFailure, gitProcess, type RunGit } from './git-process.ts';

const STAGED = ['diff', '--cached', '--name-only', '-z', '--relative', '--no-renames'];

/** What `git commit` would commit. */
export interface StagedFiles {
  readonly store: Pick<FileStore, 'readTree' | 'readFile'>;
  /** Files that the commit adds or changes, relative to the DR repository. */
  readonly changed: readonly string[];
  /** Manifests that the commit takes away. */
  readonly deleted: readonly string[];
}

/**
 * The index in the place of the work tree: what is not tracked is not there, and of files that differ the staged text counts.
 * `index`: the file that git named to a hook. Throws UserError where there is no Git.
 */
export async function readStaged(
  root: string,
  disk: Pick<FileStore, 'readTree' | 'readFile'>,
  index: string | undefined,
): Promise<StagedFiles> {
  const run = gitAt(root, index);
  const [tracked, different, changed, deleted] = await Promise.all([
    list(run, ['ls-files', '-z']),
    list(run, ['diff-files', '--name-only', '-z', '--relative']),
    list(run, [...STAGED, '--diff-filter=d']),
    deletedManifests(run),
  ]);
  const known = new Set(tracked);
  const differing = new Set(different);
  const textOf = (path: string): Promise<string> => run(['cat-file', 'blob', `:./${path}`]);
  return {
    changed,
    deleted,
    store: {
      readTree: async (paths) => {
        const found = await disk.readTree(paths);
        const here = found.files.filter(({ path }) => isTracked(path, known));
        const missing = different.filter(
          (path) => isManifest(path) && isBelow(path, paths) && known.has(path),
        );
        const texts = new Map<string, SourceFile>(here.map((file) => [file.path, file]));
        for (const path of missing) texts.set(path, { path, text: await textOf(path) });
        const skipped = found.skipped.filter(({ path }) => isTracked(path, known) && !texts.has(path));
        return { files: [...texts.values()].sort((a, b) => compareText(a.path, b.path)), skipped };
      },
      readFile: async (path) => {
        if (differing.has(path) && known.has(path)) return textOf(path);
        return isTracked(path, known) ? disk.readFile(path) : undefined;
      },
    },
  };
}

/** Manifests below a folder of a checkout, relative to it, that a commit would take away. Throws UserError where there is no Git. */
export function stagedDeletions(folder: string, index: string | undefined): Promise<readonly string[]> {
  return deletedManifests(gitAt(folder, index));
}

async function deletedManifests(run: RunGit): Promise<readonly string[]> {
  return (await list(run, [...STAGED, '--diff-filter=D'])).filter(isManifest);
}

function gitAt(dir: string, index: string | undefined): RunGit {
  return gitProcess({ dir, ...(index === undefined ? {} : { env: { GIT_INDEX_FILE: index } }) });
}

async function list(run: RunGit, args: readonly string[]): Promise<readonly string[]> {
  try {
    return (await run(args)).split('\0').filter((path) => path !== '');
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    throw new UserError('--staged wants a Git checkout', { hint: error.message, cause: error });
  }
}

/** Git tracks a link, and not what stands behind it. */
function isTracked(path: string, known: ReadonlySet<string>): boolean {
  for (let at = path; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
    if (known.has(at)) return true;
  }
  return false;
}

function isBelow(path: string, starts: readonly string[]): boolean {
  return starts.some((start) => start === '.' || path === start || path.startsWith(`${start}/`));
}

function isManifest(path: string): boolean {
  const folders = path.split('/').slice(0, -1);
  return isManifestName(path) && path !== 'ramen-sync.yaml' && !folders.some(isIgnoredFolder);
}
