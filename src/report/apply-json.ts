import type { ApplyEvent } from '../model/apply-event.ts';
import type { ApplyReport } from '../model/apply-report.ts';

/** One line for one event, in the key order that contracts promise. */
export function renderApplyEvent({ time, event, object, message, attempt }: ApplyEvent): string {
  const { cluster, apiVersion, kind, namespace, name } = object;
  return line({ time, event, object: { cluster, apiVersion, kind, namespace, name }, message, attempt });
}

/** The last line. */
export function renderApplyDone({ summary }: ApplyReport): string {
  const { applied, healthy, unchanged, held, blocked, removed, failed, skipped } = summary;
  return line({
    event: 'done',
    summary: { applied, healthy, unchanged, held, blocked, removed, failed, skipped },
  });
}

/** JSON.stringify leaves out what is undefined: absent is absent. */
function line(value: unknown): string {
  return `${JSON.stringify(value)}\n`;
}
