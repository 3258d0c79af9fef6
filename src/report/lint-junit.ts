import type { Finding } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import { placeOf } from './lint-text.ts';
import { lintTotals } from './lint-totals.ts';
import { printable } from './printable.ts';
import { speaker } from './speaker.ts';

/**
 * JUnit XML: a suite for each file, a failed test for each error. A warning is a skipped test, as it does not make the
 * run fail; without findings there is one test that passed, because some readers take an empty report for a mistake.
 */
export function renderLintJunit(report: LintReport, options: { readonly prefix: string }): string {
  const { errors, warnings } = report.summary;
  const suites = [...byFile(report.findings)].map(([file, findings]) =>
    suite(file, findings, options.prefix),
  );
  const passed = element(
    'testsuite',
    { name: 'ramen-sync lint', tests: 1, failures: 0, errors: 0, skipped: 0 },
    [element('testcase', { classname: 'ramen-sync', name: lintTotals(report.summary) }, [])],
  );
  const tests = Math.max(1, errors + warnings);
  const root = element(
    'testsuites',
    { name: 'ramen-sync lint', tests, failures: errors, errors: 0, skipped: warnings },
    suites.length === 0 ? [passed] : suites,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${root}`;
}

function byFile(findings: readonly Finding[]): ReadonlyMap<string, readonly Finding[]> {
  const files = new Map<string, Finding[]>();
  for (const finding of findings) {
    const { file } = finding.location;
    const list = files.get(file) ?? [];
    list.push(finding);
    files.set(file, list);
  }
  return files;
}

function suite(file: string, findings: readonly Finding[], prefix: string): string {
  const failures = findings.filter(({ severity }) => severity === 'error').length;
  const counts = { tests: findings.length, failures, errors: 0, skipped: findings.length - failures };
  const path = `${prefix}${file}`;
  return element(
    'testsuite',
    { name: path, ...counts },
    findings.map((finding) => testCase(finding, path, prefix)),
  );
}

function testCase(finding: Finding, path: string, prefix: string): string {
  const { rule, severity, location, message, ramen, help } = finding;
  const { line } = location;
  const details = [
    placeOf(location, prefix),
    ...(ramen === undefined ? [] : [`${speaker(ramen)}: ${ramen}`]),
    ...(help === undefined ? [] : [`help: ${help}`]),
  ];
  const text = details.map(printable).join('\n');
  const outcome =
    severity === 'error'
      ? element('failure', { type: rule, message }, text)
      : element('skipped', { message: `${message} (${details.join('; ')})` }, []);
  // A test is known by its names from one run to the next: there is no line in them.
  const names = { classname: path, name: `${rule}: ${message}` };
  return element('testcase', { ...names, file: path, line }, [outcome]);
}

function element(
  name: string,
  attributes: Readonly<Record<string, string | number>>,
  content: string | readonly string[],
): string {
  const head = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escaped(printable(String(value)))}"`)
    .join('');
  if (typeof content === 'string') return `<${name}${head}>${escaped(content)}</${name}>\n`;
  if (content.length === 0) return `<${name}${head}/>\n`;
  return `<${name}${head}>\n${content.join('')}</${name}>\n`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** XML has no way at all to write surrogates without their other half, nor the two last code points. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? '')
    .replace(/[\p{Surrogate}\ufffe\uffff]/gu, '\ufffd');
}
