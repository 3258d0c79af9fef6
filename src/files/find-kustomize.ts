import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, sep } from 'node:path';

export interface KustomizeBinary {
  readonly path: string;
  /** What comes before the folder. */
  readonly args: readonly string[];
}

const candidates = [
  ['kustomize', ['build']],
  ['kubectl', ['kustomize']],
] as const;

/** `kustomize`, else `kubectl`, from the folders of PATH that `searchFolders` leaves. */
export function findKustomize(folders: readonly string[], home: string): KustomizeBinary | undefined {
  for (const [name, args] of candidates) {
    const found = folders
      .map((folder) => join(folder, name))
      .find((path) => isProgram(path) && isOutside(home, path));
    if (found !== undefined) return { path: found, args };
  }
  return undefined;
}

/** PATH without what the repository itself could provide: a pull request must not choose the program that is run. */
export function searchFolders(path: string | undefined, home: string): readonly string[] {
  return (path ?? '').split(delimiter).filter((folder) => isAbsolute(folder) && isOutside(home, folder));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isOutside(home: string, path: string): boolean {
  try {
    const real = realpathSync(path);
    return real !== home && !real.startsWith(home + sep);
  } catch {
    return true;
  }
}
