import type { LintReport } from '../model/lint-report.ts';
import { placeOf } from './lint-text.ts';
import { lintTotals } from './lint-totals.ts';
import { markdownCell, markdownCode } from './markdown.ts';
import { printable } from './printable.ts';

/** For a job summary or a comment: totals first, then one row a finding. */
export function renderLintMarkdown(report: LintReport, options: { readonly prefix: string }): string {
  const head = `## ramen-sync lint\n\n${lintTotals(report.summary)}\n`;
  const rows = report.findings.map(({ severity, rule, message, location, help }) =>
    [
      severity,
      markdownCode(rule),
      markdownCode(printable(placeOf(location, options.prefix))),
      `${markdownCell(printable(message))}${help === undefined ? '' : `<br>${markdownCell(`help: ${printable(help)}`)}`}`,
    ].join(' | '),
  );
  const table =
    rows.length === 0
      ? ''
      : `\n| severity | rule | place | what |\n|---|---|---|---|\n${rows.map((row) => `| ${row} |\n`).join('')}`;
  const unchecked = report.notChecked.map(
    ({ reason, what, count }) => `- ${markdownCell(printable(what))} (${reason}, ${count})\n`,
  );
  return `${head}${table}${unchecked.length === 0 ? '' : `\nNot checked:\n\n${unchecked.join('')}`}`;
}
