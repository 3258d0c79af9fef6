import { systemClock } from '../cluster/system-clock.ts';
import { readNamedFile } from '../files/read-named-file.ts';
import { sha256 } from '../files/sha256.ts';
import type { ApplyEvent } from '../model/apply-event.ts';
import { UserError } from '../model/errors.ts';
import { applyOutcome, buildApplyReport } from '../operations/apply.ts';
import { compareSavedPlan, lifeOf } from '../operations/compare-saved-plan.ts';
import { findMissingPermissions } from '../operations/missing-permissions.ts';
import { parseSavedPlan } from '../operations/parse-saved-plan.ts';
import { isBlocked } from '../operations/plan-report.ts';
import { renderApplyDone, renderApplyEvent } from '../report/apply-json.ts';
import { renderApplyLine, renderApplySummary } from '../report/apply-text.ts';
import { plain } from '../report/colour.ts';
import { describeMissing, renderRules } from '../report/missing-permissions.ts';
import { renderPlanMarkdown } from '../report/plan-markdown.ts';
import { renderPlanText } from '../report/plan-text.ts';
import { renderStalePlan } from '../report/stale-plan.ts';
import { type OpenPlan, type PlanQuestion, withPlan } from './open-plan.ts';
import type { PlanStepDeps } from './plan-step.ts';
import type { ExitStatus } from './run-action.ts';

const TEN_MINUTES_MS = 10 * 60 * 1000;

/** Carries out exactly the saved plan, or nothing of it. */
export async function applyStep(
  file: string,
  asked: Pick<PlanQuestion, 'config' | 'configFile'>,
  deps: PlanStepDeps,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const hint = 'make one with the input save-plan';
  const saved = parseSavedPlan(readNamedFile(file, file, { what: 'plan', hint }), file, sha256);
  const { runner } = deps;
  if (lifeOf(saved, systemClock.now()) !== 'current') {
    const at = new Date(saved.expires).toISOString();
    runner.log(renderStalePlan(file, [{ what: 'the plan', how: `is believed for a day, until ${at}` }]));
    return 3;
  }
  const question = { ...asked, terms: saved.terms, keepLive: true };
  return withPlan(question, deps, async (plan) => {
    const fresh = { report: plan.saved(), outcome: plan.outcome, contents: plan.contents };
    const moved = await compareSavedPlan(saved, fresh, deps.repository);
    if (moved.length > 0) {
      runner.log(renderStalePlan(file, moved));
      return 3;
    }
    runner.log(renderPlanText(plan.report, { paint: plain, columns: 100, showUnchanged: false }));
    runner.addSummary(renderPlanMarkdown(plan.report));
    return carryOut(plan, deps, signal);
  });
}

async function carryOut(
  { outcome, report, deps }: OpenPlan,
  around: PlanStepDeps,
  signal: AbortSignal,
): Promise<ExitStatus> {
  const { runner, reports } = around;
  const { missing } = await findMissingPermissions(outcome.result.changes, {
    clusters: deps.clusters,
    clock: systemClock,
  });
  if (missing.length > 0)
    throw new UserError(describeMissing(missing), { hint: `grant by RBAC:\n${renderRules(missing)}` });
  const seen: ApplyEvent[] = [];
  const options = { wait: { enabled: true, timeoutMs: TEN_MINUTES_MS }, signal };
  for await (const event of applyOutcome(outcome, options, { ...deps, clock: systemClock })) {
    seen.push(event);
    if (event.event !== 'unchanged' && event.event !== 'started')
      runner.log(`${renderApplyLine(event, plain)}\n`);
  }
  const applied = buildApplyReport(seen);
  runner.log(renderApplySummary(applied, { paint: plain, interrupted: signal.aborted, columns: 100 }));
  const lines = [...seen.map(renderApplyEvent), renderApplyDone(applied)];
  runner.setOutput('events', reports.write('apply.jsonl', lines.join('')));
  if (applied.summary.failed > 0 || signal.aborted) return 1;
  return isBlocked(report, applied) ? 3 : 0;
}
