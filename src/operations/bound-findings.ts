import type { Finding } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';

/** More of a text than anybody reads. */
const MOST = 2000;

/** Words of findings quote names and values, and those may be as long as a file, in every finding of thousands. */
export function boundFindings(report: LintReport): LintReport {
  return report.findings.some(isLong) ? { ...report, findings: report.findings.map(bounded) } : report;
}

const texts = ['message', 'label', 'path', 'ramen', 'help'] as const;

function isLong(finding: Finding): boolean {
  return texts.some((key) => (finding[key]?.length ?? 0) > MOST) || (finding.object?.name.length ?? 0) > MOST;
}

function bounded(finding: Finding): Finding {
  const short: { -readonly [key in keyof Finding]: Finding[key] } = { ...finding };
  for (const key of texts) {
    const text = finding[key];
    if (text !== undefined) short[key] = cut(text);
  }
  if (finding.object !== undefined) short.object = { ...finding.object, name: cut(finding.object.name) };
  return short;
}

function cut(text: string): string {
  if (text.length <= MOST) return text;
  // Half of a character is none.
  const end = /[\ud800-\udbff]/.test(text[MOST - 1] ?? '') ? MOST - 1 : MOST;
  return `${text.slice(0, end)}…`;
}
