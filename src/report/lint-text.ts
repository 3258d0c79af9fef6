import { compareText, type Finding, type NotChecked } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { Location } from '../model/source.ts';
import { gutterOf, renderFrame, sourceLines } from './code-frame.ts';
import type { Paint } from './colour.ts';
import { fold } from './fold.ts';
import { lintTotals } from './lint-totals.ts';
import { printable } from './printable.ts';
import { speaker } from './speaker.ts';

export interface LintTextOptions {
  /** Texts of the files with findings, values of Secrets masked; without one there is no frame. */
  readonly texts: ReadonlyMap<string, string>;
  readonly paint: Paint;
  /** What leads from the reader's folder to the repository, as `../dr/`; empty where they are the same. */
  readonly prefix: string;
  readonly quiet: boolean;
  /** Width to fold sentences at; source lines are never folded. Absent: no folding. */
  readonly columns?: number;
}

/** For people: every finding with its frame, then what was covered. Where there are many, each is said more briefly. */
export function renderLintText(report: LintReport, options: LintTextOptions): string {
  const lines = new Map<string, readonly string[]>();
  const page: Page = {
    ...options,
    isLong: report.findings.length > LONG,
    told: new Set(),
    linesOf: (file) => {
      const text = options.texts.get(file);
      if (text === undefined) return undefined;
      const known = lines.get(file) ?? sourceLines(text);
      lines.set(file, known);
      return known;
    },
  };
  const findings = report.findings.map((finding) => `${renderFinding(finding, page)}\n`);
  return `${findings.join('')}${renderEnd(report, options)}`;
}

/** With more findings than this only the marked lines are shown, and what a rule has said already is not repeated. */
const LONG = 50;

/** Of the places that explain one finding. */
const MOST_PLACES = 5;

interface Page extends LintTextOptions {
  readonly isLong: boolean;
  /** Notes of a long report that were shown. */
  readonly told: Set<string>;
  readonly linesOf: (file: string) => readonly string[] | undefined;
}

function renderFinding(finding: Finding, page: Page): string {
  const { paint } = page;
  const related = (finding.related ?? []).slice(0, MOST_PLACES);
  const left = (finding.related ?? []).length - related.length;
  const gutter = gutterOf([finding.location, ...related.map(({ location }) => location)]);
  const blank = ' '.repeat(gutter);
  const rows = [...headline(finding, page), ...place(finding.location, '-->', finding.label ?? '', '^')];
  for (const { location, message } of related) rows.push(...place(location, ':::', message, '-'));
  if (left > 0)
    rows.push(`${blank}${paint('dim', ':::')} and ${left} more ${left === 1 ? 'place' : 'places'}`);
  const notes = notesOf(finding, page);
  if (notes.length > 0) rows.push(paint('dim', `${blank} |`));
  for (const [name, text] of notes) {
    const [first = '', ...rest] = folded(`${name}: ${printable(text)}`, gutter + 3, page);
    const sentence = first.slice(name.length + 1);
    rows.push(`${blank} ${paint('dim', '=')} ${paint('strong', `${name}:`)}${sentence}`);
    rows.push(...rest.map((line) => `${' '.repeat(gutter + 3)}${line}`));
  }
  return `${rows.join('\n')}\n`;

  function place(location: Location, arrow: string, label: string, mark: '^' | '-'): readonly string[] {
    const head = `${blank}${paint('dim', arrow)} ${printable(placeOf(location, page.prefix))}`;
    const lines = page.linesOf(location.file);
    if (lines === undefined) return [label === '' || mark === '^' ? head : `${head} ${printable(label)}`];
    const isFirst = mark === '^';
    const style = isFirst ? finding.severity : 'note';
    const before = isFirst && !page.isLong ? 2 : 0;
    return [head, ...renderFrame({ location, lines, label, mark, style, before }, gutter, page)];
  }
}

function headline(finding: Finding, page: Page): readonly string[] {
  const { paint } = page;
  const label = `${finding.severity}[${finding.rule}]`;
  const [first = '', ...rest] = folded(`${label}: ${printable(finding.message)}`, 0, page);
  return [
    `${paint(finding.severity, label)}${paint('strong', first.slice(label.length))}`,
    ...rest.map((line) => paint('strong', line)),
  ];
}

function folded(text: string, indent: number, { columns }: LintTextOptions): readonly string[] {
  return columns === undefined ? [text] : fold(text, columns - indent, '');
}

function notesOf(finding: Finding, page: Page): readonly (readonly [string, string])[] {
  const { rule, ramen, help, fix } = finding;
  const notes = [
    ...(ramen === undefined ? [] : [[speaker(ramen), ramen] as const]),
    ...(help === undefined ? [] : [['help', help] as const]),
    ...(fix?.safe === true ? [['fix', 'ramen-sync lint --fix does it'] as const] : []),
  ];
  if (!page.isLong) return notes;
  return notes.filter(([name, text]) => {
    const id = JSON.stringify([rule, name, text]);
    const isNew = !page.told.has(id);
    page.told.add(id);
    return isNew;
  });
}

export function placeOf({ file, line, column }: Location, prefix: string): string {
  return `${prefix}${file}:${line}:${column}`;
}

function renderEnd(report: LintReport, options: LintTextOptions): string {
  const { paint } = options;
  const style = report.summary.errors > 0 ? 'error' : report.summary.warnings > 0 ? 'warning' : 'good';
  const rows = folded(lintTotals(report.summary), 0, options).map((line) => paint(style, line));
  if (!options.quiet) {
    if (report.findings.length > LONG) rows.push(...note('by rule:', countsByRule(report.findings)));
    for (const item of report.notChecked) rows.push(...note('not checked:', notChecked(item)));
    const [first] = report.findings;
    if (first !== undefined) rows.push(...note('more about a rule:', `ramen-sync explain ${first.rule}`));
  }
  return `${rows.join('\n')}\n`;

  function note(head: string, text: string): readonly string[] {
    const [first = '', ...rest] = folded(`${head} ${text}`, 0, options);
    return [`${paint('dim', head)}${first.slice(head.length)}`, ...rest];
  }
}

/** `12 unknown-cluster, 3 unknown-field`: the most frequent first. */
function countsByRule(findings: readonly Finding[]): string {
  const counts = new Map<string, number>();
  for (const { rule } of findings) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts]
    .sort(([a, x], [b, y]) => y - x || compareText(a, b))
    .map(([rule, count]) => `${count} ${rule}`)
    .join(', ');
}

const reasons: Readonly<Record<string, string>> = {
  'no-dr-kind': 'not a kind of disaster recovery',
  'no-schema': 'no schema is known',
  'not-on-hub': 'the hub does not have it; judged by the schema known here',
  'not-in-repository': 'referred to, and none is in these files',
  'no-cluster': 'neither source nor annotation says on which cluster',
  'not-kubernetes': 'no Kubernetes object',
  'not-read': 'in no source of the config, or neither YAML nor JSON',
  'no-kustomize': 'neither kustomize nor kubectl is on PATH; install one to have it rendered and checked',
  'render-failed': 'it could not be rendered',
  'not-compared': 'could not be read there, so what changed in it is not known',
  'was-not-valid': 'was no valid object there, so it is not known what a server has of it',
  'not-rendered': 'lint what kustomize prints, with: kustomize build … | ramen-sync lint -',
};

function notChecked({ reason, what, count }: NotChecked): string {
  const why = reasons[reason];
  return `${printable(what)}${count === 1 ? '' : ` (${count})`}${why === undefined ? '' : `: ${why}`}`;
}
