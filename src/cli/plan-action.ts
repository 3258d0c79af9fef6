import { sha256 } from '../files/sha256.ts';
import { UserError } from '../model/errors.ts';
import type { PlanReport } from '../model/plan.ts';
import { requireAnswer } from '../operations/open-clusters.ts';
import { planRepository } from '../operations/plan.ts';
import { buildPlanReport, isBlocked } from '../operations/plan-report.ts';
import { unlessAborted } from '../operations/unless-aborted.ts';
import { byDanger } from '../report/danger.ts';
import { renderPlanJson } from '../report/plan-json.ts';
import { renderPlanMarkdown } from '../report/plan-markdown.ts';
import { type PlanTextOptions, renderPlanText } from '../report/plan-text.ts';
import type { CommandContext } from './command.ts';
import { type ExitCode, exitCode } from './exit-codes.ts';
import { type FlagValues, isSet, list, text } from './flags.ts';
import { openRun, parseAllow, parseRisk, strictest } from './open-run.ts';
import { paintFor, widthOf } from './paint.ts';
import { savedPlanOf, savePlanFile } from './plan-file.ts';
import { strictStop } from './strict-stop.ts';
import { writeOutputs } from './write-outputs.ts';

export async function runPlanCommand(
  context: CommandContext,
  _args: readonly string[],
  flags: FlagValues,
): Promise<ExitCode> {
  refuseSavingPrediction(flags);
  const snapshot = text(flags, 'snapshot');
  const run = await openRun(context, {
    allow: parseAllow(list(flags, 'allow')),
    maxRisk: parseRisk(flags),
    dryRun: isSet(flags, 'predict') || snapshot !== undefined ? 'none' : 'all',
    keepLive: text(flags, 'save') !== undefined,
    ...(snapshot === undefined ? {} : { snapshot }),
  });
  try {
    requireAnswer(run.deps.clusters);
    if (strictStop(context, run.input.errors)) return exitCode.blocked;
    const maxRisk = strictest(run.input.maxRisk, run.config.gates.maxRisk);
    const only = list(flags, 'only');
    const planning = planRepository({ ...run.input, ...run.from, maxRisk, only }, run.deps);
    const outcome = await unlessAborted(planning, context.signal);
    const report = buildPlanReport(outcome.result, run.now, sha256);
    writeOutputs(context, (format, toStdout) => {
      if (format === 'json') return renderPlanJson(report);
      if (format === 'markdown') return renderPlanMarkdown(sortedByDanger(report));
      return renderForPeople(report, {
        paint: paintFor(toStdout && context.options.color.stdout),
        columns: widthOf(toStdout ? context.stdout.columns : undefined),
        showUnchanged: isSet(flags, 'showUnchanged'),
      });
    });
    const file = text(flags, 'save');
    if (file !== undefined) {
      const terms = { only, allow: list(flags, 'allow'), ...(maxRisk === undefined ? {} : { maxRisk }) };
      savePlanFile(context, file, savedPlanOf(run, outcome, terms));
    }
    return planExit(report, isSet(flags, 'detailedExitcode'));
  } finally {
    run.close();
  }
}

/** What is carried out was asked of the clusters: a prediction must never look like it. */
function refuseSavingPrediction(flags: FlagValues): void {
  if (text(flags, 'snapshot') === undefined || text(flags, 'save') === undefined) return;
  throw new UserError('--snapshot and --save do not go together: a prediction is not carried out', {
    hint: 'plan against the clusters to save a plan',
  });
}

/** The most dangerous first; JSON keeps the order of the waves. */
export function renderForPeople(report: PlanReport, options: PlanTextOptions): string {
  return renderPlanText(sortedByDanger(report), options);
}

function sortedByDanger(report: PlanReport): PlanReport {
  return { ...report, changes: [...report.changes].sort(byDanger) };
}

function planExit(report: PlanReport, detailed: boolean): ExitCode {
  if (isBlocked(report)) return exitCode.blocked;
  const { summary } = report;
  const pending = summary.create + summary.update + summary.remove + summary.pending > 0;
  return detailed && pending ? exitCode.findings : exitCode.done;
}
