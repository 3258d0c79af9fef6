/** What speaks against an application whose own status is green; the codes are stable. */
export type DoubtCode =
  | 'kept-decision'
  | 'two-decisions'
  | 'no-decision'
  | 'decision-unread'
  | 'outside-policy'
  | 'cluster-lost'
  | 'cluster-fenced'
  | 'cluster-deleting'
  | 'cluster-unread'
  | 'policy-deleting'
  | 'policy-unread'
  | 'home-not-primary'
  | 'final-sync-left'
  | 'peer-not-secondary'
  | 'peer-without-status'
  | 'vrg-behind'
  | 'vrg-missing'
  | 'vrg-unread'
  | 'sync-late'
  | 'never-synced'
  | 'sync-unread';

export interface Doubt {
  readonly code: DoubtCode;
  /** `Failed`: the green is false. `InProgress`: it is too early to believe it. `Unknown`: what would tell cannot be read. */
  readonly health: 'Failed' | 'InProgress' | 'Unknown';
  /** One sentence with names. */
  readonly text: string;
  /** The way out, as it was seen on running operators. */
  readonly help: string;
}
