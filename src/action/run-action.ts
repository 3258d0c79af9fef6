import { diskFileStore } from '../files/disk-file-store.ts';
import { kustomizeOf } from '../files/kustomize.ts';
import { gitRepository } from '../git/git-repository.ts';
import { UserError } from '../model/errors.ts';
import type { Revisions } from '../ports/repository.ts';
import { describeError } from '../report/error-text.ts';
import { workflowCommand } from '../report/workflow-command.ts';
import { readBaseCommit } from './base-commit.ts';
import { type Environment, type Inputs, readInputs } from './inputs.ts';
import { lintStep } from './lint-step.ts';
import { planStep } from './plan-step.ts';
import { readConfig } from './read-config.ts';
import { createReports } from './reports.ts';
import { createRunner, type Runner } from './runner.ts';

/** As the command line's: 0 done, 1 could not do its work, 2 findings, 3 blocked. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** One step of a workflow. Never throws. */
export async function runAction(env: Environment, print: (text: string) => void): Promise<ExitStatus> {
  const runner = createRunner(env, print);
  const status = await judge(env, runner).catch((error: unknown): ExitStatus => {
    const text = describeError(error, { verbose: false })
      .replace(/^error: /, '')
      .trimEnd();
    runner.command(workflowCommand('error', { title: 'ramen-sync' }, text));
    return 1;
  });
  runner.setOutput('conclusion', status === 0 ? 'success' : 'failure');
  return status;
}

async function judge(env: Environment, runner: Runner): Promise<ExitStatus> {
  const inputs = readInputs(env);
  const deps = {
    files: diskFileStore(inputs.repo),
    kustomize: kustomizeOf(inputs.repo, env),
    repository: gitRepository(inputs.repo),
    runner,
    reports: createReports(env),
  };
  const base = readBaseCommit(env);
  const { config, isChangedHere } = await readConfig(inputs, base, deps);
  if (isChangedHere)
    notice(runner, `${inputs.config} of the base branch judges: the change to it counts once merged`);
  const against = base === undefined ? undefined : await comparable(base, deps.repository, runner);
  const { summary } = await lintStep(inputs, config, against, deps);
  const linted = summary.errors > 0 || isTooMany(summary.warnings, inputs, runner) ? 2 : 0;
  if (inputs.kubeconfig === undefined) return linted;
  if (inputs.strict && summary.errors > 0) {
    notice(runner, 'no plan: with strict, any lint error stops it');
    return 3;
  }
  const plan = await planStep(inputs, config, deps);
  return plan.summary.blocked > 0 ? 3 : linted;
}

/** A clone without history must not stop a lint that can say the rest. */
async function comparable(base: string, revisions: Revisions, runner: Runner): Promise<string | undefined> {
  try {
    await revisions.mergeBase(base);
    return base;
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    const hint = error.hint === undefined ? '' : ` (${error.hint})`;
    notice(runner, `what the pull request changes is not judged: ${error.message}${hint}`);
    return undefined;
  }
}

function isTooMany(warnings: number, { maxWarnings }: Inputs, runner: Runner): boolean {
  if (maxWarnings === undefined || warnings <= maxWarnings) return false;
  const text = `${warnings} warnings are more than max-warnings ${maxWarnings}`;
  runner.command(workflowCommand('error', { title: 'ramen-sync' }, text));
  return true;
}

function notice(runner: Runner, text: string): void {
  runner.command(workflowCommand('notice', { title: 'ramen-sync' }, text));
}
