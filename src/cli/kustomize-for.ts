import type { Config } from '../model/config.ts';
import type { Kustomize } from '../ports/kustomize.ts';
import type { CommandContext } from './command.ts';

/** The kustomize of this machine; undefined where no source wants it, as in most repositories. */
export async function kustomizeFor(
  { sources }: Pick<Config, 'sources'>,
  repo: string,
  env: CommandContext['env'],
): Promise<Kustomize | undefined> {
  if (sources.every(({ kustomize }) => kustomize !== true)) return undefined;
  return (await import('../files/kustomize.ts')).kustomizeOf(repo, env);
}
