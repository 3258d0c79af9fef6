import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

/** A DR repository in a temporary Git checkout. */
export interface GitCheckout {
  readonly path: string;
  git(...args: readonly string[]): string;
  commit(message: string): string;
  read(file: string): string;
  write(file: string, text: string): void;
  /** Replaces the first occurrence; throws where there is none. */
  edit(file: string, from: string, to: string): void;
  remove(): void;
}

/** Copies a folder of `examples/` and commits it. */
export function checkoutExample(example: string): GitCheckout {
  const path = mkdtempSync(join(tmpdir(), 'ramen-sync-checkout-'));
  cpSync(resolve(import.meta.dirname, '../../examples', example), path, { recursive: true });
  const git = (...args: readonly string[]): string =>
    execFileSync(
      'git',
      ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false', ...args],
      {
        cwd: path,
        encoding: 'utf8',
        stdio: 'pipe',
      },
    ).trim();
  git('init', '--quiet', '--initial-branch=main');
  const read = (file: string): string => readFileSync(join(path, file), 'utf8');
  const write = (file: string, text: string): void => {
    mkdirSync(dirname(join(path, file)), { recursive: true });
    writeFileSync(join(path, file), text);
  };
  const commit = (message: string): string => {
    git('add', '--all');
    git('commit', '--quiet', '--message', message);
    return git('rev-parse', 'HEAD');
  };
  commit('the topology');
  return {
    path,
    git,
    commit,
    read,
    write,
    edit: (file, from, to) => {
      const text = read(file);
      if (!text.includes(from)) throw new Error(`${file} does not contain ${JSON.stringify(from)}`);
      write(file, text.replace(from, to));
    },
    remove: () => rmSync(path, { recursive: true, force: true }),
  };
}
