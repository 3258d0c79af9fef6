import { relative, resolve, sep } from 'node:path';
import { UserError } from '../model/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What a workflow gives the step with `with:`; all paths absolute. */
export interface Inputs {
  readonly workspace: string;
  /** Folder of the DR repository. */
  readonly repo: string;
  /** Config file, relative to `repo`. */
  readonly config: string;
  readonly strict: boolean;
  readonly maxWarnings?: number;
  readonly sarifFile?: string;
  readonly kubeconfig?: string;
  /** Context of the hub. */
  readonly context?: string;
}

/** Throws UserError where a value makes no sense. */
export function readInputs(env: Environment): Inputs {
  const workspace = resolve(env.GITHUB_WORKSPACE ?? '.');
  const sarifFile = input(env, 'sarif-file');
  const kubeconfig = input(env, 'kubeconfig');
  const context = input(env, 'context');
  const maxWarnings = count(env, 'max-warnings');
  return {
    workspace,
    repo: resolve(workspace, input(env, 'path') ?? '.'),
    config: input(env, 'config') ?? 'ramen-sync.yaml',
    strict: flag(env, 'strict'),
    ...(maxWarnings === undefined ? {} : { maxWarnings }),
    ...(sarifFile === undefined ? {} : { sarifFile: resolve(workspace, sarifFile) }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(workspace, kubeconfig) }),
    ...(context === undefined ? {} : { context }),
  };
}

/** GitHub knows files by their path in the workspace. */
export function prefixOf({ workspace, repo }: Inputs): string {
  const path = relative(workspace, repo).split(sep).join('/');
  return path === '' ? '' : `${path}/`;
}

/** The runner keeps the hyphen: `max-warnings` is INPUT_MAX-WARNINGS. An input that is not given is empty. */
function input(env: Environment, name: string): string | undefined {
  const value = env[`INPUT_${name.toUpperCase()}`]?.trim();
  return value === '' ? undefined : value;
}

function count(env: Environment, name: string): number | undefined {
  const value = input(env, name);
  if (value === undefined || /^\d+$/.test(value)) return value === undefined ? undefined : Number(value);
  throw new UserError(`input ${name} is "${value}", which is no whole number`, {
    hint: 'leave it out for no limit',
  });
}

/** The words that YAML 1.2 has for it. */
function flag(env: Environment, name: string): boolean {
  const value = (input(env, name) ?? 'false').toLowerCase();
  if (value === 'true' || value === 'false') return value === 'true';
  throw new UserError(`input ${name} is "${value}"`, { hint: 'write true or false' });
}
