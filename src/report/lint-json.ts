import { API_VERSION } from '../model/annotations.ts';
import type { Finding } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { ObjectKey } from '../model/object-ref.ts';
import type { Location } from '../model/source.ts';

/** The shape and the order of keys that contracts promise; schema: schemas/reports/lint-report.schema.json. */
export function renderLintJson({ summary, findings, notChecked }: LintReport): string {
  const report = {
    apiVersion: API_VERSION,
    kind: 'LintReport',
    summary: {
      files: summary.files,
      documents: summary.documents,
      objects: summary.objects,
      errors: summary.errors,
      warnings: summary.warnings,
      suppressed: summary.suppressed,
      baselined: summary.baselined,
      fixable: summary.fixable,
      elsewhere: summary.elsewhere,
    },
    findings: findings.map(findingJson),
    notChecked: notChecked.map(({ reason, what, count }) => ({ reason, what, count })),
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

/** JSON.stringify leaves out what is undefined: absent is absent. */
function findingJson(finding: Finding): unknown {
  return {
    rule: finding.rule,
    severity: finding.severity,
    message: finding.message,
    object: finding.object === undefined ? undefined : objectJson(finding.object),
    path: finding.path,
    location: locationJson(finding.location),
    related: finding.related?.map(({ message, location }) => ({ message, location: locationJson(location) })),
    ramen: finding.ramen,
    help: finding.help,
    fix:
      finding.fix === undefined
        ? undefined
        : {
            safe: finding.fix.safe,
            edits: finding.fix.edits.map(({ file, start, end, text }) => ({ file, start, end, text })),
          },
  };
}

function objectJson({ apiVersion, kind, namespace, name }: ObjectKey): unknown {
  return { apiVersion, kind, namespace, name };
}

function locationJson({ file, document, line, column, endLine, endColumn }: Location): unknown {
  return { file, document, line, column, endLine, endColumn };
}
