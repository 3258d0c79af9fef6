import type { Json } from '../model/json.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Change, FieldChange, PlanReport } from '../model/plan.ts';
import type { Alike } from './alike.ts';
import { fieldNotes } from './field-notes.ts';
import { markdownCell, markdownCode } from './markdown.ts';
import { type ChangeGroup, groupChanges, isBookkeeping } from './plan-groups.ts';
import { snapshotWords } from './snapshot-words.ts';

/** GitHub refuses comments above 65,536 characters. */
const CAP = 60_000;
/** Names in one list. */
const LISTED = 100;
const MARKER = '<!-- ramen-sync -->';

/** A pull request comment: risk first, the rest folded, cut before the forge cuts it. `changes` come most dangerous first. */
export function renderPlanMarkdown(report: PlanReport): string {
  const loud = report.changes.filter(
    (change) =>
      (change.state !== 'unchanged' || change.consequences.length > 0) &&
      change.state !== 'not-in-git' &&
      !isBookkeeping(change),
  );
  const head = [MARKER, '### ramen-sync plan', '', summary(report), '', ...paragraph(clusterLines(report))];
  const tail = paragraph(quietLines(report));
  const parts: string[] = [];
  let size = [...head, ...tail].join('\n').length;
  let left = 0;
  for (const group of groupChanges(loud, report)) {
    const part = section(group);
    if (size + part.length > CAP) left += countOf(group);
    else {
      parts.push(part);
      size += part.length;
    }
  }
  const cut =
    left === 0
      ? []
      : [`_${left} more changes do not fit into this comment; run \`ramen-sync plan\` to see them._`, ''];
  return [...head, ...parts, ...cut, ...tail].join('\n');
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

function clusterLines({ clusters, snapshot }: PlanReport): readonly string[] {
  const from = snapshot === undefined ? [] : [`- predicted from ${snapshotWords(snapshot)}`];
  const unseen = clusters
    .filter((cluster) => cluster.state !== 'reachable')
    .map(
      (cluster) =>
        `- ${markdownCode(cluster.name)} is ${cluster.state}: ${markdownCell(cluster.message ?? '')}`,
    );
  return [...from, ...unseen];
}

/** What was left alone, and what was not looked at. */
function quietLines({ changes, notChecked, notices = [] }: PlanReport): readonly string[] {
  const notes = changes.filter(isBookkeeping).length;
  const strangers = changes.filter((change) => change.state === 'not-in-git');
  return [
    ...(notes === 0 ? [] : [`- ${notes} more: only ramen-sync's own notes are written`]),
    ...(strangers.length === 0
      ? []
      : [
          `- live but not in Git, left alone: ${strangers
            .slice(0, 5)
            .map((change) => markdownCode(formatRef(change.object)))
            .join(', ')}${strangers.length > 5 ? ` and ${strangers.length - 5} more` : ''}`,
        ]),
    ...notices.map(({ text }) => `- note: ${markdownCell(text)}`),
    ...notChecked.map(
      ({ reason, what, count }) =>
        `- not checked: ${markdownCell(what)} (${count > 1 ? `${count}, ` : ''}${reason})`,
    ),
  ];
}

function paragraph(lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [...lines, ''];
}

function countOf(group: ChangeGroup): number {
  if (group.told === 'fully') return 1;
  return group.told === 'alike' ? group.alike.members.length : group.changes.length;
}

function section(group: ChangeGroup): string {
  if (group.told === 'briefly') return briefSection(group.changes, group.reason);
  if (group.told === 'alike') return alikeSection(group.alike);
  const { change } = group;
  const name = formatRef(change.object);
  return fullSection(change, {
    title: `<code>${markdownCell(name)}</code>`,
    place: change.location === undefined ? [] : [markdownCode(placeOf(change)), ''],
    members: [],
    adopt: `ramen-sync adopt ${name}`,
  });
}

function alikeSection({ shared, members }: Alike): string {
  const rows = listed(members, ({ change, own }) => {
    const said = own.length === 0 ? '' : `: ${own.map(markdownCell).join('; ')}`;
    return `- ${markdownCode(formatRef(change.object))} ${markdownCell(placeOf(change))}${said}`;
  });
  return fullSection(shared, {
    title: `${members.length} alike`,
    place: [],
    members: [...rows, ''],
    adopt: 'ramen-sync adopt',
  });
}

/** A row each, until a comment would hold nothing else. */
function listed<T>(items: readonly T[], row: (item: T) => string): readonly string[] {
  const rows = items.slice(0, LISTED).map(row);
  return items.length <= LISTED ? rows : [...rows, `- … and ${items.length - LISTED} more`];
}

function placeOf({ location }: Change): string {
  return location === undefined ? '' : `${location.file}:${location.line}`;
}

function briefSection(changes: readonly Change[], reason: string | undefined): string {
  const state = changes[0]?.state ?? 'unchanged';
  const open = state === 'blocked' || state === 'held' ? ' open' : '';
  return [
    `<details${open}><summary>${changes.length} ${state}</summary>`,
    '',
    ...(reason === undefined ? [] : [markdownCell(reason), '']),
    ...listed(
      changes,
      (change) =>
        `- ${markdownCode(formatRef(change.object))} ${markdownCell(placeOf(change))}${riskOf(change)}`,
    ),
    '',
    '</details>',
    '',
  ].join('\n');
}

function fullSection(
  change: Change,
  of: {
    readonly title: string;
    readonly place: readonly string[];
    readonly members: readonly string[];
    readonly adopt: string;
  },
): string {
  const isLoud = change.blocks.length > 0 || ['held', 'remove'].includes(change.state);
  const open = isLoud || change.risk === 'moves-data' ? ' open' : '';
  const lines = [
    `<details${open}><summary>${of.title} ${change.state}${riskOf(change)}</summary>`,
    '',
    ...of.place,
    ...paragraph(
      change.fields.length === 0
        ? []
        : ['| field | live | Git | |', '| --- | --- | --- | --- |', ...change.fields.map(row)],
    ),
    ...paragraph(change.reason === undefined ? [] : [markdownCell(change.reason)]),
    ...paragraph([
      ...change.consequences.map((consequence) => `- ${markdownCell(consequence.text)}`),
      ...change.blocks.flatMap(({ gate, message, help, allow }) => [
        `- **${gate}**: ${markdownCell(message)}`,
        ...(help === undefined ? [] : [`  - help: ${markdownCell(help)}`]),
        ...(allow === undefined ? [] : [`  - to pass: ${markdownCode(`--allow ${allow}`)}`]),
      ]),
      ...heldHelp(change, of.adopt),
    ]),
    ...of.members,
    '</details>',
    '',
  ];
  return lines.join('\n');
}

/** What can be undone needs no word. */
function riskOf({ risk }: Change): string {
  return risk === undefined || risk === 'cosmetic' || risk === 'reversible' ? '' : ` · ${risk}`;
}

function heldHelp({ fields }: Change, adopt: string): readonly string[] {
  return fields.some((field) => field.held) ? [`- help: keep what is live with ${markdownCode(adopt)}`] : [];
}

function row(field: FieldChange): string {
  const notes = fieldNotes(field).map(markdownCell);
  return `| ${markdownCode(field.path)} | ${cell(field.live)} | ${cell(field.git)} | ${notes.join(', ')} |`;
}

function cell(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  const plain = typeof value === 'string' ? value : JSON.stringify(value);
  return markdownCode(plain.length > 120 ? `${plain.slice(0, 117)}...` : plain);
}
