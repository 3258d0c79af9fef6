import { type Topology, targetKey, unreadThatMayHold } from '../topology/topology.ts';
import { type Unjudged, unjudged } from './define-rule.ts';
import { mayStandIn } from './wording.ts';

/** A reference that leads to nothing that was read. */
export interface DeadReference {
  /** Of the target, as reports count it: `DRPolicy`. One line for all references to the kind. */
  readonly kind: string;
  readonly name: string;
  /** The repository shows that it holds such targets: at least one of them is here. */
  readonly isKeptHere: boolean;
}

/**
 * Why the target must not be called missing: it may stand in text that could not be read, or such objects are kept
 * somewhere else. Undefined where it is missing.
 */
export function unseen(topology: Topology, { kind, name, isKeptHere }: DeadReference): Unjudged | undefined {
  const unread = unreadThatMayHold(topology, name);
  if (unread !== undefined) return unjudged('unread-text', mayStandIn(kind, unread));
  const wasKeptHere = topology.vanished?.has(targetKey(kind, name)) === true;
  return isKeptHere || wasKeptHere ? undefined : unjudged('not-in-repository', kind);
}
