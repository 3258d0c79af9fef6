import { sha256 } from '../files/sha256.ts';
import type { ApplyEvent } from '../model/apply-event.ts';
import type { ApplyReport } from '../model/apply-report.ts';
import { UserError } from '../model/errors.ts';
import type { PlanReport, PlanTerms } from '../model/plan.ts';
import { applyOutcome, buildApplyReport } from '../operations/apply.ts';
import { requireAnswer } from '../operations/open-clusters.ts';
import { planRepository } from '../operations/plan.ts';
import { buildPlanReport, isBlocked } from '../operations/plan-report.ts';
import { unlessAborted } from '../operations/unless-aborted.ts';
import { renderApplyDone, renderApplyEvent } from '../report/apply-json.ts';
import { renderApplySummary } from '../report/apply-text.ts';
import { applyProgress } from './apply-progress.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, isSet, list, number } from './flags.ts';
import { openRun, parseAllow, parseRisk, type Run, strictest } from './open-run.ts';
import { paintFor, widthOf } from './paint.ts';
import { renderForPeople } from './plan-action.ts';
import { isExpired, isStale, readPlanFile } from './plan-file.ts';
import { requirePermissions } from './require-permissions.ts';
import { strictStop } from './strict-stop.ts';

const TEN_MINUTES_MS = 600_000;
const failStates = ['held', 'unreachable'] as const;

export async function runApplyCommand(
  context: CommandContext,
  args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  const failOn = parseFailOn(flags);
  const [file] = args;
  const saved = file === undefined ? undefined : readPlanFile(context, file, flags);
  if (file !== undefined && saved !== undefined && isExpired(context, file, saved)) return exitCode.blocked;
  const terms = saved?.terms ?? termsOf(flags);
  const unseen = saved === undefined && isSet(flags, 'yes') && !isSet(flags, 'dryRun');
  const run = await openRun(context, {
    allow: parseAllow(terms.allow),
    maxRisk: undefined,
    dryRun: unseen ? 'updates' : 'all',
    keepLive: saved !== undefined,
  });
  try {
    // A saved plan knows its hub by its identity.
    if (saved === undefined) requireNamedHub(context, run);
    requireAnswer(run.deps.clusters);
    if (strictStop(context, run.input.errors)) return exitCode.blocked;
    const maxRisk = strictest(run.config.gates.maxRisk, terms.maxRisk);
    const planning = planRepository({ ...run.input, maxRisk, only: terms.only }, run.deps);
    const outcome = await unlessAborted(planning, context.signal);
    const plan = buildPlanReport(outcome.result, run.input.now, sha256);
    if (file !== undefined && saved !== undefined && (await isStale(context, file, saved, run, outcome)))
      return exitCode.blocked;
    const json = context.options.outputs.some(({ format }) => format === 'json');
    const out = json ? context.stderr : context.stdout;
    const color = json ? context.options.color.stderr : context.options.color.stdout;
    const show = { paint: paintFor(color), columns: widthOf(out.columns), showUnchanged: false };
    if (!context.options.quiet) out.write(renderForPeople(plan, show));
    const nothing = plan.summary.create + plan.summary.update + plan.summary.remove === 0;
    if (isSet(flags, 'dryRun')) return exitOf(plan, undefined, failOn);
    if (!nothing) await requirePermissions(context, run, outcome);
    // A saved plan was reviewed: that was the question.
    const asks = !nothing && saved === undefined && !isSet(flags, 'yes');
    if (asks && !(await confirm(context, plan.summary.remove))) {
      context.stderr.write('declined: nothing was written\n');
      return exitCode.failed;
    }
    if (nothing && !json) return exitOf(plan, undefined, failOn);
    const events = applyOutcome(
      outcome,
      {
        wait: { enabled: flags.wait !== false, timeoutMs: number(flags, 'wait') ?? TEN_MINUTES_MS },
        signal: context.signal,
      },
      run.deps,
    );
    const report = await follow(events, context, json);
    return exitOf(plan, report, failOn);
  } finally {
    run.close();
  }
}

function termsOf(flags: FlagValues): PlanTerms {
  const maxRisk = parseRisk(flags) ?? (isSet(flags, 'yes') ? 'reversible' : undefined);
  return {
    only: list(flags, 'only'),
    allow: list(flags, 'allow'),
    ...(maxRisk === undefined ? {} : { maxRisk }),
  };
}

/** Without a config file nothing says which cluster is the hub: the current context may be any. */
function requireNamedHub(context: CommandContext, run: Run): void {
  if (run.config.file !== undefined || context.options.context !== undefined) return;
  throw new UserError('apply writes to a hub, and nothing names it', {
    hint: 'name it with --context, or write a ramen-sync.yaml with hub.context',
  });
}

function parseFailOn(flags: FlagValues): ReadonlySet<string> {
  const states = list(flags, 'failOn');
  const unknown = states.find((state) => !failStates.some((known) => known === state));
  if (unknown === undefined) return new Set(states);
  throw new UserError(`--fail-on ${unknown} is no state`, { hint: `states are ${failStates.join(', ')}` });
}

async function confirm(context: CommandContext, removals: number): Promise<boolean> {
  if (!context.stdin.isTTY) {
    throw new UserError('nobody is there to ask', {
      hint: 'give --yes in a pipeline; it allows nothing riskier than reversible',
    });
  }
  const among = removals === 0 ? '' : `, and delete ${removals} object${removals === 1 ? '' : 's'} for good`;
  context.stderr.write(`\nApply these changes${among}? [y/N] `);
  const answer = await unlessAborted(context.stdin.readLine(), context.signal);
  return /^y(es)?$/i.test((answer ?? '').trim());
}

async function follow(
  events: AsyncGenerator<ApplyEvent>,
  context: CommandContext,
  json: boolean,
): Promise<ApplyReport> {
  const seen: ApplyEvent[] = [];
  const progress = applyProgress(context, json);
  try {
    for await (const event of events) {
      seen.push(event);
      if (json) context.stdout.write(renderApplyEvent(event));
      progress.show(event);
    }
  } finally {
    progress.end();
  }
  const report = buildApplyReport(seen);
  if (json) context.stdout.write(renderApplyDone(report));
  else {
    const paint = paintFor(context.options.color.stdout);
    const columns = widthOf(context.stdout.columns);
    const interrupted = context.signal.aborted;
    context.stdout.write(`\n${renderApplySummary(report, { paint, interrupted, columns })}`);
  }
  return report;
}

/** Where several hold: could not do its work, then blocked, then what `--fail-on` names. */
function exitOf(plan: PlanReport, report: ApplyReport | undefined, failOn: ReadonlySet<string>): ExitCode {
  if (report !== undefined && report.summary.failed > 0) return exitCode.failed;
  if (isBlocked(plan, report)) return exitCode.blocked;
  if (failOn.has('held') && plan.summary.held > 0) return exitCode.blocked;
  if (failOn.has('unreachable') && plan.summary.unreachable > 0) return exitCode.blocked;
  return exitCode.done;
}
