import { defineUnbuilt } from './unbuilt.ts';

/** Dropping dryRun while the action stays turns a test into the real thing. */
export const testFailoverPromotion = defineUnbuilt({
  id: 'test-failover-promotion',
  summary: 'A test failover would start, end, or become real.',
  why: `While action Failover stands, removing dryRun promotes the test: production is taken down and its volume is overwritten from
the test's copy. (Ramen: internal/controller/drplacementcontrol.go, processTestFailoverFlowIfEnabled; seen on running operators.)`,
  touches: (input) => input.kind.kind === 'DRPlacementControl' && input.paths.includes('spec.dryRun'),
});
