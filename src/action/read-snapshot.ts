import { relative, sep } from 'node:path';
import { readNamedFile } from '../files/read-named-file.ts';
import { UserError } from '../model/errors.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { parseSnapshot, snapshotHint } from '../operations/snapshot/parse-snapshot.ts';
import type { Repository } from '../ports/repository.ts';
import type { Inputs } from './inputs.ts';

/** A snapshot in the workspace is the base branch's on a pull request: nobody paints the clusters that judge their change. */
export async function readSnapshot(
  path: string,
  { workspace, repo }: Inputs,
  base: string | undefined,
  repository: Pick<Repository, 'fileAt'>,
): Promise<Snapshot> {
  const name = relative(workspace, path);
  const isOutside = name.startsWith(`..${sep}`);
  if (base === undefined || isOutside) {
    const about = { what: 'snapshot', hint: snapshotHint };
    return parseSnapshot(readNamedFile(path, isOutside ? path : name, about), name);
  }
  const inside = relative(repo, path).split(sep).join('/');
  const text = inside.startsWith('../') ? undefined : await repository.fileAt(base, inside);
  if (text !== undefined) return parseSnapshot(text, `${name} of the base branch`);
  throw new UserError(`the base branch has no snapshot ${name}`, {
    hint: 'on a pull request one in the workspace is read from there; put others under runner.temp',
  });
}
