import type { PlanReport, PlanTerms } from '../model/plan.ts';
import { plain } from '../report/colour.ts';
import { byDanger } from '../report/danger.ts';
import { renderPlanGithub } from '../report/plan-github.ts';
import { renderPlanJson } from '../report/plan-json.ts';
import { renderPlanMarkdown } from '../report/plan-markdown.ts';
import { renderPlanText } from '../report/plan-text.ts';
import { renderSnapshotJson } from '../report/snapshot-json.ts';
import { type Inputs, prefixOf } from './inputs.ts';
import { type PlanQuestion, type PlanSources, withPlan } from './open-plan.ts';
import type { Reports } from './reports.ts';
import type { Runner } from './runner.ts';

export interface PlanStepDeps extends PlanSources {
  readonly runner: Runner;
  readonly reports: Reports;
}

export interface PlanStep {
  readonly report: PlanReport;
  /** Workflow commands. */
  readonly annotations: string;
  readonly markdown: string;
}

/** Plans against the clusters or a snapshot, and says it in the log, in the summary and in files. Writes to no cluster. */
export async function planStep(
  inputs: Inputs,
  asked: Pick<PlanQuestion, 'config' | 'configFile' | 'snapshot'>,
  deps: PlanStepDeps,
): Promise<PlanStep> {
  const { maxRisk } = asked.config.gates;
  const terms: PlanTerms = { only: [], allow: [], ...(maxRisk === undefined ? {} : { maxRisk }) };
  const { savePlan, saveSnapshot } = inputs;
  const question = { ...asked, terms, keepLive: savePlan !== undefined };
  const { runner, reports } = deps;
  return withPlan(question, deps, async ({ report, saved, snapshot }) => {
    const forPeople = { ...report, changes: [...report.changes].sort(byDanger) };
    const markdown = renderPlanMarkdown(forPeople);
    runner.log(renderPlanText(forPeople, { paint: plain, columns: 100, showUnchanged: false }));
    runner.addSummary(markdown);
    const { create, update, remove, pending, held, blocked } = report.summary;
    runner.setOutput('plan', reports.write('plan.json', renderPlanJson(report)));
    runner.setOutput('changes', String(create + update + remove + pending));
    runner.setOutput('held', String(held));
    runner.setOutput('blocked', String(blocked));
    if (savePlan !== undefined) {
      reports.writeTo(savePlan, renderPlanJson(saved()));
      runner.setOutput('saved-plan', savePlan);
    }
    if (saveSnapshot !== undefined) {
      reports.writeTo(saveSnapshot, renderSnapshotJson(await snapshot()));
      runner.setOutput('saved-snapshot', saveSnapshot);
    }
    return { report, annotations: renderPlanGithub(forPeople, { prefix: prefixOf(inputs) }), markdown };
  });
}
