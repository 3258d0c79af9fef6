import type { Finding } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import { placeOf } from './lint-text.ts';
import { lintTotals } from './lint-totals.ts';
import { markdownCell, markdownCode } from './markdown.ts';
import { printable } from './printable.ts';

/** GitHub takes 65,536 characters in a comment; the rest is for the other parts, and for what others add. */
const MOST_CHARACTERS = 50_000;

/** For a job summary or a comment: totals first, then one row a finding as long as there is room. */
export function renderLintMarkdown(report: LintReport, options: { readonly prefix: string }): string {
  const head = `## ramen-sync lint\n\n${lintTotals(report.summary)}\n`;
  const unchecked = report.notChecked.map(
    ({ reason, what, count }) => `- ${markdownCell(printable(what))} (${reason}, ${count})\n`,
  );
  const tail = unchecked.length === 0 ? '' : `\nNot checked:\n\n${fitting(unchecked, 5000, 'things')}`;
  if (report.findings.length === 0) return `${head}${tail}`;
  const rows = report.findings.map((finding) => rowOf(finding, options.prefix));
  return `${head}\n| severity | rule | place | what |\n|---|---|---|---|\n${fitting(rows, MOST_CHARACTERS, 'findings')}${tail}`;
}

function rowOf({ severity, rule, message, location, help }: Finding, prefix: string): string {
  const cells = [
    severity,
    markdownCode(rule),
    markdownCode(printable(placeOf(location, prefix))),
    `${markdownCell(printable(message))}${help === undefined ? '' : `<br>${markdownCell(`help: ${printable(help)}`)}`}`,
  ];
  return `| ${cells.join(' | ')} |\n`;
}

/** As many lines as there is room for, and how many are left. */
function fitting(lines: readonly string[], room: number, nouns: string): string {
  let text = '';
  for (const [index, line] of lines.entries()) {
    if (text.length + line.length > room)
      return `${text}\n${lines.length - index} more ${nouns} do not fit here.\n`;
    text += line;
  }
  return text;
}
