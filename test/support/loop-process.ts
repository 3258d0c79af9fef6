import { type ChildProcess, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { isObject, type JsonObject } from '../../src/model/json.ts';

/** `ramen-sync run` as a process of its own, as a pod would run it. */
export interface LoopProcess {
  /** Lines of the log so far. */
  lines(): readonly JsonObject[];
  /** All that it printed, on either stream. */
  output(): string;
  /** Sends the signal and answers the exit status. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  kill(): void;
  signal(signal: NodeJS.Signals): void;
}

export function startLoop(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): LoopProcess {
  const bin = resolve(import.meta.dirname, '../../bin/ramen-sync.js');
  const child: ChildProcess = spawn(process.execPath, [bin, 'run', ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = (): void => {
    child.kill('SIGKILL');
  };
  process.once('exit', kill);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const ended = new Promise<number | null>((done) => {
    child.once('close', (code) => {
      process.removeListener('exit', kill);
      done(code);
    });
  });
  return {
    output: () => output,
    lines: () => output.split('\n').flatMap(readLine),
    end: (signal) => {
      child.kill(signal);
      return ended;
    },
    kill,
    signal: (signal) => void child.kill(signal),
  };
}

/** The last line may be half there; what is no JSON is found by the test that reads `output`. */
function readLine(line: string): readonly JsonObject[] {
  if (!line.startsWith('{') || !line.endsWith('}')) return [];
  const value: unknown = JSON.parse(line);
  return isObject(value) ? [value] : [];
}
