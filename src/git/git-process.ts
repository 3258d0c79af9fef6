import type { SimpleGit, SimpleGitOptions } from 'simple-git';

/** Runs git and gives its output. Throws GitFailure. */
export type RunGit = (args: readonly string[], signal?: AbortSignal) => Promise<string>;

/** Git answered with an exit status other than 0, or could not be run at all. */
export class GitFailure extends Error {
  /** -1 where git did not run. */
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.name = 'GitFailure';
    this.exitCode = exitCode;
  }
}

export interface GitOptions {
  readonly dir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Texts that must not appear in an error. */
  readonly secrets?: readonly string[];
  readonly config?: readonly string[];
  /** Ends a git that has been silent for so long. */
  readonly silenceMilliseconds?: number;
}

/** Nothing of the repository or of this machine's owner may make git run a program or ask a question. */
const hardening = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'protocol.ext.allow=never',
  'credential.helper=',
  'submodule.recurse=false',
  'core.quotePath=false',
  'gc.autoDetach=false',
];

const passedOn = /^(?:PATH|HOME|TMPDIR|SSH_AUTH_SOCK|SSL_CERT_(?:FILE|DIR)|(?:https?|no|all)_proxy)$/i;

export function gitProcess(options: GitOptions): RunGit {
  const run = processes(options);
  return (args, signal) => run((git) => git.raw([...args]), signal);
}

/** Contents of the objects, one after the other without anything between them. Throws GitFailure. */
export type ReadObjects = (ids: readonly string[]) => Promise<Uint8Array>;

export function gitObjects(options: GitOptions): ReadObjects {
  const run = processes(options);
  return (ids) => run((git) => git.showBuffer(['--no-textconv', '--end-of-options', ...ids]), undefined);
}

type Run = <T>(ask: (git: SimpleGit) => PromiseLike<T>, signal: AbortSignal | undefined) => Promise<T>;

function processes(options: GitOptions): Run {
  const env: Record<string, string> = {
    ...inherited(),
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_OPTIONAL_LOCKS: '0',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_NO_LAZY_FETCH: '1',
    GIT_SSH_COMMAND: 'ssh -o BatchMode=yes',
    ...options.env,
  };
  return async (ask, signal) => {
    const { simpleGit } = await import('simple-git');
    const ended: Ended = { exitCode: -1, message: undefined };
    try {
      const git = simpleGit(libraryOptions(options, env, ended, signal)).env(env);
      return await ask(git.outputHandler((_command, stdout) => endSilence(stdout)));
    } catch (error) {
      throw failureOf(error, ended, options.secrets ?? []);
    }
  };
}

/** The library waits 50 ms for output that may be late where none has come, and a question whose answer is "none" is common. */
function endSilence(stdout: NodeJS.ReadableStream): void {
  stdout.once('end', () => stdout.emit('data', Buffer.alloc(0)));
}

/** The library's own error keeps no exit status. */
interface Ended {
  exitCode: number;
  message: string | undefined;
}

/** Our own settings are what the library calls unsafe; what comes from outside is fenced by `--` and checks of refs. */
function libraryOptions(
  options: GitOptions,
  env: Readonly<Record<string, string>>,
  ended: Ended,
  signal: AbortSignal | undefined,
): Partial<SimpleGitOptions> {
  return {
    baseDir: options.dir,
    config: [...hardening, ...(options.config ?? [])],
    allowEnvironment: Object.keys(env),
    unsafe: {
      allowUnsafeHooksPath: true,
      allowUnsafeFsMonitor: true,
      allowUnsafeProtocolOverride: true,
      allowUnsafeCredentialHelper: true,
      allowUnsafeConfigPaths: true,
      allowUnsafeConfigEnvCount: true,
      allowUnsafeGpgProgram: true,
      allowUnsafeSshCommand: true,
      allowUnsafeSubmodule: true,
    },
    errors: (error, { exitCode, stdErr }) => {
      if (exitCode === 0) return undefined;
      ended.exitCode = exitCode;
      ended.message = Buffer.concat(stdErr).toString('utf8').trim() || `git ended with status ${exitCode}`;
      return error ?? new Error(ended.message);
    },
    ...(options.silenceMilliseconds === undefined ? {} : { timeout: { block: options.silenceMilliseconds } }),
    ...(signal === undefined ? {} : { abort: signal }),
  };
}

function inherited(): Record<string, string> {
  const entries = Object.entries(process.env).flatMap(([name, value]): [string, string][] =>
    passedOn.test(name) && value !== undefined ? [[name, value]] : [],
  );
  return Object.fromEntries(entries);
}

function failureOf(error: unknown, ended: Ended, secrets: readonly string[]): GitFailure {
  let text = ended.message ?? (error instanceof Error ? error.message : String(error));
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, '(secret)');
  return new GitFailure(text.replace(/:\/\/[^/@\s]+@/g, '://(secret)@'), ended.exitCode);
}
