/** What scripts may rely on. Where several hold: `failed` before `blocked` before `findings`. */
export const exitCode = {
  done: 0,
  /** Could not do its work: usage, configuration, no cluster answered, a write failed, a bug. */
  failed: 1,
  /** `lint` and `doctor`: findings of severity error. `plan --detailed-exitcode`: changes pending. */
  findings: 2,
  /** Blocked by a gate or a lint error, or a stale plan. */
  blocked: 3,
  interrupted: 130,
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];
