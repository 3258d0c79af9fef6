import type { Json } from '../model/json.ts';
import { spanText } from '../model/span-text.ts';
import type { ApplicationStatus, StatusReport } from '../model/status.ts';
import type { Paint, Style } from './colour.ts';
import { fold } from './fold.ts';
import { printable } from './printable.ts';
import { type Cell, renderTable } from './table.ts';

/** One line an application, and below the table what is not as it should be. */
export function renderStatusText(
  report: StatusReport,
  options: { readonly paint: Paint; readonly columns: number },
): string {
  const { paint, columns } = options;
  if (report.applications.length === 0) return 'no protected application on this hub\n';
  const head = ['APPLICATION', 'RUNS ON', 'PHASE', 'PROGRESSION', 'HEALTH', 'RPO', 'GIT'].map((word) => ({
    text: word,
    painted: paint('dim', word),
  }));
  const table = renderTable([head, ...report.applications.map((app) => row(app, paint))]);
  const notes = report.applications.flatMap((app) => notesOf(app, columns));
  const unseen = report.notChecked.flatMap(({ what, reason }) =>
    fold(`not checked: ${what} (${reason})`, columns, '').map((line) =>
      paint(reason.startsWith('cluster-') ? 'warning' : 'dim', line),
    ),
  );
  return [
    table,
    ...(notes.length === 0 ? [] : [`${notes.join('\n')}\n`]),
    ...(unseen.length === 0 ? [] : [`${unseen.join('\n')}\n`]),
  ].join('\n');
}

function row(app: ApplicationStatus, paint: Paint): readonly Cell[] {
  const step = app.step === undefined ? '' : ` ${app.step.index}/${app.step.of}`;
  return [
    printable(`${app.namespace}/${app.name}`),
    printable(app.runsOn ?? 'unknown'),
    printable(app.phase === '' ? '-' : app.phase),
    printable(
      `${app.progression === '' ? '-' : app.progression}${app.progression === 'Completed' ? '' : step}`,
    ),
    cell(app.health, healthStyles[app.health], paint),
    cell(rpoText(app), rpoStyles[app.rpo.state], paint),
    cell(app.sync, syncStyles[app.sync], paint),
  ];
}

function cell(text: string, style: Style, paint: Paint): Cell {
  return { text, painted: paint(style, text) };
}

const healthStyles: Readonly<Record<ApplicationStatus['health'], Style>> = {
  Current: 'good',
  InProgress: 'warning',
  Failed: 'error',
  Unknown: 'warning',
};

const rpoStyles: Readonly<Record<ApplicationStatus['rpo']['state'], Style>> = {
  ok: 'good',
  warning: 'warning',
  critical: 'error',
  never: 'error',
  'not-applicable': 'dim',
  unknown: 'warning',
};

const syncStyles: Readonly<Record<ApplicationStatus['sync'], Style>> = {
  synced: 'good',
  drifted: 'warning',
  held: 'warning',
  blocked: 'error',
  unknown: 'dim',
};

function rpoText({ rpo }: ApplicationStatus): string {
  if (rpo.lagSeconds === undefined || rpo.intervalSeconds === undefined) {
    return rpo.state === 'not-applicable' ? '-' : rpo.state;
  }
  return `${spanText(rpo.lagSeconds)}/${spanText(rpo.intervalSeconds)}`;
}

function notesOf(app: ApplicationStatus, columns: number): readonly string[] {
  const name = `${app.namespace}/${app.name}`;
  const held = app.held.map((field) => {
    const who =
      field.manager === undefined
        ? ''
        : ` by ${field.manager}${field.since === undefined ? '' : ` at ${field.since}`}`;
    return `${field.path} is held: cluster ${shown(field.live)}${who}, Git ${shown(field.git)}`;
  });
  const message = app.message === undefined || app.doubts.length > 0 ? [] : [app.message];
  return [
    ...app.doubts.flatMap((doubt) => [
      ...fold(printable(`${name}: ${doubtWords[doubt.health]}: ${doubt.text}`), columns, ''),
      ...fold(printable(`help: ${doubt.help}`), columns, '  '),
    ]),
    ...[...message, ...held].flatMap((text) => fold(printable(`${name}: ${text}`), columns, '')),
  ];
}

const doubtWords = {
  Failed: 'its green is false',
  InProgress: 'its green is early',
  Unknown: 'its green is not certain',
} as const;

function shown(value: Json | undefined): string {
  if (value === undefined) return '(none)';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
