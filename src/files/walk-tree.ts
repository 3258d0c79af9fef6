import { type Dirent, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import type { SkippedFile } from '../ports/repository.ts';

export interface FoundFile {
  /** As it is reached, absolute. */
  readonly path: string;
  /** Where it is, links resolved. */
  readonly real: string;
}

/** YAML and JSON files below the starting points, each file once; a start that is a file counts whatever its name. */
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
  const walk = (path: string, real: string): void => {
    if (seen.has(real)) return;
    seen.add(real);
    let entries: Dirent[];
    try {
      entries = readdirSync(real, { withFileTypes: true });
    } catch {
      skipped.push({ path, reason: 'unreadable', message: 'the folder cannot be read' });
      return;
    }
    for (const entry of entries) {
      const child = join(path, entry.name);
      if (entry.isSymbolicLink()) links.push(child);
      else if (entry.isDirectory()) {
        if (!isIgnoredFolder(entry.name)) walk(child, join(real, entry.name));
      } else if (isWanted(home, child)) addFile(child, join(real, entry.name));
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
        skipped.push({ path, reason: isLoop ? 'symlink-loop' : 'unreadable', message });
      return;
    }
    if (real !== home && !real.startsWith(home + sep)) {
      skipped.push({ path, reason: 'outside-repository', message: 'the link leaves the repository' });
      return;
    }
    const isFolder = statSync(real).isDirectory();
    if (
      isFolder &&
      !isStart &&
      `${path}${sep}`.startsWith(real === home ? `${home}${sep}` : `${real}${sep}`)
    ) {
      skipped.push({ path, reason: 'symlink-loop', message: 'the link leads to a folder that it is in' });
    } else if (isFolder) walk(path, real);
    else if (isStart || isWanted(home, path)) addFile(path, real);
  };

  for (const start of starts) follow(start, true);
  // Links last: what they lead to is better known by its own name.
  for (let link = links.sort().shift(); link !== undefined; link = links.shift()) {
    if (!isIgnoredFolder(basename(link))) follow(link, false);
  }
  return { files, skipped };
}

function isWanted(home: string, path: string): boolean {
  return isManifestName(path) && path !== join(home, 'ramen-sync.yaml');
}

function isManifestName(path: string): boolean {
  return /\.(?:ya?ml|json)$/i.test(path);
}

/** `.git`, editors' and tools' own folders, and installed packages. */
function isIgnoredFolder(name: string): boolean {
  return name === 'node_modules' || name.startsWith('.');
}
