import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';
import { isIgnoredFolder, isManifestName } from '../model/file-names.ts';
import { printable } from '../report/printable.ts';
import type { CommandContext } from './command.ts';
import { CONFIG_FILE, list, text } from './flags.ts';
import type { LintSession } from './lint-pass.ts';
import { loadConfig } from './load-config.ts';

/** What a watched lint depends on. */
export interface WatchScope {
  /** Absolute paths of what is there. */
  readonly roots: readonly string[];
  readonly isWatched: (absolute: string) => boolean;
  /** Another one where other files count. */
  readonly id: string;
  /** What the files and folders hold that count beside the repository. */
  readonly state: () => string;
}

/** The repository or the paths that are linted, the config, and what the flags name. */
export async function watchScope({ context, target, flags }: LintSession): Promise<WatchScope> {
  const named = [
    context.options.config ?? join(target.repo, CONFIG_FILE),
    ...[text(flags, 'baseline') ?? [], list(flags, 'crds')].flat().map((path) => resolve(context.cwd, path)),
    ...(text(flags, 'against') === undefined ? [] : gitState(target.repo)),
  ];
  const alone = target.isRepository || target.paths.length === 0 ? [''] : target.paths;
  const folders = alone.map((path) => resolve(target.repo, path));
  const roots = [...folders, ...named.filter((path) => existsSync(path) && !isSeen(path, folders))];
  const outputs = new Set(context.options.outputs.map(({ file }) => file));
  const everything = await rendersFiles(context);
  return {
    roots,
    // Writing a report must not be a reason for the next one.
    isWatched: (path) => !outputs.has(path) && (everything || isManifestName(path) || isBelow(path, named)),
    id: everything ? 'every file' : 'manifests',
    state: () => named.map(stateOf).join('\n'),
  };
}

/** Kustomize reads files of any name. */
async function rendersFiles(context: CommandContext): Promise<boolean> {
  try {
    return (await loadConfig(context)).sources.some(({ kustomize }) => kustomize === true);
  } catch (error) {
    if (error instanceof UserError) return false;
    throw error;
  }
}

/** Where Git keeps what HEAD and branches are. */
function gitState(repo: string): readonly string[] {
  for (let folder = repo; ; folder = dirname(folder)) {
    const git = join(folder, '.git');
    if (existsSync(git) && statSync(git).isDirectory()) {
      return ['HEAD', 'refs', 'packed-refs'].map((name) => join(git, name));
    }
    if (dirname(folder) === folder) return [];
  }
}

/** When it was written, of a folder what is in it. */
function stateOf(path: string): string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return '';
  if (!stat.isDirectory()) return `${stat.mtimeMs} ${stat.size} ${stat.ino}`;
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => `${name} ${statSync(join(path, name), { throwIfNoEntry: false })?.mtimeMs ?? ''}`)
    .join('\n');
}

/** By watching one of the folders. */
function isSeen(path: string, folders: readonly string[]): boolean {
  return folders.some(
    (folder) =>
      path === folder ||
      (isBelow(path, [folder]) && !relative(folder, path).split(sep).some(isIgnoredFolder)),
  );
}

function isBelow(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root + sep));
}

const MOST_NAMES = 3;

/** `a.yaml, b.yaml and 2 more`. */
export function namesOf(paths: readonly string[], { cwd }: CommandContext): string {
  if (paths.length === 0) return 'the configuration, or what is compared with';
  const names = paths.map((path) => printable(relative(cwd, path) || '.')).sort();
  const shown = names.slice(0, MOST_NAMES).join(', ');
  return names.length > MOST_NAMES ? `${shown} and ${names.length - MOST_NAMES} more` : shown;
}
