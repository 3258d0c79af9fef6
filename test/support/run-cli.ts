import { run } from '../../src/cli/program.ts';
import type { Surroundings } from '../../src/cli/streams.ts';
import { systemClock } from '../../src/cluster/system-clock.ts';

export interface CliResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  /** Somebody types `stdin` at a terminal. */
  readonly isTyped?: true;
  /** Width of a terminal; absent: pipes. */
  readonly columns?: number;
}

/** The public command line, in this process. */
export async function runCli(args: readonly string[], options: CliOptions): Promise<CliResult> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      written[name] += text;
    },
    isTTY: options.columns !== undefined,
    columns: options.columns,
  });
  const lines = (options.stdin ?? '').split('\n');
  const around: Surroundings = {
    stdout: stream('stdout'),
    stderr: stream('stderr'),
    stdin: {
      isTTY: options.isTyped === true,
      readAll: async () => options.stdin ?? '',
      readLine: async () => lines.shift(),
      lines: async function* () {
        yield* lines;
      },
    },
    env: options.env ?? {},
    cwd: options.cwd,
    signal: options.signal ?? new AbortController().signal,
    clock: systemClock,
  };
  const status = await run(args, around);
  return { status, ...written };
}
