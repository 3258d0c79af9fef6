import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { CliResult } from './run-cli.ts';

/** The command line in a process of its own, for signals. */
export interface CliChild {
  readonly process: ChildProcess;
  /** `status`: null where a signal ended it. */
  readonly ended: Promise<Omit<CliResult, 'status'> & { readonly status: number | null }>;
}

export function startCli(args: readonly string[], cwd: string): CliChild {
  const bin = resolve(import.meta.dirname, '../../bin/ramen-sync.js');
  const child = spawn(process.execPath, [bin, ...args], { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const kill = (): boolean => child.kill('SIGKILL');
  process.once('exit', kill);
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  return {
    process: child,
    ended: new Promise((done) => {
      child.once('close', (status) => {
        process.removeListener('exit', kill);
        done({ status, ...written });
      });
    }),
  };
}
