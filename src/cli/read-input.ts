import { isUtf8 } from 'node:buffer';
import type { Readable } from 'node:stream';
import { UserError } from '../model/errors.ts';
import { maxFileBytes } from '../model/file-limits.ts';

/** Everything up to the end of the input. Throws UserError on what is too much, as soon as it is, and on what is no text. */
export async function readInput(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += bytes.length;
    if (size > maxFileBytes) {
      throw new UserError(`the input has more than ${maxFileBytes / 1024 / 1024} MiB`, {
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
