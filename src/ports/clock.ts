export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Resolves early, without an error, when the signal aborts. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}
