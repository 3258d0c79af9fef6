import { formatRef } from '../model/object-ref.ts';
import type { Change, PlanReport } from '../model/plan.ts';
import { workflowCommand } from './workflow-command.ts';

/** GitHub shows that many of each level a step. */
const SHOWN = 10;

/** Workflow commands at the objects that stop, go for good, or stay behind: `changes` come most dangerous first. Lint has its own. */
export function renderPlanGithub(report: PlanReport, options: { readonly prefix: string }): string {
  const blocked = report.changes.flatMap((change) =>
    change.blocks
      .filter(({ gate }) => gate !== 'lint')
      .map(({ gate, message, help }) =>
        command(
          'error',
          gate,
          change,
          help === undefined ? message : `${message}\nhelp: ${help}`,
          options.prefix,
        ),
      ),
  );
  const held = report.changes
    .filter((change) => change.state === 'held' || change.fields.some((field) => field.held === true))
    .map((change) => command('warning', 'held', change, heldText(change), options.prefix));
  const removed = report.changes
    .filter(({ state }) => state === 'remove')
    .map((change) => command('warning', 'remove', change, removalText(change), options.prefix));
  const warnings = [...removed, ...held];
  return [...blocked.slice(0, SHOWN), ...warnings.slice(0, SHOWN)].join('');
}

function command(level: string, title: string, change: Change, text: string, prefix: string): string {
  const { location } = change;
  const place = location === undefined ? {} : { file: `${prefix}${location.file}`, line: location.line };
  return workflowCommand(level, { ...place, title }, `${formatRef(change.object)}: ${text}`);
}

function heldText({ fields, reason }: Change): string {
  const names = fields.filter((field) => field.held === true).map(({ path }) => path);
  const what = `somebody else changed ${names.length === 0 ? 'it' : names.join(', ')}; it stays until adopt`;
  return reason === undefined ? what : `${what}\n${reason}`;
}

function removalText({ consequences, reason }: Change): string {
  const lines = ['is deleted', ...consequences.map(({ text }) => text)];
  return (reason === undefined ? lines : [...lines, reason]).join('\n');
}
