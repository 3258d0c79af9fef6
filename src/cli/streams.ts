import type { Clock } from '../ports/clock.ts';

/** One way out: a terminal, a pipe, or a test's buffer. */
export interface OutputStream {
  write(text: string): void;
  readonly isTTY: boolean;
  /** Width of the terminal; undefined where there is none. */
  readonly columns: number | undefined;
}

export interface InputStream {
  readonly isTTY: boolean;
  /** Everything up to the end of the input. */
  readAll(): Promise<string>;
  /** One line without its end; undefined at the end of the input. */
  readLine(): Promise<string | undefined>;
  /** Line by line, as they come, until the input ends or the signal aborts; on a terminal with a prompt before each. */
  lines(prompt: string, signal: AbortSignal): AsyncIterable<string>;
}

/** What the outer world gives a run of the program. Tests pass buffers; `main.ts` passes the process. */
export interface Surroundings {
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  readonly stdin: InputStream;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute path of the working folder. */
  readonly cwd: string;
  /** Aborted by Ctrl-C and SIGTERM; its reason is the signal's name. */
  readonly signal: AbortSignal;
  readonly clock: Clock;
}
