import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { UserError } from '../model/errors.ts';
import { readInput } from './read-input.ts';

const mebibyte = Buffer.alloc(1024 * 1024, 'a');

describe('readInput', () => {
  it('gives the text as it is, also where a character is in two pieces', async () => {
    const bytes = Buffer.from('\uFEFFa: é😀\r\n');
    const pieces = [...bytes].map((_, index) => bytes.subarray(index, index + 1));
    expect(await readInput(Readable.from(pieces))).toBe('\uFEFFa: é😀\r\n');
    expect(await readInput(Readable.from([]))).toBe('');
  });

  it('stops reading at 4 MiB', async () => {
    let sent = 0;
    const endless = Readable.from(
      (function* () {
        for (; sent < 10_000; sent += 1) yield mebibyte;
      })(),
    );
    const error = await readInput(endless).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(UserError);
    expect(error).toMatchObject({ message: 'the input has more than 4 MiB' });
    expect(sent).toBeLessThan(40);
    expect(endless.destroyed).toBe(true);
  });

  it.each([
    [[0x61, 0], 'the input holds NUL bytes: binary, or not UTF-8'],
    [[0xff, 0xfe, 0x61, 0], 'the input holds NUL bytes: binary, or not UTF-8'],
    [[0x61, 0xe9, 0x0a], 'the input is not valid UTF-8'],
    [[0xed, 0xa0, 0x80], 'the input is not valid UTF-8'],
  ])('refuses %j', async (bytes, message) => {
    await expect(readInput(Readable.from([Buffer.from(bytes)]))).rejects.toThrow(message);
  });
});
