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
  /** A snapshot in the place of the clusters. */
  readonly snapshot?: string;
  /** Where to keep the plan. */
  readonly savePlan?: string;
  /** Where to keep a snapshot of the clusters. */
  readonly saveSnapshot?: string;
  /** A saved plan to carry out. */
  readonly applyPlan?: string;
  readonly comment: boolean;
  readonly token?: string;
}

/** Throws UserError where a value makes no sense. */
export function readInputs(env: Environment): Inputs {
  const workspace = resolve(env.GITHUB_WORKSPACE ?? '.');
  const sarifFile = input(env, 'sarif-file');
  const kubeconfig = input(env, 'kubeconfig');
  const context = input(env, 'context');
  const maxWarnings = count(env, 'max-warnings');
  const snapshot = input(env, 'snapshot');
  const savePlan = input(env, 'save-plan');
  const saveSnapshot = input(env, 'save-snapshot');
  const applyPlan = input(env, 'apply-plan');
  const token = input(env, 'github-token');
  refuseContradictions({ kubeconfig, snapshot, savePlan, saveSnapshot, applyPlan });
  return {
    workspace,
    repo: resolve(workspace, input(env, 'path') ?? '.'),
    config: input(env, 'config') ?? 'ramen-sync.yaml',
    strict: flag(env, 'strict'),
    ...(maxWarnings === undefined ? {} : { maxWarnings }),
    ...(sarifFile === undefined ? {} : { sarifFile: resolve(workspace, sarifFile) }),
    ...(kubeconfig === undefined ? {} : { kubeconfig: resolve(workspace, kubeconfig) }),
    ...(context === undefined ? {} : { context }),
    ...(snapshot === undefined ? {} : { snapshot: resolve(workspace, snapshot) }),
    ...(savePlan === undefined ? {} : { savePlan: resolve(workspace, savePlan) }),
    ...(saveSnapshot === undefined ? {} : { saveSnapshot: resolve(workspace, saveSnapshot) }),
    ...(applyPlan === undefined ? {} : { applyPlan: resolve(workspace, applyPlan) }),
    comment: flag(env, 'comment'),
    ...(token === undefined ? {} : { token }),
  };
}

function refuseContradictions(given: {
  readonly kubeconfig: string | undefined;
  readonly snapshot: string | undefined;
  readonly savePlan: string | undefined;
  readonly saveSnapshot: string | undefined;
  readonly applyPlan: string | undefined;
}): void {
  const { kubeconfig, snapshot, savePlan, saveSnapshot, applyPlan } = given;
  const asksClusters = savePlan ?? saveSnapshot ?? applyPlan;
  if (snapshot !== undefined && (kubeconfig ?? asksClusters) !== undefined) {
    throw new UserError(
      'input snapshot goes with none of kubeconfig, save-plan, save-snapshot and apply-plan',
      {
        hint: 'a plan from a snapshot is a prediction: it is neither saved nor carried out',
      },
    );
  }
  if (savePlan !== undefined && applyPlan !== undefined) {
    throw new UserError('inputs save-plan and apply-plan are two steps', {
      hint: 'save the plan in one job, let somebody approve, apply it in another',
    });
  }
  if (asksClusters !== undefined && kubeconfig === undefined) {
    throw new UserError('inputs save-plan, save-snapshot and apply-plan want a kubeconfig', {
      hint: 'write it to a file under runner.temp and name that file',
    });
  }
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
