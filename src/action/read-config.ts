import { relative, resolve, sep } from 'node:path';
import { locateCredentials } from '../cluster/locate-credentials.ts';
import { parseConfig } from '../config/parse-config.ts';
import type { ClusterAccess, Config } from '../model/config.ts';
import { UserError } from '../model/errors.ts';
import type { SourceFile } from '../model/source.ts';
import type { FileStore, Repository } from '../ports/repository.ts';
import type { Inputs } from './inputs.ts';

const CONFIG_FILE = 'ramen-sync.yaml';

export interface JudgingConfig {
  readonly config: Config;
  /** What it was read from; absent where there is no file. */
  readonly configFile: SourceFile | undefined;
  /** The pull request changes the file: it was checked, but it does not count yet. */
  readonly isChangedHere: boolean;
}

/**
 * Whose configuration counts: on a pull request the base branch's, so that nobody turns off the rules and gates, or names
 * the clusters, that judge their own change. Throws UserError.
 */
export async function readConfig(
  inputs: Inputs,
  base: string | undefined,
  deps: { readonly files: Pick<FileStore, 'readFile'>; readonly repository: Repository },
): Promise<JudgingConfig> {
  const file = configPath(inputs);
  const here = await deps.files.readFile(file);
  const overrides = {
    ...(inputs.kubeconfig === undefined ? {} : { kubeconfig: inputs.kubeconfig }),
    ...(inputs.context === undefined ? {} : { context: inputs.context }),
  };
  const locate = (config: Config): Config => locateCredentials(config, inputs.repo, inputs.kubeconfig);
  const checked = locate(parseConfig(here, file, overrides));
  if (base === undefined) {
    if (here === undefined && file !== CONFIG_FILE) throw new UserError(`there is no config file ${file}`);
    return { config: checked, configFile: fileOf(file, here), isChangedHere: false };
  }
  const there = await textAt(base, file, here, deps.repository);
  const config = locate(parseConfig(there, file, overrides));
  for (const access of [config.hub, ...config.managedClusters]) refuseOwnCredentials(access, inputs);
  return { config, configFile: fileOf(file, there), isChangedHere: here !== there };
}

function fileOf(path: string, text: string | undefined): SourceFile | undefined {
  return text === undefined ? undefined : { path, text };
}

function configPath({ repo, config }: Inputs): string {
  const path = relative(repo, resolve(repo, config)).split(sep).join('/');
  if (path !== '' && !path.startsWith('../')) return path;
  throw new UserError(`input config is "${config}", which is not a file in the DR repository`);
}

async function textAt(
  base: string,
  file: string,
  here: string | undefined,
  repository: Repository,
): Promise<string | undefined> {
  const there = await repository.fileAt(base, file);
  if (there !== undefined || here === undefined) return there;
  const ancestry = await repository.isAncestor(base);
  // A commit that is in this clone, without the file: the pull request adds it.
  if (ancestry.known) return undefined;
  throw new UserError(
    `the base of this pull request cannot be read, so ${file} of the base branch is not known`,
    {
      hint: 'give actions/checkout `fetch-depth: 0`',
    },
  );
}

/** A kubeconfig can name a program to run. One that the pull request itself can change must not be believed. */
function refuseOwnCredentials({ kubeconfig }: ClusterAccess, inputs: Inputs): void {
  if (kubeconfig === undefined || kubeconfig === inputs.kubeconfig) return;
  const path = relative(inputs.workspace, kubeconfig);
  if (path.startsWith(`..${sep}`)) return;
  throw new UserError(
    `the config names the kubeconfig ${path} in the workspace, which a pull request can change`,
    {
      hint: 'give it as the input kubeconfig, with a context for each cluster',
    },
  );
}
