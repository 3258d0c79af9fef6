import { connectConfigured } from '../cluster/connect-configured.ts';
import { systemClock } from '../cluster/system-clock.ts';
import { sha256 } from '../files/sha256.ts';
import type { Config } from '../model/config.ts';
import type { PlanReport } from '../model/plan.ts';
import { lintForPlan } from '../operations/lint-for-plan.ts';
import { openClusters, requireAnswer } from '../operations/open-clusters.ts';
import { planRepository } from '../operations/plan.ts';
import { buildPlanReport } from '../operations/plan-report.ts';
import type { FileStore, Repository } from '../ports/repository.ts';
import { plain } from '../report/colour.ts';
import { byDanger } from '../report/danger.ts';
import { renderPlanGithub } from '../report/plan-github.ts';
import { renderPlanJson } from '../report/plan-json.ts';
import { renderPlanMarkdown } from '../report/plan-markdown.ts';
import { renderPlanText } from '../report/plan-text.ts';
import { type Inputs, prefixOf } from './inputs.ts';
import type { Reports } from './reports.ts';
import type { Runner } from './runner.ts';

const REQUEST_TIMEOUT_MS = 30_000;

export interface PlanStepDeps {
  readonly files: FileStore;
  readonly repository: Repository;
  readonly runner: Runner;
  readonly reports: Reports;
}

/** Plans against the clusters, and says it in the log, in the summary and in a file. Writes to no cluster. */
export async function planStep(inputs: Inputs, config: Config, deps: PlanStepDeps): Promise<PlanReport> {
  const report = await plan(config, deps);
  const { runner, reports } = deps;
  const forPeople = { ...report, changes: [...report.changes].sort(byDanger) };
  runner.log(renderPlanText(forPeople, { paint: plain, columns: 100, showUnchanged: false }));
  runner.command(renderPlanGithub(forPeople, { prefix: prefixOf(inputs) }));
  runner.addSummary(renderPlanMarkdown(forPeople));
  runner.setOutput('plan', reports.write('plan.json', renderPlanJson(report)));
  return report;
}

async function plan(config: Config, { files, repository }: PlanStepDeps): Promise<PlanReport> {
  const now = systemClock.now();
  const { topology, errors } = await lintForPlan({ config, now }, { files });
  const clusters = await openClusters(
    config,
    connectConfigured(config, { requestTimeoutMs: REQUEST_TIMEOUT_MS }),
    systemClock,
  );
  try {
    requireAnswer(clusters);
    const { maxRisk } = config.gates;
    const { result } = await planRepository(
      { config, topology, errors, allow: [], maxRisk, dryRun: 'all', now, only: [] },
      { clusters, repository, digest: sha256, clock: systemClock },
    );
    return buildPlanReport(result, now, sha256);
  } finally {
    clusters.close();
  }
}
