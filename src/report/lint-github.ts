import type { LintReport } from '../model/lint-report.ts';
import { printable } from './printable.ts';
import { speaker } from './speaker.ts';
import { workflowCommand } from './workflow-command.ts';

/** Workflow commands: GitHub shows each at its line of the pull request. */
export function renderLintGithub(report: LintReport, options: { readonly prefix: string }): string {
  return report.findings
    .map(({ severity, location, rule, message, ramen, help }) => {
      const { file, line, column, endLine, endColumn } = location;
      // GitHub takes columns only where the place is on one line.
      const columns = line === endLine ? { col: column, endColumn } : {};
      const properties = {
        file: printable(`${options.prefix}${file}`),
        line,
        endLine,
        ...columns,
        title: rule,
      };
      const text = [
        message,
        ...(ramen === undefined ? [] : [`${speaker(ramen)}: ${ramen}`]),
        ...(help === undefined ? [] : [`help: ${help}`]),
      ];
      // The runner's log obeys the colours in it.
      const lines = text.join('\n').split('\n').map(printable);
      return workflowCommand(severity, properties, lines.join('\n'));
    })
    .join('');
}
