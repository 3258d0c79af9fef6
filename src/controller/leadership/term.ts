import type { Leave } from '../../ports/leave.ts';

/**
 * Milliseconds. A write is sent at most `deadlineMs` after the last renewal was, and given up by the server `writeMs` later:
 * a second before anybody else may hold the Lease. Renewing takes seven requests a minute.
 */
export const pace = { leaseMs: 18_000, renewMs: 9_000, deadlineMs: 13_000, writeMs: 4_000 } as const;

/** A moment by two clocks: `steady` stands still while the machine sleeps, `wall` may be set. */
export interface Moment {
  readonly steady: number;
  readonly wall: number;
}

export type ReadMoment = () => Moment;

export const systemMoment: ReadMoment = () => ({ steady: performance.now(), wall: Date.now() });

/** One spell of leading. Over for good once it was not renewed in time, whatever has kept us. */
export class Term implements Leave {
  readonly writeTimeoutMs = pace.writeMs;
  readonly #now: ReadMoment;
  readonly #over = new AbortController();
  #renewedAt: Moment;

  /** `renewedAt`: when the request that won the Lease was sent, not when it was answered. */
  constructor(now: ReadMoment, renewedAt: Moment) {
    this.#now = now;
    this.#renewedAt = renewedAt;
  }

  get ended(): AbortSignal {
    return this.#over.signal;
  }

  isValid(): boolean {
    if (!this.#over.signal.aborted && this.leftMs() <= 0) this.end('the Lease was not renewed in time');
    return !this.#over.signal.aborted;
  }

  /** Of both clocks the one that has gone further counts. */
  leftMs(): number {
    const now = this.#now();
    const age = Math.max(now.steady - this.#renewedAt.steady, now.wall - this.#renewedAt.wall);
    return pace.deadlineMs - age;
  }

  /** What was sent at `sentAt` has been answered. Too late is too late. */
  renewed(sentAt: Moment): void {
    if (this.isValid()) this.#renewedAt = sentAt;
  }

  end(why: string): void {
    this.#over.abort(why);
  }
}
