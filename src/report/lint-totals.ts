import type { LintSummary } from '../model/lint-report.ts';

/** `2 errors, 1 warning in 12 files (40 documents, 38 objects), 1 fixable with --fix`. */
export function lintTotals(summary: LintSummary): string {
  const { errors, warnings, suppressed, baselined, fixable, elsewhere = 0 } = summary;
  const problems = [
    ...(errors === 0 ? [] : [counted(errors, 'error')]),
    ...(warnings === 0 ? [] : [counted(warnings, 'warning')]),
  ];
  const objects = `${counted(summary.documents, 'document')}, ${counted(summary.objects, 'object')}`;
  const rest = [
    ...(fixable === 0 ? [] : [`${fixable} fixable with --fix`]),
    ...(suppressed === 0 ? [] : [`${suppressed} suppressed`]),
    ...(baselined === 0 ? [] : [`${baselined} in the baseline`]),
    ...(elsewhere === 0 ? [] : [`${elsewhere} in files that do not change`]),
  ];
  const found = problems.length === 0 ? 'no problems' : problems.join(', ');
  return [`${found} in ${counted(summary.files, 'file')} (${objects})`, ...rest].join(', ');
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
