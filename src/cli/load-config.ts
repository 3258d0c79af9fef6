import { existsSync, readFileSync } from 'node:fs';
import { isAbsolute, join, relative } from 'node:path';
import { parseConfig } from '../config/parse-config.ts';
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
  const text = existsSync(path) ? readFileSync(path, 'utf8') : undefined;
  const parsed = parseConfig(text, relative(repo, path), {
    ...(kubeconfig === undefined ? {} : { kubeconfig }),
    ...(hubContext === undefined ? {} : { context: hubContext }),
  });
  return {
    ...parsed,
    hub: withAbsolute(parsed.hub, repo),
    managedClusters: parsed.managedClusters.map((cluster) =>
      withAbsolute({ ...(kubeconfig === undefined ? {} : { kubeconfig }), ...cluster }, repo),
    ),
  };
}

/** Paths in the config are relative to the repository, whatever folder the command runs in. */
function withAbsolute<T extends { readonly kubeconfig?: string }>(access: T, repo: string): T {
  const { kubeconfig } = access;
  return kubeconfig === undefined || isAbsolute(kubeconfig)
    ? access
    : { ...access, kubeconfig: join(repo, kubeconfig) };
}
