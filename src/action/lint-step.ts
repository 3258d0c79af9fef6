import { systemClock } from '../cluster/system-clock.ts';
import type { Config } from '../model/config.ts';
import type { Finding, Severity } from '../model/finding.ts';
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
import { workflowCommand } from '../report/workflow-command.ts';
import { type Inputs, prefixOf } from './inputs.ts';
import type { Reports } from './reports.ts';
import type { Runner } from './runner.ts';

/** GitHub shows that many of each severity a step, and drops the rest without a word. */
const SHOWN = 10;

/** Lints the repository and says it in the log, on the lines, in the summary and in files. */
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
): Promise<LintReport> {
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
  runner.command(annotations(report, prefix));
  runner.addSummary(renderLintMarkdown(report, { prefix }));
  runner.setOutput('errors', String(report.summary.errors));
  runner.setOutput('warnings', String(report.summary.warnings));
  runner.setOutput('report', reports.write('lint.json', renderLintJson(report)));
  if (inputs.sarifFile !== undefined) {
    reports.writeTo(inputs.sarifFile, renderLintSarif(report, { version, rules, prefix, texts }));
    runner.setOutput('sarif', inputs.sarifFile);
  }
  return report;
}

function annotations(report: LintReport, prefix: string): string {
  const shown = [...first(report.findings, 'error'), ...first(report.findings, 'warning')];
  const left = report.findings.length - shown.length;
  const note = `${left} more findings do not fit on the lines; the log, the summary and the report have them`;
  return `${renderLintGithub({ ...report, findings: shown }, { prefix })}${left === 0 ? '' : workflowCommand('notice', { title: 'ramen-sync' }, note)}`;
}

function first(findings: readonly Finding[], severity: Severity): readonly Finding[] {
  return findings.filter((finding) => finding.severity === severity).slice(0, SHOWN);
}
