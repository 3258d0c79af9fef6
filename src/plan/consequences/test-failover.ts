import type { Consequence } from '../../model/plan.ts';
import type { GateInput } from '../gates/define-gate.ts';
import { rpo } from './sync-words.ts';
import { moves, stays, whereUnknown } from './where.ts';

/** A test failover promotes the copy beside the running production. Ramen: internal/controller/drplacementcontrol.go. */
export function testConsequences({ situation, after, live }: GateInput): readonly Consequence[] {
  const to = after.failoverCluster ?? 'no cluster';
  const home = situation?.runsOn;
  return [
    home === undefined ? whereUnknown(situation) : stays(home),
    {
      code: 'second-copy',
      text: `a second copy of it starts on ${to} from the last sync; what the copy writes is discarded when the test ends`,
    },
    rpo(live, situation),
    {
      code: 'unprotected',
      text: `unprotected until the test has ended and ${to} has synced again: ${to} takes no replication meanwhile`,
    },
  ];
}

/** Back to what was, or, with the same Failover left standing, the real thing. */
export function testEndConsequences(input: GateInput): readonly Consequence[] {
  const { situation, before, after } = input;
  const copy = before.failoverCluster ?? 'the other cluster';
  const home = situation?.runsOn;
  if (after.action === 'Failover' && after.failoverCluster === copy && home !== copy) {
    return [
      ...moves(situation, copy),
      {
        code: 'writes-lost',
        text: `the test becomes real: writes on ${home ?? 'the old cluster'} since the test began would be lost, its volumes are overwritten from the copy`,
      },
      {
        code: 'restarts',
        text: `it is taken down on ${home ?? 'the old cluster'}; the copy on ${copy} goes on`,
      },
    ];
  }
  return [
    home === undefined ? whereUnknown(situation) : stays(home),
    { code: 'copy-removed', text: `the test's copy on ${copy} is removed, and what it wrote is discarded` },
    { code: 'unprotected', text: `unprotected until ${copy} has synced again` },
  ];
}
