import type { Json } from '../model/json.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Change, ChangeState, FieldChange, PlanReport, Risk } from '../model/plan.ts';
import { type Alike, EACH } from './alike.ts';
import type { Paint, Style } from './colour.ts';
import { isCarriedOut } from './danger.ts';
import { fieldNotes, ownersOf } from './field-notes.ts';
import { fold } from './fold.ts';
import { type ChangeGroup, groupChanges, isBookkeeping } from './plan-groups.ts';
import { printable } from './printable.ts';
import { snapshotWords } from './snapshot-words.ts';

export interface PlanTextOptions {
  readonly paint: Paint;
  /** Width of the terminal; lines are folded, never cut. */
  readonly columns: number;
  readonly showUnchanged: boolean;
}

/** The plan as people read it: most dangerous first, what does not change only counted. `changes` come in that order. */
export function renderPlanText(report: PlanReport, options: PlanTextOptions): string {
  const { paint } = options;
  const shown = report.changes.filter((change) => isShown(change, options));
  const folded = report.changes.filter((change) => isBookkeeping(change));
  const strangers = report.changes.filter((change) => change.state === 'not-in-git');
  return [
    headLine(report, options),
    ...groupChanges(shown, report).map((group) => groupLines(group, options)),
    ...(folded.length === 0
      ? []
      : [`${paint('dim', '~')} ${folded.length} more: only ramen-sync's own notes are written`]),
    ...(strangers.length === 0 ? [] : [strangersLine(strangers, options)]),
    ...clusterLines(report, options),
    summaryLine(report, options),
  ]
    .filter((block) => block !== '')
    .join('\n\n')
    .concat('\n');
}

/** Changes with something to say stand apart; those that are told in one line stand together. */
function groupLines(group: ChangeGroup, options: PlanTextOptions): string {
  if (group.told === 'fully') return changeLines(group.change, options).join('\n');
  if (group.told === 'alike') return alikeLines(group.alike, options).join('\n');
  const reason = group.reason === undefined ? [] : fold(group.reason, options.columns, '    ');
  return [...briefLines(group.changes, options), ...reason].join('\n');
}

function briefLines(changes: readonly Change[], { paint, columns }: PlanTextOptions): readonly string[] {
  const width = Math.max(...changes.map((change) => formatRef(change.object).length));
  return changes.map((change) => {
    const [mark, style] = marks[change.state];
    const name = formatRef(change.object);
    const place = change.location === undefined ? '' : `${change.location.file}:${change.location.line}`;
    const word = speaksForItself.has(change.state) ? '' : `  ${change.state}`;
    const isLoud = change.risk !== undefined && !isMild(change.risk);
    const risk = isLoud ? `  ${paintRisk(change.risk, paint)}` : '';
    const gap = ' '.repeat(width - name.length);
    const length = `${mark} ${name}${gap}${word}  ${place}${isLoud ? `  ${change.risk}` : ''}`.length;
    const head = `${paint(style, mark)} ${paint('strong', name)}`;
    const state = word === '' ? '' : paint(style, word);
    return length <= columns
      ? `${head}${gap}${state}  ${paint('dim', place)}${risk}`.trimEnd()
      : `${head}${state}${risk}\n    ${paint('dim', place)}`.trimEnd();
  });
}

/** Their mark says it. */
const speaksForItself: ReadonlySet<ChangeState> = new Set(['create', 'update', 'unchanged']);

/** What can be undone needs no word. */
function isMild(risk: Risk): boolean {
  return risk === 'cosmetic' || risk === 'reversible';
}

function isShown(change: Change, options: PlanTextOptions): boolean {
  if (change.state === 'not-in-git' || isBookkeeping(change)) return false;
  return change.state !== 'unchanged' || options.showUnchanged || change.consequences.length > 0;
}

function headLine({ source, snapshot, clusters }: PlanReport, { paint, columns }: PlanTextOptions): string {
  const names = clusters.map((cluster) =>
    cluster.state === 'reachable' ? cluster.name : `${cluster.name} (${cluster.state})`,
  );
  const revision = source.revision === undefined ? 'no Git' : `Git ${source.revision.slice(0, 12)}`;
  const text = `${revision}${source.dirty ? ' with uncommitted changes' : ''}, against ${snapshot === undefined ? '' : `${snapshotWords(snapshot)} of `}${names.join(', ')}`;
  return fold(text, columns, '')
    .map((line) => paint('dim', line))
    .join('\n');
}

const marks: Readonly<Record<ChangeState, readonly [mark: string, style: Style]>> = {
  blocked: ['x', 'error'],
  held: ['=', 'warning'],
  remove: ['-', 'error'],
  update: ['~', 'note'],
  create: ['+', 'added'],
  unreachable: ['?', 'warning'],
  pending: ['.', 'warning'],
  'not-in-git': [' ', 'dim'],
  unchanged: [' ', 'dim'],
};

function changeLines(change: Change, options: PlanTextOptions): readonly string[] {
  const { paint } = options;
  const name = formatRef(change.object);
  const place =
    change.location === undefined
      ? []
      : [paint('dim', `    ${change.location.file}:${change.location.line}`)];
  return [
    changeHead(change, name, paint),
    ...place,
    ...changeBody(change, options),
    ...heldHelp(change, { name, generation: change.judged?.generation?.toString() }, options),
  ];
}

/** Once what holds for all of them, then a line for each. */
function alikeLines({ shared, members }: Alike, options: PlanTextOptions): readonly string[] {
  const { paint, columns } = options;
  const width = Math.max(...members.map(({ change }) => formatRef(change.object).length));
  return [
    changeHead(shared, `${members.length} alike`, paint),
    ...changeBody(shared, options),
    ...heldHelp(shared, { name: EACH, generation: '<generation>' }, options),
    ...members.flatMap(({ change, own }) => {
      const name = formatRef(change.object);
      const [first = '', ...more] = fold(own.map(printable).join('; '), columns - width - 6, '');
      const gap = ' '.repeat(width + 6);
      const head = `    ${paint('strong', name)}${' '.repeat(width - name.length)}  ${paint('dim', first)}`;
      return [head.trimEnd(), ...more.map((line) => `${gap}${paint('dim', line)}`)];
    }),
  ];
}

function changeHead(change: Change, name: string, paint: Paint): string {
  const [mark, style] = marks[change.state];
  const risk = change.risk === undefined || isMild(change.risk) ? '' : `  ${paintRisk(change.risk, paint)}`;
  const word = change.state === 'update' ? `update${inPart(change)}` : change.state;
  const predicted = change.predicted && change.state !== 'create' ? paint('dim', '  predicted') : '';
  return `${paint(style, mark)} ${paint('strong', name)}  ${paint(style, word)}${risk}${predicted}`;
}

function changeBody(change: Change, options: PlanTextOptions): readonly string[] {
  const { paint, columns } = options;
  return [
    ...(change.reason === undefined ? [] : fold(change.reason, columns, '    ')),
    ...change.fields.flatMap((field) => fieldLines(field, options)),
    ...change.consequences.flatMap(({ code, text }) => consequenceLines(code, text, options)),
    ...change.blocks.flatMap((block) => [
      ...fold(`${block.gate}: ${block.message}`, columns, '    ').map((line) => paint('error', line)),
      ...(block.help === undefined ? [] : fold(`help: ${block.help}`, columns, '      ')),
      ...(block.allow === undefined
        ? []
        : fold(`to pass: --allow ${block.allow}`, columns, '      ').map((line) => paint('dim', line))),
    ]),
  ];
}

function inPart({ fields, blocks }: Change): string {
  if (fields.some((field) => field.held)) return ', held in part';
  return blocks.length > 0 ? ', blocked in part' : '';
}

function heldHelp(
  { fields }: Change,
  { name, generation }: { readonly name: string; readonly generation: string | undefined },
  { columns, paint }: PlanTextOptions,
): readonly string[] {
  if (!fields.some((field) => field.held)) return [];
  const override =
    generation === undefined
      ? ''
      : `; or overrule the cluster once: --allow override-live=${name}@${generation}`;
  const adopt = name === EACH ? 'ramen-sync adopt' : `ramen-sync adopt ${name}`;
  return fold(`help: keep what is live with ${adopt}${override}`, columns, '    ').map((line) =>
    paint('dim', line),
  );
}

function consequenceLines(
  code: string,
  text: string,
  { paint, columns }: PlanTextOptions,
): readonly string[] {
  const lines = fold(`> ${text}`, columns, '    ');
  const alarming = alarms.has(code);
  return alarming ? lines.map((line) => paint('warning', line)) : lines;
}

/** Consequences that somebody must not miss. */
const alarms: ReadonlySet<string> = new Set([
  'workload-moves',
  'writes-lost',
  'take-over-would',
  'second-copy',
  'unprotected',
  'protection-ends',
  'false-green',
]);

function paintRisk(risk: Risk, paint: Paint): string {
  const style =
    risk === 'moves-data' || risk === 'ends-protection'
      ? 'error'
      : risk === 'narrows-protection'
        ? 'warning'
        : 'dim';
  return paint(style, risk);
}

/** Who and when stands behind the values where it fits, else on a line of its own. */
function fieldLines(field: FieldChange, { paint, columns }: PlanTextOptions): readonly string[] {
  const values = field.held
    ? `cluster ${show(field.live)}, Git ${show(field.git)}`
    : field.stays
      ? `${show(field.live)} stays: ${printable(ownersOf(field).join(' and '))} ${field.coOwners === undefined ? 'owns' : 'own'} it too`
      : `${show(field.live)} -> ${show(field.git)}`;
  const line = `${printable(field.path)}: ${values}`;
  const note = noteOf(field);
  if (note === '') return fold(line, columns, '    ');
  if (line.length + note.length + 8 <= columns) return [`    ${line}  ${paint('dim', `(${note})`)}`];
  return [
    ...fold(line, columns, '    '),
    ...fold(`(${note})`, columns, '      ').map((part) => paint('dim', part)),
  ];
}

function noteOf(field: FieldChange): string {
  const said = field.held ? 'held' : 'stays';
  const notes = field.stays ? [field.time ?? ''] : fieldNotes(field);
  return printable(notes.filter((note) => note !== '' && note !== said).join(', '));
}

function show(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return printable(text.length > 200 ? `${text.slice(0, 197)}...` : text);
}

function strangersLine(strangers: readonly Change[], { columns }: PlanTextOptions): string {
  const names = strangers.map(({ object, judged }) =>
    judged === undefined ? formatRef(object) : `${formatRef(object)} (uid ${judged.uid})`,
  );
  const few = names.slice(0, 5).join(', ');
  return fold(
    `live but not in Git, left alone: ${few}${names.length > 5 ? ` and ${names.length - 5} more` : ''}`,
    columns,
    '',
  ).join('\n');
}

function clusterLines(
  { clusters, notChecked, notices = [] }: PlanReport,
  { paint, columns }: PlanTextOptions,
): readonly string[] {
  const dead = clusters
    .filter((cluster) => cluster.state !== 'reachable')
    .flatMap((cluster) =>
      fold(`${cluster.name} is ${cluster.state}: ${printable(cluster.message ?? '')}`, columns, ''),
    );
  const unseen = notChecked.flatMap(({ reason, what, count }) =>
    fold(`not checked: ${what} (${count > 1 ? `${count}, ` : ''}${reason})`, columns, ''),
  );
  const noted = notices.flatMap(({ text }) => fold(`note: ${printable(text)}`, columns, ''));
  const parts = [
    ...dead.map((line) => paint('warning', line)),
    ...noted.map((line) => paint('warning', line)),
    ...unseen.map((line) => paint('dim', line)),
  ];
  return parts.length === 0 ? [] : [parts.join('\n')];
}

const summaryWords: readonly (readonly [keyof PlanReport['summary'], string, Style | undefined])[] = [
  ['blocked', 'blocked', 'error'],
  ['held', 'held', 'warning'],
  ['create', 'to create', 'added'],
  ['update', 'to update', 'note'],
  ['remove', 'to remove', 'error'],
  ['pending', 'pending', 'warning'],
  ['unreachable', 'unreachable', 'warning'],
  ['unchanged', 'unchanged', undefined],
  ['notInGit', 'not in Git', undefined],
];

function summaryLine({ summary, changes }: PlanReport, { paint }: PlanTextOptions): string {
  const dangers = (['ends-protection', 'moves-data'] as const).flatMap((risk) => {
    const count = changes.filter((change) => change.risk === risk && isCarriedOut(change)).length;
    return count === 0 ? [] : [paint('error', `${count} ${words[risk][count === 1 ? 0 : 1]}`)];
  });
  const parts = summaryWords.flatMap(([key, word, style]) => {
    const count = summary[key];
    if (count === 0) return [];
    return [style === undefined ? `${count} ${word}` : paint(style, `${count} ${word}`)];
  });
  const total = parts.length === 0 ? 'nothing to do, nothing managed' : parts.join(', ');
  return `${paint('strong', 'Plan:')} ${total}${dangers.length === 0 ? '' : `; ${dangers.join(', ')}`}`;
}

const words = {
  'ends-protection': ['ends protection', 'end protection'],
  'moves-data': ['moves data', 'move data'],
} as const;
