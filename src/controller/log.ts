import type { Json } from '../model/json.ts';

/** Constant words first, then what they are about. */
export interface Log {
  info(message: string, about?: Readonly<Record<string, Json>>): void;
  error(message: string, about?: Readonly<Record<string, Json>>): void;
  /** Adds to every line. */
  with(about: Readonly<Record<string, Json>>): Log;
}

export interface LogOptions {
  readonly write: (line: string) => void;
  readonly now: () => number;
  /** Only errors. */
  readonly quiet: boolean;
}

/** One JSON object a line. */
export function jsonLog(options: LogOptions, fixed: Readonly<Record<string, Json>> = {}): Log {
  const say = (level: string, message: string, about: Readonly<Record<string, Json>> = {}): void => {
    const time = new Date(options.now()).toISOString();
    options.write(`${JSON.stringify({ time, level, message, ...fixed, ...about })}\n`);
  };
  return {
    info: (message, about) => {
      if (!options.quiet) say('info', message, about);
    },
    error: (message, about) => say('error', message, about),
    with: (about) => jsonLog(options, { ...fixed, ...about }),
  };
}
