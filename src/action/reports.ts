import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeAtomically } from '../files/write-atomically.ts';
import type { Environment } from './inputs.ts';

/** Files for later steps. */
export interface Reports {
  /** Writes into a folder of this step's own, outside of the workspace; returns the path. */
  write(name: string, text: string): string;
  /** Replaces what is there: a link that a pull request put in the place is not followed. */
  writeTo(path: string, text: string): void;
}

export function createReports(env: Environment): Reports {
  let folder: string | undefined;
  return {
    write: (name, text) => {
      folder ??= mkdtempSync(join(env.RUNNER_TEMP ?? tmpdir(), 'ramen-sync-'));
      const path = join(folder, name);
      writeAtomically(path, text);
      return path;
    },
    writeTo: writeAtomically,
  };
}
