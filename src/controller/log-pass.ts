import type { ApplyEvent } from '../model/apply-event.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Log } from './log.ts';
import type { PassResult } from './pass.ts';
import { summaryOf } from './status.ts';

export function logEnd(result: PassResult, milliseconds: number, log: Log): void {
  switch (result.kind) {
    case 'interrupted':
      return;
    case 'suspended':
      log.info('pass skipped: suspended');
      return;
    case 'stalled':
    case 'failed': {
      const { reason, message } = result.problem;
      log.error(`pass ${result.kind}`, { reason, why: message });
      return;
    }
    case 'done': {
      const { mode, revision, sync, setback } = result;
      if (setback !== undefined) {
        log.error('newest commit not used', { reason: setback.reason, why: setback.message });
      }
      for (const { name, state, message } of sync.plan.clusters) {
        if (state !== 'reachable') log.error(`cluster ${state}`, { cluster: name, why: message ?? '' });
      }
      log.info('pass finished', {
        mode,
        revision,
        milliseconds,
        lintErrors: sync.lintErrors,
        summary: summaryOf(result),
      });
    }
  }
}

/** Between passes only what came of a look is worth a line: most find that nothing is to be done. */
export function logLook(result: PassResult, milliseconds: number, log: Log): void {
  if (result.kind === 'failed') {
    const { reason, message } = result.problem;
    log.error('look failed', { reason, why: message });
  } else if (result.kind === 'done' && result.writes > 0) {
    log.info('put back', { objects: result.writes, milliseconds, summary: summaryOf(result) });
  }
}

const told: ReadonlySet<string> = new Set(['applied', 'removed', 'held', 'blocked', 'failed']);

/** Of what an apply does, what a person would ask about. */
export function logEvent({ event, object, message }: ApplyEvent, log: Log): void {
  if (!told.has(event)) return;
  const line = { object: formatRef(object), ...(message === undefined ? {} : { why: message }) };
  if (event === 'failed') log.error('object failed', line);
  else log.info(`object ${event}`, line);
}
