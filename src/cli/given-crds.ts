import { statSync } from 'node:fs';
import { basename, dirname, relative, resolve, sep } from 'node:path';
import { connectConfigured } from '../cluster/connect-configured.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { SchemaSource } from '../operations/given-schemas.ts';
import type { FileSet } from '../ports/repository.ts';
import type { CommandContext } from './command.ts';
import { type FlagValues, isSet, list } from './flags.ts';

/** What `--crds` and `--crds-from-cluster` ask for; undefined where neither does, and nothing more is loaded then. */
export async function givenCrds(
  context: CommandContext,
  config: Config,
  flags: FlagValues,
): Promise<SchemaSource | undefined> {
  const folders = list(flags, 'crds');
  const fromCluster = isSet(flags, 'crdsFromCluster');
  if (folders.length === 0 && !fromCluster) return undefined;
  const { givenSchemas } = await import('../operations/given-schemas.ts');
  const { requestTimeoutMs, verbose, quiet } = context.options;
  const say = (line: string) => context.stderr.write(`${line}\n`);
  const connect = connectConfigured(config, {
    requestTimeoutMs,
    ...(verbose ? { verbose: say } : {}),
    ...(quiet ? {} : { warn: (line: string) => say(`warning: ${line}`) }),
  });
  return givenSchemas({
    folders,
    readFolder: (folder) => readFolder(context.cwd, folder),
    ...(fromCluster ? { connectHub: () => connect('hub') } : {}),
  });
}

/** Paths count from the working folder, and may lead out of the repository: CRDs are no part of it. */
async function readFolder(cwd: string, folder: string): Promise<FileSet> {
  const absolute = resolve(cwd, folder);
  const stat = statSync(absolute, { throwIfNoEntry: false });
  if (stat === undefined) {
    throw new UserError(`--crds: there is no ${folder}`, { hint: 'name a file or folder with CRDs' });
  }
  const root = stat.isDirectory() ? absolute : dirname(absolute);
  const found = await diskFileStore(root).readTree([stat.isDirectory() ? '.' : basename(absolute)]);
  const shown = relative(cwd, root).split(sep).join('/');
  const named = <T extends { readonly path: string }>(file: T): T => ({
    ...file,
    path: shown === '' ? file.path : `${shown}/${file.path}`,
  });
  return { files: found.files.map(named), skipped: found.skipped.map(named) };
}
