import type { Finding, NotChecked, Severity } from '../model/finding.ts';
import type { LintReport } from '../model/lint-report.ts';
import type { Location } from '../model/source.ts';
import { type Frame, gutterOf, renderFrame } from './code-frame.ts';
import type { Paint } from './colour.ts';
import { fold } from './fold.ts';
import { lintTotals } from './lint-totals.ts';
import { printable } from './printable.ts';

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

/** For people: every finding with its frame, then what was covered. */
export function renderLintText(report: LintReport, options: LintTextOptions): string {
  const findings = report.findings.map((finding) => `${renderFinding(finding, options)}\n`);
  return `${findings.join('')}${renderEnd(report, options)}`;
}

function renderFinding(finding: Finding, options: LintTextOptions): string {
  const { paint } = options;
  const frames = framesOf(finding, options);
  const gutter = gutterOf(frames);
  const rows = [...headline(finding, options), ...place(finding.location, '-->', finding.label ?? '', '^')];
  for (const related of finding.related ?? []) {
    rows.push(...place(related.location, ':::', related.message, '-'));
  }
  const notes = notesOf(finding);
  if (notes.length > 0) rows.push(paint('dim', `${' '.repeat(gutter)} |`));
  for (const [name, text] of notes) {
    const [first = '', ...rest] = folded(`${name}: ${printable(text)}`, gutter + 3, options);
    const sentence = first.slice(name.length + 1);
    rows.push(`${' '.repeat(gutter)} ${paint('dim', '=')} ${paint('strong', `${name}:`)}${sentence}`);
    rows.push(...rest.map((line) => `${' '.repeat(gutter + 3)}${line}`));
  }
  return `${rows.join('\n')}\n`;

  function place(location: Location, arrow: string, label: string, mark: '^' | '-'): readonly string[] {
    const head = `${' '.repeat(gutter)}${paint('dim', arrow)} ${printable(placeOf(location, options.prefix))}`;
    const text = options.texts.get(location.file);
    if (text === undefined) return [label === '' || mark === '^' ? head : `${head} ${printable(label)}`];
    return [head, ...renderFrame(frameOf(location, text, label, mark, finding.severity), gutter, paint)];
  }
}

function headline(finding: Finding, options: LintTextOptions): readonly string[] {
  const { paint } = options;
  const label = `${finding.severity}[${finding.rule}]`;
  const [first = '', ...rest] = folded(`${label}: ${printable(finding.message)}`, 0, options);
  return [
    `${paint(finding.severity, label)}${paint('strong', first.slice(label.length))}`,
    ...rest.map((line) => paint('strong', line)),
  ];
}

function folded(text: string, indent: number, { columns }: LintTextOptions): readonly string[] {
  return columns === undefined ? [text] : fold(text, columns - indent, '');
}

function framesOf(finding: Finding, options: LintTextOptions): readonly Frame[] {
  return [finding.location, ...(finding.related ?? []).map(({ location }) => location)].map((location) =>
    frameOf(location, options.texts.get(location.file) ?? '', '', '^', finding.severity),
  );
}

function frameOf(
  location: Location,
  text: string,
  label: string,
  mark: '^' | '-',
  severity: Severity,
): Frame {
  const isFirst = mark === '^';
  return { location, text, label, mark, style: isFirst ? severity : 'note', before: isFirst ? 2 : 0 };
}

function notesOf(finding: Finding): readonly (readonly [string, string])[] {
  const help = finding.help === undefined ? [] : [['help', finding.help] as const];
  const safe = finding.fix?.safe === true ? [['fix', 'ramen-sync lint --fix does it'] as const] : [];
  const ramen = finding.ramen === undefined ? [] : [[speaker(finding.ramen), finding.ramen] as const];
  return [...ramen, ...help, ...safe];
}

/** The API server names the field first, or the decoder; Ramen's own checks are sentences. */
function speaker(text: string): string {
  return /^(?:strict decoding error|(?:spec|metadata)\.|[a-zA-Z]+: (?:Forbidden|Invalid value):)/.test(text)
    ? 'the API server would say'
    : 'Ramen would say';
}

export function placeOf({ file, line, column }: Location, prefix: string): string {
  return `${prefix}${file}:${line}:${column}`;
}

function renderEnd(report: LintReport, options: LintTextOptions): string {
  const { paint } = options;
  const style = report.summary.errors > 0 ? 'error' : report.summary.warnings > 0 ? 'warning' : 'good';
  const rows = [paint(style, lintTotals(report.summary))];
  if (!options.quiet) {
    for (const item of report.notChecked) rows.push(`${paint('dim', 'not checked:')} ${notChecked(item)}`);
    const ids = [...new Set(report.findings.map(({ rule }) => rule))];
    const [first] = ids;
    if (first !== undefined) rows.push(paint('dim', `more about a rule: ramen-sync explain ${first}`));
  }
  return `${rows.join('\n')}\n`;
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
