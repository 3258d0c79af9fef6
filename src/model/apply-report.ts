import type { ApplyEventType } from './apply-event.ts';
import type { ObjectRef } from './object-ref.ts';

/** How one object ended. */
export interface ApplyOutcome {
  readonly object: ObjectRef;
  /** The terminal event. */
  readonly state: ApplyEventType;
  readonly message?: string;
  /** The server accepted a write of this run. */
  readonly written: boolean;
}

/** How many objects ended how; `applied` counts the objects that were written, whatever came of them. */
export interface ApplySummary {
  readonly applied: number;
  readonly healthy: number;
  readonly unchanged: number;
  readonly held: number;
  readonly blocked: number;
  readonly removed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface ApplyReport {
  readonly summary: ApplySummary;
  /** Nothing is left to do: healthy, unchanged, removed, or written without waiting. */
  readonly done: readonly ApplyOutcome[];
  /** Left alone because somebody acted on the cluster. */
  readonly held: readonly ApplyOutcome[];
  /** Failed, blocked, or not written at all. */
  readonly notDone: readonly ApplyOutcome[];
}
