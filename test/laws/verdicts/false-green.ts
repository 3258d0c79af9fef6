import type { VerdictState } from './verdict.ts';

/** States that look healthy and are not, besides those of the other tables. */
export const falselyGreen: readonly VerdictState[] = [
  // clear dr1, clear dr2, Failover dr2, Failover dr1, Relocate dr1, Relocate dr2, preferredCluster
  { name: 'fresh: the peer has no status yet', live: 'dr2: secondary', stops: '= W F - R R .' },
  {
    name: 'the peer has not handled its latest order',
    live: 'dr2: secondary/Secondary old',
    stops: '= W F - R R .',
  },
  {
    name: 'the hub has lost dr2',
    live: "leases: { dr1: 'True', dr2: Unknown }",
    stops: '= W - - R R .',
  },
  {
    // Ramen's view of dr1 is stale, but dr1 answers us: a failover must not be held up by what the hub has lost.
    name: 'the hub has lost dr1, where the application runs',
    live: "leases: { dr1: Unknown, dr2: 'True' }",
    stops: '= W - - R R .',
  },
];
