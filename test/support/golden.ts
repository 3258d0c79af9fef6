import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { expect } from 'vitest';

const folder = resolve(import.meta.dirname, '../golden');

/** Compares with a file of `test/golden`; `UPDATE=1` writes it instead. */
export function expectGolden(file: string, text: string): void {
  const path = join(folder, file);
  if (process.env.UPDATE === '1') {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  expect(text).toBe(existsSync(path) ? readFileSync(path, 'utf8') : undefined);
}

/** Takes out what differs from run to run: identities, revisions, digests, times, spans. Folding happened before. */
export function withPlaceholders(text: string): string {
  return text
    .replace(/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>')
    .replace(/sha256:[0-9a-f]{64}/g, '<digest>')
    .replace(/\b[0-9a-f]{40}\b/g, '<commit>')
    .replace(/Git [0-9a-f]{12}\b/g, 'Git <commit>')
    .replace(/\b\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z/g, '<time>')
    .replace(/(last action took|RPO now) (\d+[hms])+/g, '$1 <span>');
}
