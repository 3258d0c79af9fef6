import { isUtf8 } from 'node:buffer';
import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';
import { maxFileBytes } from '../model/file-limits.ts';
import { compareText } from '../model/finding.ts';
import type { SourceFile } from '../model/source.ts';
import type { FileSet, FileStore, SkippedFile } from '../ports/repository.ts';
import { findNearby } from './nearby.ts';
import { relativePath, walkTree } from './walk-tree.ts';
import { writeAtomically } from './write-atomically.ts';

/** How `readTree` reads one file, by its real and its shown path. */
export type ReadText = (absolute: string, path: string) => string | SkippedFile;

/**
 * The folder `root` as a DR repository. Reads are synchronous inside: for ten thousand small files that is several
 * times faster than the promise API. Throws UserError where `root` is no folder.
 */
export function diskFileStore(root: string, read: ReadText = readText): FileStore {
  const home = realFolder(root);
  return {
    readTree: async (paths) => readTree(home, paths, read),
    readFile: async (path) => {
      const absolute = realTarget(home, insidePath(home, path));
      if (statOf(absolute) === undefined) return undefined;
      const read = readText(absolute, relativePath(home, absolute));
      if (typeof read === 'string') return read;
      throw new UserError(`${read.path}: ${read.message}`);
    },
    writeFile: async (path, text) => writeAtomically(realTarget(home, insidePath(home, path)), text),
  };
}

function readTree(home: string, paths: readonly string[], readFile: ReadText): FileSet {
  const starts = paths.map((path) => {
    const absolute = insidePath(home, path);
    if (statOf(absolute) === undefined && !isLink(absolute)) {
      throw new UserError(`There is no ${path}`, { hint: findNearby(home, absolute) });
    }
    return absolute;
  });
  const { files: found, skipped } = walkTree(home, starts);
  const files: SourceFile[] = [];
  const passed: SkippedFile[] = [...skipped];
  for (const { path, real } of found) {
    const read = readFile(real, path);
    if (typeof read === 'string') files.push({ path, text: read });
    else passed.push(read);
  }
  return { files: files.sort(byPath), skipped: passed.sort(byPath) };
}

/** The text of a regular file of UTF-8, or why there is none. */
export function readText(absolute: string, path: string): string | SkippedFile {
  let bytes: Buffer;
  try {
    // Not blocking: a pipe without a writer would hold up the run for ever.
    const handle = openSync(absolute, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const count = readSync(handle, page, 0, page.length, null);
      bytes = page.subarray(0, count);
      // A short read is the end of a small file: it needs no look at its size. Nothing at all may be no file either.
      if (count === 0 || count === page.length) {
        const stat = fstatSync(handle);
        if (!stat.isFile()) return { path, reason: 'unreadable', message: 'it is not a regular file' };
        if (stat.size > maxFileBytes) return tooLarge(path, stat.size);
        if (count > 0) bytes = Buffer.concat([bytes, readFileSync(handle)]);
      }
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    return { path, reason: 'unreadable', message: reasonOf(error) };
  }
  if (bytes.includes(0))
    return { path, reason: 'binary', message: 'it holds NUL bytes: binary, or not UTF-8' };
  if (!isUtf8(bytes)) return { path, reason: 'binary', message: 'it is not valid UTF-8' };
  return bytes.toString('utf8');
}

/** Every file is read into this one; nothing is kept in it. */
const page = Buffer.allocUnsafeSlow(64 * 1024);

function tooLarge(path: string, size: number): SkippedFile {
  const mebibytes = (size / 1024 / 1024).toFixed(1);
  return {
    path,
    reason: 'too-large',
    message: `it has ${mebibytes} MiB, the limit is ${maxFileBytes / 1024 / 1024} MiB`,
  };
}

function realFolder(root: string): string {
  const absolute = resolve(root);
  const stat = statOf(absolute);
  if (stat?.isDirectory()) return realpathSync(absolute);
  const problem = stat === undefined ? `There is no folder ${root}` : `${root} is not a folder`;
  throw new UserError(problem, { hint: 'name the folder of the DR repository with --repo' });
}

function insidePath(home: string, path: string): string {
  // An absolute path may lead through a link to the repository's own folder.
  const absolute =
    isAbsolute(path) && !isInside(home, resolve(path)) ? realPlace(resolve(path)) : resolve(home, path);
  if (isInside(home, absolute)) return absolute;
  throw new UserError(`${path} is outside of the repository ${home}`, {
    hint: 'name the repository with --repo',
  });
}

/** Reading and writing through a link works on what it leads to, which must be ours. */
function realTarget(home: string, absolute: string): string {
  const real = realPlace(absolute);
  if (isInside(home, real)) return real;
  throw new UserError(`${relativePath(home, absolute)} leads out of the repository through a link`);
}

/** With the links resolved of as much of the path as there is. */
function realPlace(absolute: string): string {
  const rest: string[] = [];
  for (let path = absolute; ; path = dirname(path)) {
    try {
      return join(realpathSync(path), ...rest);
    } catch {
      if (path === dirname(path)) return absolute;
      rest.unshift(basename(path));
    }
  }
}

function isInside(home: string, absolute: string): boolean {
  return absolute === home || absolute.startsWith(home.endsWith(sep) ? home : home + sep);
}

function statOf(path: string): ReturnType<typeof statSync> | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
}

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  return code === 'EACCES' || code === 'EPERM' ? 'permission denied' : `it cannot be read (${code})`;
}

function byPath(a: { readonly path: string }, b: { readonly path: string }): number {
  return compareText(a.path, b.path);
}
