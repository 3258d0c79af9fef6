/** How long to wait before something is tried again. */
export interface BackOff {
  /** Milliseconds before the second attempt, at most. */
  readonly firstMs: number;
  readonly longestMs: number;
}

/**
 * Milliseconds before the next attempt, after `earlier` pauses: twice as long each time, up to `longestMs`. `random` in [0, 1)
 * takes up to half of it away: who failed together must not come back together.
 */
export function backOffMs({ firstMs, longestMs }: BackOff, earlier: number, random: number): number {
  // 2^20 of a millisecond is longer than anybody waits.
  const ceiling = Math.min(longestMs, firstMs * 2 ** Math.min(earlier, 20));
  return ceiling * (0.5 + random / 2);
}
