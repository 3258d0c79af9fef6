import { realpathSync, statSync } from 'node:fs';
import type { ReadText } from './disk-file-store.ts';

/** A file system may tell times in steps of two seconds; what changes within a step can look unchanged. */
const STEP_MS = 2000;

/**
 * Reads a file again only where its inode, size or times differ from when it was read, or are too young to trust. `recall`
 * says what is known to be changed, whatever its times say.
 */
export function rememberReads(read: ReadText): {
  readonly read: ReadText;
  readonly recall: (absolute: string) => void;
} {
  const known = new Map<string, { readonly mark: string; readonly result: ReturnType<ReadText> }>();
  return {
    read: (absolute, path) => {
      const mark = markOf(absolute);
      const earlier = mark === undefined ? undefined : known.get(absolute);
      if (earlier !== undefined && earlier.mark === mark) return earlier.result;
      const result = read(absolute, path);
      // A file that is written while it is read has another mark behind it.
      if (mark !== undefined && mark === markOf(absolute)) known.set(absolute, { mark, result });
      else known.delete(absolute);
      return result;
    },
    recall: (absolute) => {
      known.delete(absolute);
      known.delete(realPlace(absolute));
    },
  };
}

/** Files are known by where they really are. */
function realPlace(absolute: string): string {
  try {
    return realpathSync(absolute);
  } catch {
    return absolute;
  }
}

/** Undefined for a file that cannot be asked, or that was changed just now. */
function markOf(absolute: string): string | undefined {
  try {
    const { dev, ino, size, mtimeMs, ctimeMs, mode } = statSync(absolute);
    const isYoung = Date.now() - Math.max(mtimeMs, ctimeMs) < STEP_MS;
    return isYoung ? undefined : `${dev}:${ino}:${size}:${mtimeMs}:${ctimeMs}:${mode}`;
  } catch {
    return undefined;
  }
}
