import { type MetricDefinition, metrics } from '../../src/controller/metrics/definitions.ts';

/** docs/metrics.md, from the definitions that the exposition is made of. */
export function metricsPage(): string {
  return `# Metrics of the loop

<!-- Written by npm run generate, from src/controller/metrics/definitions.ts. -->

\`ramen-sync run\` serves them at \`/metrics\` of \`--metrics-bind\`, in a pod \`0.0.0.0:8080\`, as OpenMetrics 1.0 text. Times are
seconds, moments seconds since the epoch. Names and labels are stable; a change is a line in [CHANGELOG.md](../CHANGELOG.md).

\`sync_namespace\` and \`sync\` name the TopologySync. Only the process that works tells of TopologySyncs: whoever stands by has
\`ramen_sync_leader 0\` and nothing more, so sums over pods are right. Series of a TopologySync go with it. How many there can be
is in the table: what an outsider can choose, or what grows with every object, is no label. Objects are counted by kind and
state; only the few that a person has to look at are named. An object's own state is in the status, the log and \`ramen-sync plan\`.

[alerts.md](alerts.md) says which of them wake whom, and what to do then.

| metric | type | labels | series | what |
|---|---|---|---|---|
${Object.values<MetricDefinition>(metrics).map(row).join('')}`;
}

function row(metric: MetricDefinition): string {
  const labels = metric.labels.map((label) => `\`${label}\``).join(', ');
  const cells = [`\`${sampleName(metric)}\``, metric.type, labels, metric.series, metric.help];
  return `| ${cells.join(' | ')} |\n`;
}

/** As a query writes it. */
export function sampleName({ name, type }: MetricDefinition): string {
  return type === 'counter' ? `${name}_total` : type === 'info' ? `${name}_info` : name;
}
