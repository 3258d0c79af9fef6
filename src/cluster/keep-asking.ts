import type { Clock } from '../ports/clock.ts';

/** A connection over which nothing may be said for a long time. */
export interface Askable {
  /** Nothing may be asked any more. */
  readonly isOver: () => boolean;
  readonly ping: (answered: () => void) => void;
  readonly end: (error: Error) => void;
}

/** With both, a connection that is dead is known to be after sixteen seconds, whatever still looks alive of it. */
const PING_MS = 8_000;
const PONG_MS = 8_000;

/** Asks until `closed` whether the connection is alive, and ends it where it does not answer. */
export async function keepAsking(connection: Askable, clock: Clock, closed: AbortSignal): Promise<void> {
  while (!connection.isOver()) {
    await clock.sleep(PING_MS, closed);
    if (connection.isOver() || closed.aborted) return;
    const answered = new AbortController();
    connection.ping(() => answered.abort());
    await clock.sleep(PONG_MS, AbortSignal.any([answered.signal, closed]));
    if (!answered.signal.aborted && !closed.aborted) connection.end(new Error('the connection is dead'));
  }
}
