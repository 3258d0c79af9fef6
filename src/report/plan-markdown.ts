import type { Json } from '../model/json.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Change, FieldChange, PlanReport } from '../model/plan.ts';
import { markdownCell, markdownCode } from './markdown.ts';

/** GitHub refuses comments above 65,536 characters. */
const CAP = 60_000;
const MARKER = '<!-- ramen-sync -->';

/** A pull request comment: risk first, the rest folded, cut before the forge cuts it. `changes` come most dangerous first. */
export function renderPlanMarkdown(report: PlanReport): string {
  const loud = report.changes.filter(
    (change) => change.state !== 'unchanged' && change.state !== 'not-in-git',
  );
  const head = [MARKER, '### ramen-sync plan', '', summary(report), ''];
  const parts: string[] = [];
  let size = head.join('\n').length;
  let left = 0;
  for (const change of loud) {
    const part = section(change);
    if (size + part.length > CAP) left += 1;
    else {
      parts.push(part);
      size += part.length;
    }
  }
  const tail =
    left === 0
      ? []
      : [`_${left} more changes do not fit into this comment; run \`ramen-sync plan\` to see them._`, ''];
  const dead = report.clusters
    .filter((cluster) => cluster.state !== 'reachable')
    .map(
      (cluster) =>
        `- ${markdownCode(cluster.name)} is ${cluster.state}: ${markdownCell(cluster.message ?? '')}`,
    );
  return [...head, ...dead, ...(dead.length === 0 ? [] : ['']), ...parts, ...tail].join('\n');
}

function summary({ summary: counts }: PlanReport): string {
  const words: readonly (readonly [number, string])[] = [
    [counts.blocked, 'blocked'],
    [counts.held, 'held'],
    [counts.create, 'to create'],
    [counts.update, 'to update'],
    [counts.remove, 'to remove'],
    [counts.pending, 'pending'],
    [counts.unreachable, 'unreachable'],
    [counts.unchanged, 'unchanged'],
  ];
  const parts = words.filter(([count]) => count > 0).map(([count, word]) => `**${count}** ${word}`);
  return parts.length === 0 ? 'Nothing to do.' : parts.join(' · ');
}

function section(change: Change): string {
  const risk = change.risk === undefined || change.risk === 'cosmetic' ? '' : ` · ${change.risk}`;
  const open =
    change.state === 'blocked' || change.state === 'held' || change.risk === 'moves-data' ? ' open' : '';
  const lines = [
    `<details${open}><summary><code>${markdownCell(formatRef(change.object))}</code> ${change.state}${risk}</summary>`,
    '',
    ...(change.location === undefined
      ? []
      : [markdownCode(`${change.location.file}:${change.location.line}`), '']),
    ...(change.reason === undefined ? [] : [markdownCell(change.reason), '']),
    ...(change.fields.length === 0
      ? []
      : ['| field | live | Git | |', '| --- | --- | --- | --- |', ...change.fields.map(row), '']),
    ...change.consequences.map((consequence) => `- ${markdownCell(consequence.text)}`),
    ...change.blocks.map(
      (block) =>
        `- **${block.gate}**: ${markdownCell(block.message)}${block.help === undefined ? '' : `. ${markdownCell(block.help)}`}`,
    ),
    '',
    '</details>',
    '',
  ];
  return lines.join('\n');
}

function row(field: FieldChange): string {
  const notes = [
    field.held ? 'held' : '',
    field.origin === 'live' ? 'drift' : '',
    field.takesOver ? 'taken over' : '',
    field.manager === undefined ? '' : `by ${markdownCell(field.manager)}`,
  ].filter((note) => note !== '');
  return `| ${markdownCode(field.path)} | ${cell(field.live)} | ${cell(field.git)} | ${notes.join(', ')} |`;
}

function cell(value: Json | undefined): string {
  if (value === undefined) return '';
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  return markdownCode(plain.length > 120 ? `${plain.slice(0, 117)}...` : plain);
}
