import type { FileSet, FileStore } from '../ports/repository.ts';

export interface TreeSweep {
  /** The store that the sweep remembers the reads of. */
  readonly files: FileStore;
  /**
   * The next changes; those that nobody told of as well, found by looking at the files again every few seconds. The path
   * `''` stands for the other state.
   */
  readonly orChanged: (
    events: AsyncIterator<ReadonlySet<string>>,
  ) => Promise<ReadonlySet<string> | undefined>;
}

const EVERY_MS = 2000;

/** chokidar drops a second change of a file within 50 ms of the first. */
const AFTER_CHANGE_MS = 100;

/** At most that part of the time is spent on looking. */
const SHARE = 50;

export interface Others {
  /** Decides about paths of the repository. */
  readonly isWatched: (path: string) => boolean;
  /** A text that differs when something else has changed that counts. */
  readonly state: () => string;
}

/**
 * Network drives and folders of containers may tell of no change at all, and no watch is trusted.
 */
export function treeSweep(store: FileStore, others: Others): TreeSweep {
  let last: Seen | undefined;
  let pending: Promise<IteratorResult<ReadonlySet<string>>> | undefined;
  let wait = AFTER_CHANGE_MS;

  const look = async (): Promise<ReadonlySet<string>> => {
    const start = performance.now();
    const changed = last === undefined ? [] : await changesSince(last, store);
    const isOther = last !== undefined && last.state !== others.state();
    wait = Math.max(EVERY_MS, (performance.now() - start) * SHARE);
    return new Set([...changed.filter(others.isWatched), ...(isOther ? [''] : [])]);
  };
  return {
    files: {
      ...store,
      readTree: async (paths) => {
        const found = await store.readTree(paths);
        last = { paths, found, state: others.state() };
        return found;
      },
    },
    orChanged: async (events) => {
      for (;;) {
        pending ??= events.next();
        const timer = timeout(wait);
        const event = await Promise.race([pending, timer.over]);
        timer.cancel();
        if (event !== undefined) {
          pending = undefined;
          wait = AFTER_CHANGE_MS;
          return event.done === true ? undefined : event.value;
        }
        const missed = await look();
        if (missed.size > 0) return missed;
      }
    },
  };
}

interface Seen {
  readonly paths: readonly string[];
  readonly found: FileSet;
  readonly state: string;
}

async function changesSince({ paths, found }: Seen, store: FileStore): Promise<readonly string[]> {
  const now = await store.readTree(paths).catch(() => undefined);
  if (now === undefined) return paths;
  const before = textsOf(found);
  const after = textsOf(now);
  const all = [...new Set([...before.keys(), ...after.keys()])];
  return all.filter((path) => before.get(path) !== after.get(path));
}

function textsOf({ files, skipped }: FileSet): ReadonlyMap<string, string> {
  return new Map([
    ...files.map(({ path, text }) => [path, `=${text}`] as const),
    ...skipped.map(({ path, message }) => [path, `!${message}`] as const),
  ]);
}

function timeout(milliseconds: number): { readonly over: Promise<undefined>; readonly cancel: () => void } {
  let cancel: () => void = () => undefined;
  const over = new Promise<undefined>((resolve) => {
    const timer = setTimeout(() => resolve(undefined), milliseconds);
    cancel = () => clearTimeout(timer);
  });
  return { over, cancel };
}
