import { ClusterError, type FieldConflict, isClusterError } from '../model/errors.ts';
import { getString, setAt } from '../model/field-path.ts';
import type { JsonObject } from '../model/json.ts';
import { type LiveObject, resourceVersionOf } from '../model/live-object.ts';
import { formatRef } from '../model/object-ref.ts';
import type { Change } from '../model/plan.ts';
import type { PatchOperation, PlannedChange } from '../plan/planned-change.ts';
import type { Cluster } from '../ports/cluster.ts';
import { missingFrom } from './read-back.ts';

export type Sent =
  | {
      readonly type: 'written';
      readonly live: LiveObject;
      /** Paths that the server does not have as they were applied: something else interfered. */
      readonly missing: readonly string[];
    }
  /** The object with this UID is being deleted; whether it is gone is still to be seen. `sent`: by this write. */
  | { readonly type: 'deleting'; readonly uid: string; readonly sent: boolean };

/** Told what a take-over has done so far: claims that are out while their values are not in; undefined once they are. */
export type HalfDone = (words: string | undefined) => void;

/**
 * Sends one planned write once and answers the object as it is then. Throws ClusterError: `conflict`, `field-conflict` and
 * `already-exists` mean that the object is not what was judged; nothing else is worth another judgement.
 */
export async function sendWrite(planned: PlannedChange, cluster: Cluster, halfDone: HalfDone): Promise<Sent> {
  const { change, write } = planned;
  if (write === undefined) throw new Error(`no write is planned for ${formatRef(change.object)}`);
  if (write.type === 'being-deleted') return { type: 'deleting', uid: write.uid, sent: false };
  if (write.type === 'delete') {
    const { uid, resourceVersion } = write;
    await cluster.remove(change.object, { uid, resourceVersion });
    return { type: 'deleting', uid, sent: true };
  }
  if (write.type === 'patch')
    return accepted(
      await cluster.patchJson(write.target ?? change.object, write.operations, { dryRun: false }),
    );
  if (write.type === 'create') {
    return accepted(
      await cluster.apply(setAt(write.body, ['metadata', 'resourceVersion'], '1'), { dryRun: false }),
    );
  }
  demandPreconditions(write.body);
  if (write.release === undefined) return accepted(await cluster.apply(write.body, { dryRun: false }));
  await demandPlannedConflicts(write.askable ?? write.body, write.conflicts, cluster);
  const words = takenWords(change, write.conflicts);
  const released = await release(planned, write.release, words, cluster);
  try {
    halfDone(words);
    await cluster.apply(setAt(write.body, ['metadata', 'resourceVersion'], resourceVersionOf(released)), {
      dryRun: false,
    });
    halfDone(undefined);
    return await readBack(planned, write.body, cluster);
  } catch (error) {
    throw halfTaken(error, words);
  }
}

async function release(
  { change }: PlannedChange,
  operations: readonly PatchOperation[],
  words: string,
  cluster: Cluster,
): Promise<LiveObject> {
  try {
    return await cluster.patchJson(change.object, operations, { dryRun: false });
  } catch (error) {
    if (!isClusterError(error) || !error.undecided || error.reason === 'conflict') throw error;
    throw new ClusterError(`${error.message}; it may be that ${words}`, {
      reason: error.reason,
      undecided: true,
      cause: error,
    });
  }
}

/** A take-over is two writes. What stopped the second must not hide the first, and reading tells whether it stopped it. */
function halfTaken(error: unknown, words: string): unknown {
  if (!isClusterError(error) || error.reason === 'conflict' || error.reason === 'field-conflict')
    return error;
  const message = `${error.message}; ${words}`;
  return new ClusterError(message, { reason: error.reason, undecided: true, cause: error });
}

/** A field that goes away has no conflict, but its owners. */
function takenWords({ fields }: Change, conflicts: readonly FieldConflict[]): string {
  const gone = fields
    .filter((field) => field.takesOver && field.git === undefined)
    .map(({ path, manager = '' }) => ({ field: path, manager }));
  const claims = [...conflicts, ...gone].map(({ field, manager }) => `${field} (${manager})`);
  return `the claim on ${claims.join(', ')} is already taken out`;
}

/** Law of the product: a write that does not say what it rests on is never sent. */
function demandPreconditions(body: JsonObject): void {
  if (resourceVersionOf(body) !== '' && getString(body, ['metadata', 'uid']) !== undefined) return;
  throw new Error('the planned apply carries no UID and resourceVersion');
}

/** Who else owns what we are about to take, as the server sees it now: exactly what the plan named, or nothing is touched. */
async function demandPlannedConflicts(
  body: JsonObject,
  planned: readonly FieldConflict[],
  cluster: Cluster,
): Promise<void> {
  const found = await dryRunConflicts(body, cluster);
  const unplanned = found.filter((conflict) => !planned.some((known) => isSame(known, conflict)));
  if (unplanned.length > 0) {
    const named = unplanned.map(({ field, manager }) => `${field} (${manager})`).join(', ');
    throw new ClusterError(`fields have other owners than planned: ${named}; nothing was written`, {
      reason: 'invalid',
    });
  }
  if (planned.some((conflict) => !found.some((known) => isSame(known, conflict)))) {
    throw new ClusterError('a planned take-over is no longer needed', { reason: 'conflict' });
  }
}

async function dryRunConflicts(body: JsonObject, cluster: Cluster): Promise<readonly FieldConflict[]> {
  try {
    await cluster.apply(body, { dryRun: true });
    return [];
  } catch (error) {
    if (isClusterError(error, 'field-conflict')) return error.conflicts;
    throw error;
  }
}

function isSame(a: FieldConflict, b: FieldConflict): boolean {
  return a.manager === b.manager && a.field === b.field;
}

async function readBack({ change }: PlannedChange, body: JsonObject, cluster: Cluster): Promise<Sent> {
  const live = await cluster.get(change.object);
  if (live === undefined)
    throw new ClusterError('it was written, but is gone again', { reason: 'not-found' });
  return { type: 'written', live, missing: missingFrom(live, body, change) };
}

function accepted(live: LiveObject): Sent {
  return { type: 'written', live, missing: [] };
}
