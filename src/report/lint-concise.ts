import type { LintReport } from '../model/lint-report.ts';
import { placeOf } from './lint-text.ts';
import { printable } from './printable.ts';

/** One line a finding, never coloured: for grep, editors and agents. */
export function renderLintConcise(report: LintReport, options: { readonly prefix: string }): string {
  return report.findings
    .map(({ location, severity, rule, message, help }) => {
      const cure = help === undefined ? '' : `. help: ${help}`;
      return `${printable(`${placeOf(location, options.prefix)}: ${severity}[${rule}]: ${message}${cure}`)}\n`;
    })
    .join('');
}
