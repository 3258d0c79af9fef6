import { spawn } from 'node:child_process';

export interface BoundedCommand {
  readonly path: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly milliseconds: number;
  /** Of stdout. */
  readonly maxBytes: number;
}

export type BoundedResult =
  /** `status` is undefined where a signal ended it. */
  | {
      readonly ended: true;
      readonly status: number | undefined;
      readonly stdout: Buffer;
      readonly stderr: string;
    }
  | { readonly ended: false; readonly why: 'late' }
  | { readonly ended: false; readonly why: 'too-much' }
  | { readonly ended: false; readonly why: 'not-started'; readonly message: string };

const MAX_STDERR = 64 * 1024;

/**
 * Runs a program without a shell and without input. What it starts is in one process group with it, and the whole group
 * is killed at the deadline, at too much output, at its end, and when this process exits.
 */
export function runBounded(command: BoundedCommand): Promise<BoundedResult> {
  const { promise, resolve } = withResolver<BoundedResult>();
  const child = spawn(command.path, [...command.args], {
    cwd: command.cwd,
    env: { ...command.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  const killGroup = (): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  };
  const finish = (result: BoundedResult): void => {
    clearTimeout(timer);
    process.off('exit', killGroup);
    killGroup();
    child.stdout.destroy();
    child.stderr.destroy();
    resolve(result);
  };
  const timer = setTimeout(() => finish({ ended: false, why: 'late' }), command.milliseconds);
  process.once('exit', killGroup);

  const chunks: Buffer[] = [];
  let size = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > command.maxBytes) finish({ ended: false, why: 'too-much' });
    else chunks.push(chunk);
  });
  let stderr = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < MAX_STDERR) stderr += text;
  });
  child.once('error', (error) => finish({ ended: false, why: 'not-started', message: error.message }));
  child.once('close', (status) =>
    finish({ ended: true, status: status ?? undefined, stdout: Buffer.concat(chunks), stderr }),
  );
  return promise;
}

function withResolver<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
