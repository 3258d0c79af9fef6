import { systemClock } from '../cluster/system-clock.ts';
import type { Config } from '../model/config.ts';
import type { LintReport } from '../model/lint-report.ts';
import { version } from '../model/version.ts';
import { lint } from '../operations/lint.ts';
import type { Kustomize } from '../ports/kustomize.ts';
import type { FileStore, Revisions } from '../ports/repository.ts';
import { plain } from '../report/colour.ts';
import { renderLintGithub } from '../report/lint-github.ts';
import { renderLintJson } from '../report/lint-json.ts';
import { renderLintMarkdown } from '../report/lint-markdown.ts';
import { renderLintSarif } from '../report/lint-sarif.ts';
import { renderLintText } from '../report/lint-text.ts';
import { type Inputs, prefixOf } from './inputs.ts';
import type { Reports } from './reports.ts';
import type { Runner } from './runner.ts';

export interface LintStep {
  readonly report: LintReport;
  /** Workflow commands. */
  readonly annotations: string;
  readonly markdown: string;
}

/** Lints the repository and says it in the log, in the summary and in files. */
export async function lintStep(
  inputs: Inputs,
  config: Config,
  /** The base of a pull request: what its edits mean is judged too. */
  against: string | undefined,
  deps: {
    readonly files: FileStore;
    readonly repository: Revisions;
    readonly kustomize: Kustomize;
    readonly runner: Runner;
    readonly reports: Reports;
  },
): Promise<LintStep> {
  const { runner, reports } = deps;
  const outcome = await lint(
    {
      config,
      paths: [],
      alone: false,
      only: [],
      off: [],
      now: systemClock.now(),
      ...(against === undefined ? {} : { against }),
    },
    { ...deps, revisions: deps.repository },
  );
  const { report, rules, texts } = outcome;
  const prefix = prefixOf(inputs);
  runner.log(renderLintText(report, { texts: outcome.shownTexts, paint: plain, prefix, quiet: false }));
  const markdown = renderLintMarkdown(report, { prefix });
  runner.addSummary(markdown);
  runner.setOutput('errors', String(report.summary.errors));
  runner.setOutput('warnings', String(report.summary.warnings));
  runner.setOutput('report', reports.write('lint.json', renderLintJson(report)));
  if (inputs.sarifFile !== undefined) {
    reports.writeTo(inputs.sarifFile, renderLintSarif(report, { version, rules, prefix, texts }));
    runner.setOutput('sarif', inputs.sarifFile);
  }
  return { report, annotations: renderLintGithub(report, { prefix }), markdown };
}
