import { backOffMs } from '../model/back-off.ts';

/** What the loop remembers of one TopologySync between its passes. */
export interface Turn {
  /** `metadata.generation` that the last pass saw. */
  readonly generation: number;
  /** Milliseconds since the epoch. */
  readonly dueAt: number;
  /** Passes that failed in a row. */
  readonly failures: number;
}

/** What the next turn depends on. */
export interface PassEnd {
  readonly generation: number;
  readonly intervalMs: number;
  /** It may go better next time without anybody's doing. */
  readonly failed: boolean;
  /** Something was written: soon the next wave can follow, and what was written can be looked at. */
  readonly wrote: boolean;
}

const FIRST_RETRY_MS = 5_000;
const LAST_RETRY_MS = 60_000;
const AFTER_WRITES_MS = 30_000;

/** At its time, and at once when the spec is another one. */
export function isDue(turn: Turn | undefined, generation: number, now: number): boolean {
  return turn === undefined || turn.generation !== generation || now >= turn.dueAt;
}

/** `random` is in [0, 1): objects that failed together must not come back together. */
export function nextTurn(turn: Turn | undefined, end: PassEnd, now: number, random: number): Turn {
  const { generation, intervalMs } = end;
  if (!end.failed) {
    const delay = end.wrote ? Math.min(intervalMs, AFTER_WRITES_MS) : intervalMs;
    return { generation, dueAt: now + delay, failures: 0 };
  }
  const earlier = turn === undefined || turn.generation !== generation ? 0 : turn.failures;
  const failures = earlier + 1;
  const pace = {
    firstMs: Math.min(intervalMs, FIRST_RETRY_MS),
    longestMs: Math.max(intervalMs, LAST_RETRY_MS),
  };
  return { generation, dueAt: now + backOffMs(pace, earlier, random), failures };
}
