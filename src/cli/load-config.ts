import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { locateCredentials } from '../cluster/locate-credentials.ts';
import { parseConfig } from '../config/parse-config.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { SourceFile } from '../model/source.ts';
import type { CommandContext } from './command.ts';
import { CONFIG_FILE } from './flags.ts';

/** The repository's configuration with the flags over it; defaults where there is no file. */
export async function loadConfig(context: Pick<CommandContext, 'options'>): Promise<Config> {
  return configOf(await readConfigFile(context), context);
}

/** The text of the configuration, by its path from the repository; undefined where there is none. */
export async function readConfigFile({
  options: { repo, config },
}: Pick<CommandContext, 'options'>): Promise<SourceFile | undefined> {
  const path = config ?? join(repo, CONFIG_FILE);
  if (config !== undefined && !existsSync(path)) {
    throw new UserError(`there is no config file ${config}`, { hint: 'see --config' });
  }
  // Its text is quoted in errors: a link must not make it one of another place.
  const text = existsSync(path) ? await diskFileStore(dirname(path)).readFile(basename(path)) : undefined;
  return text === undefined ? undefined : { path: relative(repo, path), text };
}

export function configOf(
  file: SourceFile | undefined,
  { options: { repo, kubeconfig, context } }: Pick<CommandContext, 'options'>,
): Config {
  const parsed = parseConfig(file?.text, file?.path ?? CONFIG_FILE, {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(context === undefined ? {} : { context }),
  });
  return locateCredentials(parsed, repo, kubeconfig);
}
