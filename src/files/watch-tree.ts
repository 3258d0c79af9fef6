import { basename, relative, sep } from 'node:path';
import { watch } from 'chokidar';
import { UserError } from '../model/errors.ts';
import { isIgnoredFolder } from '../model/file-names.ts';

export interface TreeWatch {
  /** Resolves when every change from then on is seen, or the watch is closed. Rejects with UserError where the system cannot watch. */
  readonly ready: Promise<void>;
  /** Absolute paths that changed, a set for each burst. Ends with `close`; throws UserError where the watch breaks down. */
  readonly changes: () => AsyncGenerator<ReadonlySet<string>, undefined>;
  readonly close: () => Promise<void>;
}

/** A save is several events within a few milliseconds; a checkout of another branch is many for longer. */
const QUIET_MS = 10;
const LATEST_MS = 60;

/** Watches files and folders, all of which are there at the start; `isWatched` decides about the files in them. */
export function watchTree(roots: readonly string[], isWatched: (absolute: string) => boolean): TreeWatch {
  const changed = new Set<string>();
  let wake: () => void = () => undefined;
  let failure: UserError | undefined;
  let isClosed = false;
  const watcher = watch([...roots], {
    ignoreInitial: true,
    // What a link leads to is read only inside of the repository, where it is watched itself.
    followSymlinks: false,
    atomic: false,
    ignorePermissionErrors: true,
    ignored: (path, stats) => {
      if (isBelowIgnored(path, roots)) return true;
      if (stats?.isDirectory() === true) return !roots.includes(path) && isIgnoredFolder(basename(path));
      return stats?.isFile() === true && !isWatched(path);
    },
  });
  watcher.on('all', (_, path) => {
    changed.add(path);
    wake();
  });
  watcher.on('error', (error) => {
    failure ??= whyNot(error);
    wake();
  });
  let over: () => void = () => undefined;
  const ready = new Promise<void>((resolve, reject) => {
    over = resolve;
    watcher.once('ready', () => (failure === undefined ? resolve() : reject(failure)));
  });
  const event = async (): Promise<void> => {
    while (changed.size === 0 && failure === undefined && !isClosed) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const rest = async (): Promise<void> => {
    const last = performance.now() + LATEST_MS;
    for (let before = -1; before !== changed.size && performance.now() < last; ) {
      before = changed.size;
      await pause(QUIET_MS);
    }
  };
  return {
    ready,
    changes: async function* () {
      for (;;) {
        await event();
        if (isClosed) return undefined;
        if (failure !== undefined) throw failure;
        await rest();
        const found = new Set(changed);
        changed.clear();
        yield found;
      }
    },
    close: async () => {
      isClosed = true;
      wake();
      over();
      await watcher.close();
    },
  };
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

function isBelowIgnored(path: string, roots: readonly string[]): boolean {
  const root = roots
    .filter((each) => path === each || path.startsWith(each + sep))
    .reduce<string | undefined>((best, each) => (each.length > (best ?? '').length ? each : best), undefined);
  return root !== undefined && relative(root, path).split(sep).slice(0, -1).some(isIgnoredFolder);
}

function whyNot(error: unknown): UserError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const hint =
    code === 'ENOSPC' || code === 'EMFILE'
      ? 'the system watches no more files: raise fs.inotify.max_user_watches and max_user_instances, or the limit of open files'
      : 'lint without --watch';
  return new UserError(`changes cannot be watched (${code})`, { hint, cause: error });
}
