import { existsSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { locateCredentials } from '../cluster/locate-credentials.ts';
import { parseConfig } from '../config/parse-config.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import type { Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { CommandContext } from './command.ts';
import { CONFIG_FILE } from './flags.ts';

/** The repository's configuration with the flags over it; defaults where there is no file. */
export async function loadConfig(context: Pick<CommandContext, 'options'>): Promise<Config> {
  const { repo, config, kubeconfig, context: hubContext } = context.options;
  const path = config ?? join(repo, CONFIG_FILE);
  if (config !== undefined && !existsSync(path)) {
    throw new UserError(`there is no config file ${config}`, { hint: 'see --config' });
  }
  // Its text is quoted in errors: a link must not make it one of another place.
  const text = existsSync(path) ? await diskFileStore(dirname(path)).readFile(basename(path)) : undefined;
  const parsed = parseConfig(text, relative(repo, path), {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(hubContext === undefined ? {} : { context: hubContext }),
  });
  return locateCredentials(parsed, repo, kubeconfig);
}
