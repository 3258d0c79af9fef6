/** A wrong flag, file, or configuration: one message, a next step, no stack. Exit status 1. */
export class UserError extends Error {
  readonly hint: string | undefined;
  constructor(message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'UserError';
    this.hint = options.hint;
  }
}

export type ClusterErrorReason =
  | 'unreachable' // no answer: name, connection, TLS, deadline
  | 'unauthorized' // 401
  | 'forbidden' // 403
  | 'not-found' // 404
  | 'already-exists' // 409 on create
  | 'conflict' // 409, stale resourceVersion or UID
  | 'field-conflict' // 409, another manager's field
  | 'invalid' // 400, 422
  | 'unsupported' // 405, 406, 415
  | 'expired' // 410
  | 'throttled' // 429
  | 'server' // 5xx
  | 'unknown';

/** One field that another manager owns, as the server's conflict answer names it. */
export interface FieldConflict {
  readonly manager: string;
  /** The server's notation: `.spec.action`, `.spec.groups[name="a"].type`. */
  readonly field: string;
}

/** What a cluster answered, or that it did not. Made by `src/cluster` only. */
export class ClusterError extends Error {
  readonly reason: ClusterErrorReason;
  readonly status: number | undefined;
  readonly conflicts: readonly FieldConflict[];
  readonly retryAfterSeconds: number | undefined;
  /** No usable answer came, but the server may have done what was asked. */
  readonly undecided: boolean;
  constructor(
    message: string,
    options: {
      readonly reason: ClusterErrorReason;
      readonly status?: number;
      readonly conflicts?: readonly FieldConflict[];
      readonly retryAfterSeconds?: number;
      readonly undecided?: boolean;
      readonly cause?: unknown;
    },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'ClusterError';
    this.reason = options.reason;
    this.status = options.status;
    this.conflicts = options.conflicts ?? [];
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.undecided = options.undecided ?? false;
  }
}

export function isClusterError(
  error: unknown,
  ...reasons: readonly ClusterErrorReason[]
): error is ClusterError {
  return error instanceof ClusterError && (reasons.length === 0 || reasons.includes(error.reason));
}
