import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One process, from its start to its end. */
export interface Measurement {
  readonly wallMs: number;
  /** User and system time, of all its threads. Undefined without GNU time. */
  readonly cpuMs: number | undefined;
  /** Peak resident memory. Undefined without GNU time. */
  readonly peakMib: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  /** Exit status; null where a signal ended it. */
  readonly status: number | null;
}

export interface Command {
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
}

const gnuTime = '/usr/bin/time';

/** GNU time sits between us and the process: its parent's own memory would else count as the child's peak. */
export const hasGnuTime = process.platform === 'linux' && existsSync(gnuTime);

/** As `runOnce`, but what did not end well is no measurement. */
export async function measure(command: Command, folder: string): Promise<Measurement> {
  const run = await runOnce(command, folder);
  if (run.status === 0) return run;
  throw new Error(`${command.name} ended with ${run.status}:\n${run.stdout}${run.stderr}`);
}

export function runOnce(command: Command, folder: string): Promise<Measurement> {
  const usage = join(folder, 'usage');
  const [program = '', ...args] = hasGnuTime
    ? [gnuTime, '-q', '-f', '%U %S %M', '-o', usage, command.program, ...command.args]
    : [command.program, ...command.args];
  return new Promise((done, refuse) => {
    const output = { stdout: '', stderr: '' };
    const started = process.hrtime.bigint();
    const child = spawn(program, args, {
      cwd: command.cwd ?? folder,
      env: command.env ?? process.env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output.stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output.stderr += text;
    });
    child.once('error', refuse);
    child.once('close', (status) => {
      const wallMs = Number(process.hrtime.bigint() - started) / 1e6;
      done({ wallMs, ...readUsage(usage), ...output, status });
    });
  });
}

function readUsage(file: string): Pick<Measurement, 'cpuMs' | 'peakMib'> {
  if (!hasGnuTime) return { cpuMs: undefined, peakMib: undefined };
  const [user = 0, system = 0, kib = 0] = readFileSync(file, 'utf8').trim().split(' ').map(Number);
  return { cpuMs: (user + system) * 1000, peakMib: kib / 1024 };
}

/** The commands in turn, round by round, so that a busy moment of the machine meets all of them; the first round only warms up. */
export async function inTurn(
  commands: readonly Command[],
  rounds: number,
  folder: string,
): Promise<readonly (readonly Measurement[])[]> {
  const results = commands.map((): Measurement[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [index, command] of commands.entries()) {
      const measured = await measure(command, folder);
      if (round > 0) results[index]?.push(measured);
    }
  }
  return results;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
