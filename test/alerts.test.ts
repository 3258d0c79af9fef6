import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { dump } from 'js-yaml';
import { afterAll, describe, expect, it } from 'vitest';
import { type MetricDefinition, metrics } from '../src/controller/metrics/definitions.ts';
import { type Alert, readAlerts } from './support/alerts-page.ts';
import { findTool } from './support/find-tool.ts';
import { sampleName } from './support/metrics-page.ts';

const root = resolve(import.meta.dirname, '..');
const alerts = readAlerts();
const dashboard = readFileSync(join(root, 'deploy/monitoring/dashboard.json'), 'utf8');
const promtool = findTool('promtool');

/** As a query may write them, with their labels. */
const known = new Map(
  Object.values<MetricDefinition>(metrics).flatMap((metric) => {
    const names =
      metric.type === 'histogram'
        ? ['_bucket', '_sum', '_count'].map((end) => metric.name + end)
        : [sampleName(metric)];
    return names.map(
      (name) => [name, metric.type === 'histogram' ? [...metric.labels, 'le'] : metric.labels] as const,
    );
  }),
);
const expressions = [
  ...alerts.map(({ name, expr }) => [name, expr] as const),
  ...[...dashboard.matchAll(/"(?:expr|query)": (".*")/g)]
    .map(([, text]) => String(JSON.parse(text ?? '""')))
    .filter((text) => text !== 'prometheus')
    .map((text, index) => [`query ${index} of the dashboard`, text] as const),
];

describe('alerts and dashboard', () => {
  it.each(expressions)('%s asks for metrics and labels that there are', (_, expr) => {
    const named = [...expr.matchAll(/\b(?:ramen_sync|process)_\w+/g)].map(([name]) => name);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect([...known.keys()]).toContain(name);
    const labels = new Set(named.flatMap((name) => known.get(name) ?? []));
    const grouped = [...expr.matchAll(/\b(?:by|on) \(([^)]*)\)/g)].flatMap(([, list = '']) =>
      list.split(/, */),
    );
    const matched = [...expr.matchAll(/[{,] *(\w+) *=~?"/g)].map(([, label = '']) => label);
    for (const label of [...grouped, ...matched])
      if (label !== 'instance') expect([...labels]).toContain(label);
  });

  it.each(alerts)('$name says what is wrong, what to do, and where to read on', (alert) => {
    expect(alert.runbook).toBe(
      `https://github.com/RamenDR/ramen-sync/blob/main/docs/alerts.md#${alert.name.toLowerCase()}`,
    );
    expect(['critical', 'warning', 'info']).toContain(alert.severity);
    expect(alert.description.split('\n').length).toBeGreaterThan(1);
    const grouped = /\bby \(([^)]*)\)/.exec(alert.expr)?.[1]?.split(', ') ?? [];
    for (const [, label] of `${alert.summary}${alert.description}`.matchAll(/\$labels\.(\w+)/g))
      expect(labelsOf(alert, grouped)).toContain(label);
  });

  function labelsOf(alert: Alert, grouped: readonly string[]): readonly string[] {
    return [
      ...grouped,
      ...[...alert.expr.matchAll(/\bby \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(', ')),
    ];
  }
});

describe.skipIf(promtool === undefined)('promtool (skipped where it is not installed)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ramen-sync-alerts-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  function run(...args: readonly string[]): string {
    return execFileSync(promtool ?? '', args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });
  }

  it('reads every query, and every alert with its words', () => {
    const annotated = alerts.map(({ name, expr, summary, description }) => ({
      alert: name,
      expr,
      annotations: { summary, description },
    }));
    const recorded = expressions
      .filter(([, expr]) => !expr.startsWith('label_values'))
      .map(([, expr], index) => ({
        record: `query:${index}`,
        expr: expr.replaceAll('$__rate_interval', '5m'),
      }));
    write('all.yaml', [...annotated, ...recorded]);
    expect(run('check', 'rules', 'all.yaml')).toContain(
      `SUCCESS: ${annotated.length + recorded.length} rules`,
    );
  });

  it('sees each alert come when it should, and not when it should not', () => {
    // Its tests compare annotations word by word: those are read above.
    const bare = alerts.map(({ name, expr, pending, severity }) => ({
      alert: name,
      expr,
      for: pending,
      labels: { severity },
    }));
    write('rules.yaml', bare);
    const tests = join(root, 'test/support/alerts.promtool.yaml');
    copyFileSync(tests, join(folder, 'tests.yaml'));
    for (const { name } of alerts) expect(readFileSync(tests, 'utf8')).toContain(`alertname: ${name}\n`);
    expect(run('test', 'rules', 'tests.yaml')).toContain('SUCCESS');
  });

  function write(file: string, rules: readonly object[]): void {
    writeFileSync(join(folder, file), dump({ groups: [{ name: 'ramen-sync', rules }] }));
  }
});
