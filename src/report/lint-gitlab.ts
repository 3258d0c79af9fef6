import type { Finding } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import { findingIds } from './finding-ids.ts';
import { printable } from './printable.ts';
import { speaker } from './speaker.ts';

export interface GitlabOptions {
  readonly prefix: string;
  /** A short text for any text, always the same. */
  readonly digest: (text: string) => string;
}

/** GitLab's Code Quality report: what its merge request widget compares between branches, by fingerprint. */
export function renderLintGitlab({ findings }: LintReport, options: GitlabOptions): string {
  const ids = findingIds(findings);
  const issues = findings.map((finding, index) =>
    issueJson(finding, options.digest(ids[index] ?? ''), options),
  );
  return `${JSON.stringify(issues, undefined, 2)}\n`;
}

function issueJson(finding: Finding, fingerprint: string, { prefix }: GitlabOptions): unknown {
  const { rule, severity, message, ramen, help, location } = finding;
  const body = [
    ...(ramen === undefined ? [] : [`${speaker(ramen)}: ${ramen}`]),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ];
  return {
    type: 'issue',
    check_name: rule,
    description: printable([message, ...body].join(' · ')),
    categories: ['Bug Risk'],
    severity: severity === 'error' ? 'major' : 'minor',
    fingerprint,
    location: {
      path: `${prefix}${location.file}`,
      positions: {
        begin: { line: location.line, column: location.column },
        end: { line: location.endLine, column: location.endColumn },
      },
    },
  };
}
