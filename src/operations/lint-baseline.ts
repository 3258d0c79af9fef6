import {
  type Baseline,
  baselineOf,
  parseBaseline,
  renderBaseline,
  sizeOf,
  withoutKnown,
} from '../lint/baseline.ts';
import type { Finding } from '../model/finding.ts';
import type { LintOutcome } from './lint.ts';

export interface OpenBaseline {
  /** Takes what the baseline has out of the report, and counts it; `stale` is what this run should have found and did not. */
  readonly apply: (outcome: LintOutcome) => { readonly outcome: LintOutcome; readonly stale: number };
  /** The text of a baseline that has all that was found now, and what a run of some paths or rules could not find. */
  readonly next: (outcome: LintOutcome) => {
    readonly text: string;
    readonly size: number;
    readonly outcome: LintOutcome;
  };
}

/** Throws UserError, with the name of the file, on a text that is no baseline. */
export function openBaseline(text: string | undefined, name: string): OpenBaseline {
  const earlier = text === undefined ? [] : parseBaseline(text, name);
  return {
    apply: (outcome) => apply(outcome, earlier),
    next: (outcome) => {
      const isJudged = judgedBy(outcome);
      const kept = earlier.filter((entry) => !isJudged(entry));
      const next = baselineOf(outcome.report.findings, kept);
      return { text: renderBaseline(next), size: sizeOf(next), outcome: apply(outcome, next).outcome };
    },
  };
}

function apply(outcome: LintOutcome, baseline: Baseline): ReturnType<OpenBaseline['apply']> {
  const { findings, count, stale } = withoutKnown(outcome.report.findings, baseline);
  const summary = {
    ...outcome.report.summary,
    errors: countOf(findings, 'error'),
    warnings: countOf(findings, 'warning'),
    baselined: count,
    fixable: findings.filter(({ fix }) => fix?.safe === true).length,
  };
  return {
    outcome: { ...outcome, report: { ...outcome.report, summary, findings } },
    stale: sizeOf(stale.filter(judgedBy(outcome))),
  };
}

function judgedBy({ rules, isReported }: LintOutcome): (entry: Baseline[number]) => boolean {
  const ids = new Set(rules.map(({ id }) => id));
  return ({ file, rule }) => ids.has(rule) && isReported(file);
}

function countOf(findings: readonly Finding[], severity: Finding['severity']): number {
  return findings.filter((finding) => finding.severity === severity).length;
}
