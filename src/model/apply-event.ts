import type { ObjectRef } from './object-ref.ts';

export type ApplyEventType =
  | 'started'
  | 'applied'
  | 'removed'
  | 'waiting'
  | 'healthy'
  | 'retrying'
  | 'unchanged'
  | 'held'
  | 'blocked'
  | 'failed'
  | 'skipped';

/** One step of one object; each object ends with exactly one of healthy, unchanged, held, blocked, removed, failed, skipped. */
export interface ApplyEvent {
  readonly time: string;
  readonly event: ApplyEventType;
  readonly object: ObjectRef;
  readonly message?: string;
  readonly attempt?: number;
}

export const terminalEvents: ReadonlySet<ApplyEventType> = new Set([
  'healthy',
  'unchanged',
  'held',
  'blocked',
  'removed',
  'failed',
  'skipped',
]);
