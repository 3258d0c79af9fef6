import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { UserError } from '../model/errors.ts';
import type { Surroundings } from './streams.ts';

export type FlagValues = Readonly<Record<string, unknown>>;

/** One `-o`: without a file it goes to stdout. */
interface OutputTarget {
  readonly format: string;
  /** Absolute path. */
  readonly file?: string;
}

/** The flags of all commands, parsed. */
export interface GlobalOptions {
  /** Absolute path of the DR repository. */
  readonly repo: string;
  /** `--repo` named it; otherwise it was looked for. */
  readonly isRepoGiven: boolean;
  /** Absolute path of the config file, where `--config` names one. */
  readonly config?: string;
  /** Never empty for a command that has formats; at most one without a file. */
  readonly outputs: readonly OutputTarget[];
  readonly color: { readonly stdout: boolean; readonly stderr: boolean };
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly kubeconfig?: string;
  /** Context of the hub. */
  readonly context?: string;
  readonly requestTimeoutMs: number;
  /** Any lint error stops everything. */
  readonly strict: boolean;
  /** Milliseconds since the epoch: the time to believe in, for output that is the same on every run. */
  readonly now?: number;
}

export const CONFIG_FILE = 'ramen-sync.yaml';

export function addGlobalFlags(program: Command): void {
  program
    .option(
      '-C, --repo <dir>',
      `the DR repository (default: nearest folder upward with ${CONFIG_FILE}, else this one)`,
    )
    .option('--config <file>', `read this config instead of ${CONFIG_FILE} of the repository`)
    .option(
      '-o, --output <format>',
      'format, or format=file; repeatable: one to stdout, others to files',
      collect,
    )
    .addOption(
      new Option('--color <when>', 'colour the output').choices(['auto', 'always', 'never']).default('auto'),
    )
    .option('-q, --quiet', 'no progress and no notes on stderr')
    .option('-v, --verbose', 'say more on stderr: requests, their times, stacks of bugs')
    .option('--kubeconfig <file>', 'kubeconfig of the hub')
    .option('--context <name>', 'context of the hub')
    .addOption(
      new Option('--request-timeout <duration>', 'of one request')
        .default(30_000, '30s')
        .argParser(parseDuration),
    )
    .option('--strict', 'any lint error stops everything')
    .addOption(
      new Option('--now <time>', 'believe that it is this time (RFC 3339), for stable output').argParser(
        parseTime,
      ),
    );
}

/** Adds what `RAMEN_SYNC_*` says where the command line says nothing. */
export function addEnvironment(command: Command, env: Surroundings['env']): void {
  for (const option of command.options) {
    const name = `RAMEN_SYNC_${option.name().toUpperCase().replaceAll('-', '_')}`;
    const text = env[name];
    const source = command.getOptionValueSource(option.attributeName());
    if (text === undefined || text === '' || (source !== undefined && source !== 'default')) continue;
    command.setOptionValueWithSource(option.attributeName(), parseVariable(option, name, text), 'env');
  }
}

/** Throws UserError where a flag's value makes no sense for this command. */
export function parseGlobalOptions(
  flags: FlagValues,
  formats: readonly string[],
  around: Surroundings,
): GlobalOptions {
  const repo = text(flags, 'repo');
  const found = repo === undefined ? findRepository(around.cwd) : resolve(around.cwd, repo);
  const config = text(flags, 'config');
  const kubeconfig = text(flags, 'kubeconfig');
  const context = text(flags, 'context');
  const when = text(flags, 'color') ?? 'auto';
  return {
    repo: found ?? around.cwd,
    isRepoGiven: repo !== undefined,
    ...(config === undefined ? {} : { config: resolve(around.cwd, config) }),
    outputs: parseOutputs(list(flags, 'output'), formats, around.cwd),
    color: {
      stdout: wantsColor(when, around.env, around.stdout.isTTY),
      // Asked for late: a run that writes nothing to stderr never opens it.
      get stderr() {
        return wantsColor(when, around.env, around.stderr.isTTY);
      },
    },
    quiet: isSet(flags, 'quiet'),
    verbose: isSet(flags, 'verbose'),
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(around.cwd, kubeconfig) }),
    ...(context === undefined ? {} : { context }),
    requestTimeoutMs: number(flags, 'requestTimeout') ?? 30_000,
    strict: isSet(flags, 'strict'),
    ...(typeof flags.now === 'number' ? { now: flags.now } : {}),
  };
}

export function text(flags: FlagValues, name: string): string | undefined {
  const value = flags[name];
  return typeof value === 'string' ? value : undefined;
}

export function number(flags: FlagValues, name: string): number | undefined {
  const value = flags[name];
  return typeof value === 'number' ? value : undefined;
}

export function list(flags: FlagValues, name: string): readonly string[] {
  const value = flags[name];
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}

export function isSet(flags: FlagValues, name: string): boolean {
  return flags[name] === true;
}

/** For repeatable flags; each value may also be a comma list. */
export function collectList(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), ...value.split(',').map((item) => item.trim())].filter((item) => item !== '');
}

/** `30s`, `10m`, `1h30m`, `500ms` to milliseconds; a bare `0` is 0. */
export function parseDuration(value: string): number {
  const units: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
  const parts = [...value.matchAll(/(\d+(?:\.\d+)?)(ms|[smh])/g)];
  if (value === '0') return 0;
  if (parts.length === 0 || parts.map((part) => part[0]).join('') !== value) {
    throw new InvalidArgumentError('It must be a duration such as 30s, 10m or 1h30m.');
  }
  return parts.reduce((sum, part) => sum + Number(part[1]) * (units[part[2] ?? ''] ?? 0), 0);
}

export function parseCount(value: string): number {
  if (!/^\d+$/.test(value)) throw new InvalidArgumentError('It must be a whole number, 0 or more.');
  return Number(value);
}

/** For repeatable flags. */
export function collect(value: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), value];
}

function parseTime(value: string): number {
  const time = Date.parse(value);
  if (Number.isNaN(time)) throw new InvalidArgumentError('It must be a time such as 2026-11-21T12:00:00Z.');
  return time;
}

function parseVariable(option: Option, name: string, value: string): unknown {
  if (option.isBoolean()) return !['0', 'false', 'no', 'off'].includes(value.toLowerCase());
  try {
    return option.parseArg === undefined ? value : option.parseArg(value, undefined);
  } catch (error) {
    if (error instanceof InvalidArgumentError) {
      throw new UserError(`environment variable ${name} is "${value}": ${error.message}`, { cause: error });
    }
    throw error;
  }
}

/** The nearest folder upward that a config file marks as a DR repository. */
export function findRepository(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, CONFIG_FILE))) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}

function parseOutputs(
  given: readonly string[],
  formats: readonly string[],
  cwd: string,
): readonly OutputTarget[] {
  const [standard] = formats;
  if (standard === undefined) {
    if (given.length > 0) throw new UserError('this command has no -o, --output');
    return [];
  }
  const targets = given.map((value) => {
    const equals = value.indexOf('=');
    const format = equals < 0 ? value : value.slice(0, equals);
    if (!formats.includes(format)) {
      throw new UserError(`unknown output format "${format}"`, { hint: `formats are ${formats.join(', ')}` });
    }
    if (equals === value.length - 1) throw new UserError(`-o ${value} names no file after "="`);
    return equals < 0 ? { format } : { format, file: resolve(cwd, value.slice(equals + 1)) };
  });
  const toStdout = targets.filter((target) => !('file' in target));
  if (toStdout.length > 1) {
    throw new UserError(
      `only one format can go to stdout, not ${toStdout.map((target) => target.format).join(' and ')}`,
      {
        hint: `give the others a file: -o ${toStdout[1]?.format}=report.${toStdout[1]?.format}`,
      },
    );
  }
  return targets.length === 0 ? [{ format: standard }] : targets;
}

/** `--color` first, then the environment's wish (no-color.org, force-color.org), then what the stream is. */
function wantsColor(when: string, env: Surroundings['env'], isTTY: boolean): boolean {
  if (when !== 'auto') return when === 'always';
  if ((env.NO_COLOR ?? '') !== '') return false;
  const force = env.FORCE_COLOR;
  if (force !== undefined && force !== '') return force !== '0' && force !== 'false';
  return isTTY && env.TERM !== 'dumb';
}
