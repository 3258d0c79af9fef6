import { ClusterError } from '../model/errors.ts';

/** Why a request got no usable answer, and what may be tried. Data until the retries are used up, then the error is thrown. */
export interface Failure {
  readonly error: ClusterError;
  /** `if-safe`: only where doing it twice does no harm. `always`: the server has surely not done it. */
  readonly retry: 'never' | 'if-safe' | 'always';
  /** The server asked for this pause. */
  readonly afterMs?: number;
  /** Nothing came back: the cluster itself may be gone. */
  readonly silent?: true;
  /** It was sent, and may have been carried out. */
  readonly undecided?: true;
}

/** What was asked, in words for messages. */
export interface Subject {
  /** What was tried, as it reads in `hub did not apply drpolicies "p1"`. */
  readonly verb: string;
  /** `drpolicies "p1"`, or a path where no object is meant. */
  readonly what: string;
  /** The server's own words may quote a Secret's values, so they are left out. */
  readonly secret: boolean;
}

/** The same error of a request that may have been carried out, by its last attempt or an earlier one. */
export function inDoubt(error: ClusterError): ClusterError {
  const { message, reason, status, conflicts, retryAfterSeconds, cause } = error;
  return new ClusterError(message, {
    reason,
    conflicts,
    cause,
    undecided: true,
    ...(status === undefined ? {} : { status }),
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  });
}
