import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { run } from './program.ts';
import type { InputStream, OutputStream } from './streams.ts';

/** The process's own run: the only place that touches `process`. */
export async function main(): Promise<void> {
  const code = await run(process.argv.slice(2), {
    stdout: outputStream(process.stdout),
    stderr: outputStream(process.stderr),
    stdin: inputStream(process.stdin),
    env: process.env,
    cwd: process.cwd(),
    signal: signalOfProcess(),
  });
  await Promise.all([flushed(process.stdout), flushed(process.stderr)]);
  process.exit(code);
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

/** A reader that went away (`| head`) is no reason to stop half way: what follows is dropped. */
function outputStream(stream: NodeJS.WriteStream): OutputStream {
  let isOpen = true;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    isOpen = false;
  });
  return {
    write: (output) => {
      if (isOpen) stream.write(output);
    },
    isTTY: stream.isTTY === true,
    columns: stream.isTTY === true ? stream.columns : undefined,
  };
}

function inputStream(stream: NodeJS.ReadStream): InputStream {
  return {
    isTTY: stream.isTTY === true,
    readAll: () => text(stream),
    readLine: async () => {
      const lines = createInterface({ input: stream, terminal: false });
      try {
        for await (const line of lines) return line;
        return undefined;
      } finally {
        lines.close();
      }
    },
  };
}

function flushed(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    if (stream.destroyed || stream.errored) resolve();
    else stream.write('', () => resolve());
  });
}
