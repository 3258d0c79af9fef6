import { systemClock } from '../cluster/system-clock.ts';
import { diskFileStore } from '../files/disk-file-store.ts';
import { kustomizeOf } from '../files/kustomize.ts';
import { gitRepository } from '../git/git-repository.ts';
import { UserError } from '../model/errors.ts';
import { isBlocked } from '../operations/plan-report.ts';
import type { Revisions } from '../ports/repository.ts';
import { describeError } from '../report/error-text.ts';
import { workflowCommand } from '../report/workflow-command.ts';
import { mostSerious } from './annotations.ts';
import { applyStep } from './apply-step.ts';
import { upsertComment } from './comment.ts';
import { readEvent, type WorkflowEvent } from './event.ts';
import { githubApi } from './github-api.ts';
import { type Environment, type Inputs, prefixOf, readInputs } from './inputs.ts';
import { type LintStep, lintStep } from './lint-step.ts';
import { type PlanStep, planStep } from './plan-step.ts';
import { readConfig } from './read-config.ts';
import { readSnapshot } from './read-snapshot.ts';
import { createReports } from './reports.ts';
import { createRunner, type Runner } from './runner.ts';

/** As the command line's: 0 done, 1 could not do its work, 2 findings, 3 blocked. */
export type ExitStatus = 0 | 1 | 2 | 3;

/** One step of a workflow. Never throws. */
export async function runAction(
  env: Environment,
  print: (text: string) => void,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const runner = createRunner(env, print);
  const status = await judge(env, runner, signal).catch((error: unknown): ExitStatus => {
    const text = describeError(error, { verbose: false })
      .replace(/^error: /, '')
      .trimEnd();
    runner.command(workflowCommand('error', { title: 'ramen-sync' }, text));
    return 1;
  });
  runner.setOutput('conclusion', status === 0 ? 'success' : 'failure');
  return status;
}

async function judge(env: Environment, runner: Runner, signal: AbortSignal): Promise<ExitStatus> {
  const inputs = readInputs(env);
  const deps = {
    files: diskFileStore(inputs.repo),
    kustomize: kustomizeOf(inputs.repo, env),
    repository: gitRepository(inputs.repo),
    runner,
    reports: createReports(env, inputs.workspace),
  };
  const event = readEvent(env);
  const { base } = event;
  const { isChangedHere, ...asked } = await readConfig(inputs, base, deps);
  if (inputs.applyPlan !== undefined) {
    if (base !== undefined)
      throw new UserError('input apply-plan is refused on pull requests: apply what was merged');
    return applyStep(inputs.applyPlan, asked, deps, signal);
  }
  if (isChangedHere)
    notice(runner, `${inputs.config} of the base branch judges: the change to it counts once merged`);
  const against = base === undefined ? undefined : await comparable(base, deps.repository, runner);
  const linted = await lintStep(inputs, asked.config, against, deps);
  const { summary } = linted.report;
  const status = summary.errors > 0 || isTooMany(summary.warnings, inputs, runner) ? 2 : 0;
  if (inputs.kubeconfig === undefined && inputs.snapshot === undefined) {
    await tell({ linted }, { env, inputs, event, runner });
    return status;
  }
  const said: { linted: LintStep; plan: PlanStep | 'none' } = { linted, plan: 'none' };
  try {
    if (inputs.strict && summary.errors > 0) {
      notice(runner, 'no plan: with strict, any lint error stops it');
      return 3;
    }
    const { snapshot: file } = inputs;
    const snapshot =
      file === undefined ? {} : { snapshot: await readSnapshot(file, inputs, base, deps.repository) };
    said.plan = await planStep(inputs, { ...asked, ...snapshot }, deps);
    return isBlocked(said.plan.report) ? 3 : status;
  } finally {
    await tell(said, { env, inputs, event, runner });
  }
}

interface Said {
  readonly linted: LintStep;
  /** `none`: one was asked for, and there is none. */
  readonly plan?: PlanStep | 'none';
}

interface Audience {
  readonly env: Environment;
  readonly inputs: Inputs;
  readonly event: WorkflowEvent;
  readonly runner: Runner;
}

/** On the lines and in the comment. What the plan stops is more serious than what the linter says. */
async function tell(said: Said, audience: Audience): Promise<void> {
  const { runner } = audience;
  const planned = typeof said.plan === 'object' ? said.plan.annotations : '';
  const { lines, left } = mostSerious(`${planned}${said.linted.annotations}`);
  runner.command(lines);
  if (left > 0)
    notice(
      runner,
      `${left} more findings do not fit on the lines; the log, the summary and the reports have them`,
    );
  await comment(said, audience);
}

const NO_PLAN = "### ramen-sync plan\n\nThere is no plan: the step's log says why.\n";

async function comment({ linted, plan }: Said, { env, inputs, event, runner }: Audience): Promise<void> {
  const { pullRequest } = event;
  if (!inputs.comment || pullRequest === undefined) return;
  const repository = env.GITHUB_REPOSITORY ?? '';
  if (inputs.token === undefined || !/^[\w.-]+\/[\w.-]+$/.test(repository)) {
    runner.log('no comment: the step has no github-token\n');
    return;
  }
  const api = githubApi(env.GITHUB_API_URL ?? 'https://api.github.com', inputs.token, systemClock);
  const isQuiet = plan === undefined && linted.report.findings.length === 0;
  const planned = plan === undefined ? [] : [plan === 'none' ? NO_PLAN : plan.markdown];
  const place = { repository, pullRequest, folder: prefixOf(inputs) };
  const text = [...planned, linted.markdown].join('\n');
  runner.log(`${await upsertComment(text, { isQuiet, ...place }, api)}\n`);
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
