import type { ApplyEventType } from '../model/apply-event.ts';
import type { Change } from '../model/plan.ts';
import type { PlannedChange } from '../plan/planned-change.ts';

/** Which dependents may not go on; an update of what stands on it already may, where the other two may not. */
export type Stops = 'none' | 'all-but-updates' | 'all';

export interface Ending {
  readonly event: ApplyEventType;
  readonly message: string | undefined;
  /** In words after "which": `is blocked`. */
  readonly why: string;
  readonly stops: Stops;
}

export function isToBeWritten({ change, write }: PlannedChange): boolean {
  return (
    write !== undefined &&
    (change.state === 'create' || change.state === 'update' || change.state === 'remove')
  );
}

/**
 * How a change ends that nothing is written for. Undefined where it is no business of apply (`not-in-git`).
 * An unreachable cluster stops nobody: it must never hold back a failover away from it. A blocked object that is live
 * stands as it did, so the failover of an application whose DRCluster is blocked goes on; what waits for a CRD stops only
 * what would be made on top of it.
 */
export function endingOf({ change, write }: PlannedChange): Ending | undefined {
  switch (change.state) {
    case 'not-in-git':
      return undefined;
    case 'unchanged':
      return { event: 'unchanged', message: change.reason, why: 'is unchanged', stops: 'none' };
    case 'held':
      return { event: 'held', message: heldMessage(change), why: 'is held', stops: 'none' };
    case 'blocked':
      return {
        event: 'blocked',
        message: blockMessage(change),
        why: 'is blocked',
        stops: isContradiction(change) ? 'none' : standsAsItDid(change) ? 'all-but-updates' : 'all',
      };
    case 'pending':
      return {
        event: 'skipped',
        message: `pending: ${change.reason ?? 'its CRD is not there yet'}`,
        why: 'is pending',
        stops: 'all-but-updates',
      };
    case 'unreachable': {
      const why = change.reason ?? `cluster ${change.object.cluster} does not answer`;
      return { event: 'skipped', message: `unreachable: ${why}`, why: 'is unreachable', stops: 'none' };
    }
    case 'remove':
    case 'create':
    case 'update':
      if (write !== undefined) return undefined;
      return {
        event: 'failed',
        message: 'the plan names no write for this change',
        why: 'failed',
        stops: 'all',
      };
  }
}

/** A mistake in Git is another matter: it stops what depends on it, too. */
function standsAsItDid({ judged, blocks }: Change): boolean {
  return judged !== undefined && !blocks.some(({ gate }) => gate === 'lint');
}

/** A Removal that asks for what Git still states: the object stands as it did, and a failover that needs it must not wait. */
function isContradiction({ blocks }: Change): boolean {
  return blocks.length > 0 && blocks.every(({ gate }) => gate === 'no-removal');
}

function heldMessage(change: Change): string | undefined {
  if (change.reason !== undefined) return change.reason;
  const paths = change.fields.filter((field) => field.held).map((field) => field.path);
  return paths.length === 0 ? undefined : `${paths.join(', ')} left as it is on the cluster`;
}

function blockMessage(change: Change): string | undefined {
  const blocks = change.blocks.map((block) => `${block.gate}: ${block.message}`);
  return blocks.length === 0 ? change.reason : blocks.join('; ');
}
