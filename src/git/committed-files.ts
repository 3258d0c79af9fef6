import { isUtf8 } from 'node:buffer';
import { createHash } from 'node:crypto';
import { UserError } from '../model/errors.ts';
import { maxFileBytes } from '../model/file-limits.ts';
import { compareText } from '../model/finding.ts';
import type { SourceFile } from '../model/source.ts';
import type { FileSet, SkippedFile } from '../ports/repository.ts';
import { GitFailure, type ReadObjects, type RunGit } from './git-process.ts';

/** Ids that one git is asked for: its command line has a limit. */
const MOST_IDS = 10_000;

export interface CommittedFilesRequest {
  /** Full id. */
  readonly commit: string;
  /** From the top of the work tree to the DR repository: empty, or ending with a slash. */
  readonly prefix: string;
  readonly isWanted: (path: string) => boolean;
  /** Files as they are now: one that the commit has with the same bytes is given as that very object. */
  readonly known: readonly SourceFile[];
}

interface Entry {
  readonly path: string;
  readonly id: string;
  readonly size: number;
}

interface Git {
  readonly run: RunGit;
  readonly objects: ReadObjects;
}

/** Regular files of a commit, by path; links and submodules are no files. Throws UserError where git lacks their contents. */
export async function readCommittedFiles(request: CommittedFilesRequest, git: Git): Promise<FileSet> {
  try {
    return await read(request, git);
  } catch (error) {
    if (!(error instanceof GitFailure)) throw error;
    const isPartial = error.message.includes('promisor');
    throw new UserError(`the files of commit ${request.commit.slice(0, 7)} are not in this clone`, {
      hint: isPartial
        ? 'clone without --filter, or bring them with: git fetch --refetch --no-filter'
        : (error.message.split('\n').at(-1) ?? ''),
      cause: error,
    });
  }
}

async function read(request: CommittedFilesRequest, git: Git): Promise<FileSet> {
  const entries = (await listEntries(request, git.run)).filter(({ path }) => request.isWanted(path));
  const known = new Map(request.known.map((file) => [file.path, file]));
  const files: SourceFile[] = [];
  const skipped: SkippedFile[] = [];
  const different: Entry[] = [];
  for (const entry of entries) {
    const same = known.get(entry.path);
    if (same !== undefined && isSame(same.text, entry)) files.push(same);
    else if (entry.size > maxFileBytes) skipped.push(tooLarge(entry));
    else different.push(entry);
  }
  for (let start = 0; start < different.length; start += MOST_IDS) {
    const some = different.slice(start, start + MOST_IDS);
    const bytes = Buffer.from(await git.objects(some.map(({ id }) => id)));
    let offset = 0;
    for (const { path, size } of some) {
      const read = textOf(path, bytes.subarray(offset, offset + size));
      offset += size;
      if ('text' in read) files.push(read);
      else skipped.push(read);
    }
    if (offset !== bytes.length) throw new Error(`git gave ${bytes.length} bytes where ${offset} were asked`);
  }
  return { files: files.sort(byPath), skipped: skipped.sort(byPath) };
}

/** One line an entry: `100644 blob <id> <size>\t<path>`. */
async function listEntries(
  { commit, prefix }: CommittedFilesRequest,
  run: RunGit,
): Promise<readonly Entry[]> {
  const below = prefix === '' ? [] : [prefix];
  const output = await run(['ls-tree', '-r', '-z', '-l', '--full-tree', commit, '--', ...below]);
  return output.split('\0').flatMap((line) => {
    const found = /^100\d{3} blob ([0-9a-f]+) +(\d+)\t([\s\S]*)$/.exec(line);
    const [, id = '', size = '', path = ''] = found ?? [];
    if (found === null || !path.startsWith(prefix)) return [];
    return [{ path: path.slice(prefix.length), id, size: Number(size) }];
  });
}

function isSame(text: string, { id, size }: Entry): boolean {
  if (Buffer.byteLength(text) !== size) return false;
  const algorithm = id.length === 40 ? 'sha1' : 'sha256';
  return createHash(algorithm).update(`blob ${size}\0`).update(text, 'utf8').digest('hex') === id;
}

function textOf(path: string, bytes: Buffer): SourceFile | SkippedFile {
  if (bytes.includes(0))
    return { path, reason: 'binary', message: 'it holds NUL bytes: binary, or not UTF-8' };
  if (!isUtf8(bytes)) return { path, reason: 'binary', message: 'it is not valid UTF-8' };
  return { path, text: bytes.toString('utf8') };
}

function tooLarge({ path, size }: Entry): SkippedFile {
  const message = `it has ${(size / 1024 / 1024).toFixed(1)} MiB, the limit is ${maxFileBytes / 1024 / 1024} MiB`;
  return { path, reason: 'too-large', message };
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path);
}
