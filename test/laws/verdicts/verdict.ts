/** One state that was seen on running operators, and what the gates must say to everything that Git could ask in it. */
export interface VerdictState {
  readonly name: string;
  /** The state in the words of `scene.ts`. */
  readonly live: string;
  /**
   * One column for each of `asks` (or `creates`, where there is no DRPlacementControl): the letters of the gates that stop it,
   * `-` where all let it pass, `=` where that is what Git says already, `.` where the column makes no sense.
   */
  readonly stops: string;
  /** The column that only states what is true already, or ends a test exactly: it passes whatever the status says. */
  readonly truth?: string;
  /** What the help of every refusal that knows a way out must contain: the one that was seen. */
  readonly wayOut?: string;
}

export const letters: Readonly<Record<string, string>> = {
  B: 'busy',
  C: 'clear-too-early',
  I: 'implicit-deployment',
  W: 'preferred-without-relocate',
  F: 'failover-preflight',
  R: 'relocate-preflight',
  H: 'hub-recovery',
  L: 'preferred-not-location',
  T: 'test-failover-promotion',
};
