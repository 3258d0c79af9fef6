import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, relative, sep } from 'node:path';
import { isIgnoredFolder, isManifestName, isOwnFile } from '../model/file-names.ts';
import type { SkippedFile } from '../ports/repository.ts';

export interface FoundFile {
  /** As it is reached, relative to the repository, with forward slashes. */
  readonly path: string;
  /** Where it is, links resolved. */
  readonly real: string;
}

/**
 * YAML and JSON files below the starting points (absolute), each file once; a start that is a file counts whatever its
 * name. Paths grow with the walk: taking them apart again for each of ten thousand files would cost as much as reading.
 */
export function walkTree(
  home: string,
  starts: readonly string[],
): { readonly files: readonly FoundFile[]; readonly skipped: readonly SkippedFile[] } {
  const files: FoundFile[] = [];
  const skipped: SkippedFile[] = [];
  const seen = new Set<string>();
  const links: string[] = [];

  const addFile = (path: string, real: string): void => {
    if (seen.has(real)) return;
    seen.add(real);
    files.push({ path, real });
  };
  const skip = (path: string, reason: SkippedFile['reason'], message: string): void => {
    skipped.push({ path: relativePath(home, path), reason, message });
  };
  const walk = (path: string, real: string, below: string): void => {
    if (seen.has(real)) return;
    seen.add(real);
    let entries: Dirent[];
    try {
      entries = readdirSync(real, { withFileTypes: true });
    } catch {
      skip(path, 'unreadable', 'the folder cannot be read');
      return;
    }
    for (const entry of entries) {
      const { name } = entry;
      if (entry.isSymbolicLink()) links.push(path + sep + name);
      else if (entry.isDirectory()) {
        if (!isIgnoredFolder(name)) walk(path + sep + name, real + sep + name, `${below}${name}/`);
      } else if (isManifestName(name) && !isOwnFile(below + name)) {
        if (entry.isFile()) addFile(below + name, real + sep + name);
        else skip(path + sep + name, 'unreadable', 'it is not a regular file');
      }
    }
  };
  const follow = (path: string, isStart: boolean): void => {
    let real: string;
    try {
      real = realpathSync(path);
    } catch (error) {
      const isLoop = error instanceof Error && 'code' in error && error.code === 'ELOOP';
      const message = isLoop ? 'the link leads back to itself' : 'the link leads nowhere';
      if (isStart || isLoop || isManifestName(path))
        skip(path, isLoop ? 'symlink-loop' : 'unreadable', message);
      return;
    }
    if (real !== home && !real.startsWith(home + sep)) {
      skip(path, 'outside-repository', 'the link leaves the repository');
      return;
    }
    const isFolder = statSync(real).isDirectory();
    if (
      isFolder &&
      !isStart &&
      `${path}${sep}`.startsWith(real === home ? `${home}${sep}` : `${real}${sep}`)
    ) {
      skip(path, 'symlink-loop', 'the link leads to a folder that it is in');
    } else if (isFolder) {
      const below = relativePath(home, path);
      walk(path, real, below === '' ? '' : `${below}/`);
    } else if (isStart || (isManifestName(path) && !isOwnFile(relativePath(home, path)))) {
      addFile(relativePath(home, path), real);
    }
  };

  for (const start of starts) follow(start, true);
  // Links last: what they lead to is better known by its own name.
  for (let link = links.sort().shift(); link !== undefined; link = links.shift()) {
    if (!isIgnoredFolder(basename(link))) follow(link, false);
  }
  return { files, skipped };
}

/** With forward slashes. */
export function relativePath(home: string, absolute: string): string {
  return relative(home, absolute).split(sep).join('/');
}
