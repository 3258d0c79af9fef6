import type { LintReport } from '../model/lint-report.ts';

/** Workflow commands: GitHub shows each at its line of the pull request. */
export function renderLintGithub(report: LintReport, options: { readonly prefix: string }): string {
  return report.findings
    .map(({ severity, location, rule, message, ramen, help }) => {
      const { file, line, column, endLine, endColumn } = location;
      // GitHub takes columns only where the place is on one line.
      const columns = line === endLine ? { col: column, endColumn } : {};
      const properties = { file: `${options.prefix}${file}`, line, endLine, ...columns, title: rule };
      const text = [
        message,
        ...(ramen === undefined ? [] : [`Ramen would say: ${ramen}`]),
        ...(help === undefined ? [] : [`help: ${help}`]),
      ];
      return `::${severity} ${propertiesText(properties)}::${escapeData(text.join('\n'))}\n`;
    })
    .join('');
}

function propertiesText(properties: Readonly<Record<string, string | number>>): string {
  return Object.entries(properties)
    .map(([name, value]) => `${name}=${escapeProperty(String(value))}`)
    .join(',');
}

/** actions/toolkit: packages/core/src/command.ts. */
function escapeData(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
