import { closeSync, constants, fstatSync, openSync, readFileSync } from 'node:fs';
import { UserError } from '../model/errors.ts';

/** A plan or snapshot of ten thousand objects needs a good part of it, or less. */
const MAX_BYTES = 64 * 1024 * 1024;

/** The text of a file that ramen-sync wrote earlier. `name` is how the user calls it. Throws UserError. */
export function readNamedFile(
  path: string,
  name: string,
  { what, hint }: { readonly what: string; readonly hint: string },
): string {
  try {
    const handle = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stat = fstatSync(handle);
      if (!stat.isFile()) throw new UserError(`${name} is no file`, { hint });
      if (stat.size > MAX_BYTES) {
        throw new UserError(`${name} is no ${what}: it has more than ${MAX_BYTES / 1024 / 1024} MiB`, {
          hint,
        });
      }
      return readFileSync(handle, 'utf8');
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    if (error instanceof UserError) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    if (code === 'ENOENT') throw new UserError(`there is no ${what} file ${name}`, { hint, cause: error });
    throw new UserError(`the ${what} file ${name} cannot be read (${code})`, { cause: error });
  }
}
