import { drPlacementControl } from '../../kinds/dr-placement-control.ts';
import type { Doubt } from '../../model/doubt.ts';
import type { LiveObject } from '../../model/live-object.ts';
import type { Situation } from '../situation.ts';
import { clusterDoubts } from './cluster-doubts.ts';
import { decisionDoubts } from './decision-doubts.ts';
import { syncDoubts } from './sync-doubts.ts';
import { vrgDoubts } from './vrg-doubts.ts';

/**
 * What is false, or cannot be known, about an application whose own status is green: final phase, `Completed`, Available,
 * PeerReady and Protected True at the present generation. Running operators showed all of that while the application ran on
 * both clusters, on none, or without replication. Empty for a green that is true as far as can be seen, and for an application
 * that does not claim to be green. What the S3 stores hold is not looked at.
 */
export function falseGreen(live: LiveObject, situation: Situation): readonly Doubt[] {
  if (drPlacementControl.health(live).status !== 'Current') return [];
  const doubts = [
    ...decisionDoubts(live, situation),
    ...vrgDoubts(situation),
    ...clusterDoubts(situation),
    ...syncDoubts(live, situation),
  ];
  return [...doubts].sort((a, b) => weight[a.health] - weight[b.health]);
}

/** Beside a status that claims no green: a cluster that is lost or cut off, a policy or a cluster on its way out. */
export function troubleAround(live: LiveObject, situation: Situation): readonly Doubt[] {
  if (drPlacementControl.health(live).status === 'Current') return [];
  return clusterDoubts(situation).filter(({ health }) => health === 'Failed');
}

/** The gravest first; the order among equals is kept. */
const weight: Readonly<Record<Doubt['health'], number>> = { Failed: 0, InProgress: 1, Unknown: 2 };
