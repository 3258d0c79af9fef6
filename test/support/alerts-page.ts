import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { load } from 'js-yaml';
import { getAt, getString } from '../../src/model/field-path.ts';
import { isArray, type Json } from '../../src/model/json.ts';

const file = resolve(import.meta.dirname, '../../deploy/monitoring/prometheus-rule.yaml');

export interface Alert {
  readonly name: string;
  readonly expr: string;
  readonly pending: string;
  readonly severity: string;
  readonly summary: string;
  readonly description: string;
  readonly runbook: string;
}

/** The alerts of deploy/monitoring. */
export function readAlerts(): readonly Alert[] {
  const rules = getAt(JSON.parse(JSON.stringify(load(readFileSync(file, 'utf8')))), [
    'spec',
    'groups',
    0,
    'rules',
  ]);
  return (isArray(rules) ? rules : []).map((rule: Json) => {
    const text = (...path: readonly string[]): string => getString(rule, path) ?? '';
    return {
      name: text('alert'),
      expr: text('expr'),
      pending: text('for'),
      severity: text('labels', 'severity'),
      summary: text('annotations', 'summary'),
      description: text('annotations', 'description'),
      runbook: text('annotations', 'runbook_url'),
    };
  });
}

/** docs/alerts.md: the runbook, in the words that the alert itself carries. */
export function alertsPage(): string {
  const sections = readAlerts().map(
    ({ name, expr, pending, severity, summary, description }) => `## ${name}

**${withoutTemplates(summary)}** · ${severity} · after ${pending}

${withoutTemplates(description).replaceAll('\n', '\n\n')}

\`\`\`promql
${expr}
\`\`\`
`,
  );
  return `# Alerts of the loop

<!-- Written by npm run generate, from deploy/monitoring/prometheus-rule.yaml. -->

\`kubectl apply -k deploy/monitoring\` installs them, with a PodMonitor and a dashboard, where the Prometheus operator runs;
the chart does with \`monitoring.enabled\`. The metrics are in [metrics.md](metrics.md). How late replication is, is judged by
what the last pass saw: an alert may come one interval late, and none comes because the loop looks seldom.

${sections.join('\n')}`;
}

function withoutTemplates(text: string): string {
  return text
    .replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, '‹$1›')
    .replaceAll(/\{\{ \$value[^}]*\}\}/g, '‹value›');
}
