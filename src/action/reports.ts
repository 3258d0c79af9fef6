import { existsSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, sep } from 'node:path';
import { writeAtomically } from '../files/write-atomically.ts';
import { UserError } from '../model/errors.ts';
import type { Environment } from './inputs.ts';

/** Files for later steps. */
export interface Reports {
  /** Writes into a folder of this step's own, outside of the workspace; returns the path. */
  write(name: string, text: string): string;
  /** Replaces what is there: a link that a pull request put in the place is not followed. */
  writeTo(path: string, text: string): void;
}

export function createReports(env: Environment, workspace: string): Reports {
  let folder: string | undefined;
  return {
    write: (name, text) => {
      folder ??= mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'ramen-sync-'));
      const path = join(folder, name);
      writeAtomically(path, text);
      return path;
    },
    writeTo: (path, text) => {
      requireInside(workspace, path);
      writeAtomically(path, text);
    },
  };
}

/** A folder of the workspace that is a link leads where the pull request likes. */
function requireInside(workspace: string, path: string): void {
  const home = realpathSync(workspace);
  if (!isWithin(workspace, path)) return;
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  if (isWithin(home, realpathSync(folder))) return;
  throw new UserError(`${path} would be written out of the workspace: a folder on the way is a link`);
}

function isWithin(folder: string, path: string): boolean {
  return path === folder || path.startsWith(`${folder}${sep}`);
}
