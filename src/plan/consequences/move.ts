import type { Consequence } from '../../model/plan.ts';
import type { GateInput } from '../gates/define-gate.ts';
import { peerOf } from '../situation.ts';
import { lastAction, lostWrites, rpo, volumes } from './sync-words.ts';
import { moves, stays } from './where.ts';

/** Ramen: internal/controller/drplacementcontrol.go, RunFailover and cleanupSecondary. */
export function failoverConsequences(input: GateInput): readonly Consequence[] {
  const { situation, after, live } = input;
  const from = situation?.runsOn;
  const to = after.failoverCluster ?? 'no cluster';
  if (from === to) return [stays(to), ...discarded(input, to)];
  return [
    ...moves(situation, to),
    rpo(live, situation),
    lostWrites(live, situation),
    {
      code: 'restarts',
      text: `it is started anew on ${to}, and taken down on ${from ?? 'the old cluster'} as soon as that answers`,
    },
    ...volumes(live),
    lastAction(live, situation),
  ];
}

/** Ramen: internal/controller/drplacementcontrol.go, RunRelocate and quiesceAndRunFinalSync. */
export function relocateConsequences({ situation, after, live }: GateInput): readonly Consequence[] {
  const to = after.preferredCluster ?? 'no cluster';
  if (situation?.runsOn === to) return [stays(to)];
  return [
    ...moves(situation, to),
    {
      code: 'restarts',
      text: 'it is stopped for the final sync and started on the other side; nothing acknowledged is lost',
    },
    ...volumes(live),
    lastAction(live, situation),
  ];
}

/** Stating the true failover again makes Ramen clean up what an unfinished one has left. */
function discarded({ situation }: GateInput, home: string): readonly Consequence[] {
  const left = situation?.decisions?.find(
    (decision) => decision.retained && decision.cluster !== home,
  )?.cluster;
  const other = left ?? (situation === undefined ? undefined : peerOf(situation, home));
  if (left === undefined || other === undefined) return [];
  return [
    {
      code: 'writes-lost',
      text: `${other} is cleaned up: what was written there since the failover would be lost`,
    },
  ];
}
