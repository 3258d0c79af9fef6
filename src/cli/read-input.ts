import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { UserError } from '../model/errors.ts';

/** As for a file of the repository: nobody writes more by hand. */
const MAX_BYTES = 16 * 1024 * 1024;

/** Everything up to the end of the input. Throws UserError on what is too much, as soon as it is, and on what is no text. */
export async function readInput(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > MAX_BYTES) {
      throw new UserError(`the input has more than ${MAX_BYTES / 1024 / 1024} MiB`, {
        hint: 'split it, or lint the files that it comes from',
      });
    }
    chunks.push(bytes);
  }
  const bytes = Buffer.concat(chunks);
  const hint = 'send UTF-8 text';
  if (bytes.includes(0)) throw new UserError('the input holds NUL bytes: binary, or not UTF-8', { hint });
  if (!isUtf8(bytes)) throw new UserError('the input is not valid UTF-8', { hint });
  return bytes.toString('utf8');
}
