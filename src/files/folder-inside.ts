import { realpathSync, statSync } from 'node:fs';
import { isAbsolute, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';

/** The absolute path of a folder below `root`, links resolved. Throws UserError where there is none, or it is elsewhere. */
export function folderInside(root: string, path: string): string {
  const home = realpathSync(root);
  const wanted = resolve(home, path);
  if (isAbsolute(path) || !isInside(home, wanted)) {
    throw new UserError(`path ${JSON.stringify(path)} leads out of the repository`);
  }
  if (!statSync(wanted, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UserError(`path ${JSON.stringify(path)} is no folder of the repository`);
  }
  const real = realpathSync(wanted);
  if (isInside(home, real)) return real;
  throw new UserError(`path ${JSON.stringify(path)} leads out of the repository through a link`);
}

function isInside(home: string, path: string): boolean {
  return path === home || path.startsWith(home + sep);
}
