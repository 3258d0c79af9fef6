import { systemClock } from '../cluster/system-clock.ts';
import { run } from './program.ts';
import type { InputStream, OutputStream } from './streams.ts';

/** The process's own run: the only place that touches `process`. Its streams are opened when they are first used. */
export async function main(): Promise<void> {
  const stdout = onceOpened(() => openOutput(process.stdout));
  const stderr = onceOpened(() => openOutput(process.stderr));
  const code = await run(process.argv.slice(2), {
    stdout: outputStream(stdout),
    stderr: outputStream(stderr),
    stdin: inputStream(),
    env: process.env,
    cwd: process.cwd(),
    signal: signalOfProcess(),
    clock: systemClock,
  });
  await Promise.all(
    [stdout, stderr].map((stream) => (stream.isOpen() ? flushed(stream().stream) : undefined)),
  );
  process.exit(code);
}

interface Output {
  readonly stream: NodeJS.WriteStream;
  /** A reader that went away (`| head`) is no reason to stop half way: what follows is dropped. */
  isGone: boolean;
}

type Once<T> = (() => T) & { readonly isOpen: () => boolean };

function onceOpened<T>(open: () => T): Once<T> {
  let value: { readonly opened: T } | undefined;
  const get = (): T => {
    value ??= { opened: open() };
    return value.opened;
  };
  return Object.assign(get, { isOpen: () => value !== undefined });
}

/** The first signal asks for a clean end; the second ends at once. */
function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const [name, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.on(name, () => {
      if (controller.signal.aborted) process.exit(status);
      controller.abort(name);
    });
  }
  return controller.signal;
}

function openOutput(stream: NodeJS.WriteStream): Output {
  const output: Output = { stream, isGone: false };
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    output.isGone = true;
  });
  return output;
}

function outputStream(output: () => Output): OutputStream {
  return {
    write: (text) => {
      if (!output().isGone) output().stream.write(text);
    },
    get isTTY() {
      return output().stream.isTTY === true;
    },
    get columns() {
      const { stream } = output();
      return stream.isTTY === true ? stream.columns : undefined;
    },
  };
}

function inputStream(): InputStream {
  return {
    get isTTY() {
      return process.stdin.isTTY === true;
    },
    readAll: async () => (await import('./read-input.ts')).readInput(process.stdin),
    readLine: async () => {
      const { createInterface } = await import('node:readline');
      const lines = createInterface({ input: process.stdin, terminal: false });
      try {
        for await (const line of lines) return line;
        return undefined;
      } finally {
        lines.close();
      }
    },
    lines: promptedLines,
  };
}

async function* promptedLines(prompt: string, signal: AbortSignal): AsyncGenerator<string> {
  const { createInterface } = await import('node:readline');
  const isTTY = process.stdin.isTTY === true;
  const lines = createInterface({
    input: process.stdin,
    ...(isTTY ? { output: process.stdout } : {}),
    terminal: isTTY,
    prompt: isTTY ? prompt : '',
    signal,
  });
  // A terminal that is read key by key sends no signal by itself.
  lines.on('SIGINT', () => process.kill(process.pid, 'SIGINT'));
  try {
    lines.prompt();
    for await (const line of lines) {
      yield line;
      lines.prompt();
    }
  } finally {
    lines.close();
  }
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.errored) resolve();
    else stream.write('', () => resolve());
  });
}
