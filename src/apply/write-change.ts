import { ClusterError, type ClusterErrorReason, isClusterError } from '../model/errors.ts';
import type { PlannedChange } from '../plan/planned-change.ts';
import type { Cluster } from '../ports/cluster.ts';
import { type Sent, sendWrite } from './send-write.ts';
import { beyondPlan } from './still-planned.ts';
import { type Ending, endingOf } from './without-write.ts';

export type WriteResult = Sent | { readonly type: 'ended'; readonly ending: Ending };

/**
 * Judges a change anew by all gates, on fresh reads. `moved`: the server has just said that the object is not what the
 * last judgement saw; else an earlier wave has changed what is around it.
 */
export type Judge = (change: PlannedChange, moved: boolean) => Promise<PlannedChange>;

export interface WriteContext {
  readonly cluster: Cluster;
  readonly judge: Judge;
  readonly stopped: () => boolean;
  readonly retrying: (attempt: number, message: string) => void;
}

/** The object is not what was judged. */
const moved: ReadonlySet<ClusterErrorReason> = new Set(['conflict', 'field-conflict', 'already-exists']);

/**
 * Writes one change. Where the object moved under us it is read and judged anew, all gates included, at most five times,
 * and only while the judgement asks for no more than the plan did.
 */
export async function writeChange(
  planned: PlannedChange,
  judgeFirst: boolean,
  context: WriteContext,
): Promise<WriteResult> {
  let judged: Judgement = judgeFirst
    ? await judgeAnew(planned, false, context)
    : { type: 'write', change: planned };
  let reached = false;
  let released: string | undefined;
  for (let attempt = 1; ; attempt += 1) {
    if (judged.type === 'ended') {
      // What is now as planned may be our own write, whose answer was lost or came second: its health is waited for.
      if (reached && judged.ending.event === 'unchanged') return await asWritten(planned, context);
      return { ...judged, ending: withWords(judged.ending, released) };
    }
    try {
      return await sendWrite(judged.change, context.cluster, (words) => {
        released = words;
      });
    } catch (error) {
      if (!isClusterError(error)) throw error;
      if (!moved.has(error.reason)) {
        if (!error.undecided) throw error;
        return await afterDoubt(planned, error, context);
      }
      reached = true;
      if (attempt === 5)
        return gaveUp(`the object kept changing: gave up after 5 attempts (${error.message})`, released);
      if (context.stopped())
        return {
          type: 'ended',
          ending: { event: 'skipped', message: 'interrupted', why: 'was interrupted', stops: 'all' },
        };
      context.retrying(attempt + 1, error.message);
      judged = await judgeAnew(planned, true, context);
    }
  }
}

function gaveUp(message: string, released: string | undefined): WriteResult {
  return { type: 'ended', ending: withWords(failed(message).ending, released) };
}

/** A take-over is two writes: whoever stops between them says so. */
function withWords(ending: Ending, released: string | undefined): Ending {
  if (released === undefined || ending.event === 'unchanged') return ending;
  return { ...ending, message: `${ending.message ?? ending.why}; ${released}` };
}

export function failed(message: string): { readonly type: 'ended'; readonly ending: Ending } {
  return { type: 'ended', ending: { event: 'failed', message, why: 'failed', stops: 'all' } };
}

type Judgement =
  | { readonly type: 'write'; readonly change: PlannedChange }
  | { readonly type: 'ended'; readonly ending: Ending };

async function judgeAnew(
  planned: PlannedChange,
  moved: boolean,
  { judge }: WriteContext,
): Promise<Judgement> {
  const now = await judge(planned, moved);
  const ending = planned.change.state === 'remove' ? endingOfRemoval(now) : endingOf(now);
  // Skipped was not the plan: a run that did not do what it showed must not end as if it had.
  if (ending?.event === 'skipped') return failed(`it could not be judged again: ${ending.message ?? ''}`);
  if (ending !== undefined) return { type: 'ended', ending };
  if (now.write === undefined) return failed('changed since the plan: it is no longer in Git');
  const beyond = beyondPlan(planned.change, now.change);
  return beyond === undefined
    ? { type: 'write', change: now }
    : failed(`changed since the plan: ${beyond}; plan again`);
}

/**
 * A write that got no usable answer is not sent again: reading tells what came of it. Where that fails too, or the write
 * comes late, nobody knows, and that is said.
 */
async function afterDoubt(
  planned: PlannedChange,
  error: ClusterError,
  context: WriteContext,
): Promise<WriteResult> {
  try {
    const now = await context.judge(planned, true);
    if (planned.change.state === 'remove') return afterDoubtfulRemoval(now, error);
    if (now.change.state === 'unchanged') return await asWritten(planned, context);
    if (now.change.state === planned.change.state)
      return failed(`${error.message}; when read again it was not as planned`);
  } catch (unread) {
    if (!isClusterError(unread)) throw unread;
  }
  return failed(`${error.message}; it may have been written: run it again to see`);
}

/** Gone, or on its way: then it is as good as answered. */
function afterDoubtfulRemoval(now: PlannedChange, error: ClusterError): WriteResult {
  const ending = endingOfRemoval(now);
  if (ending?.event === 'removed') return { type: 'ended', ending };
  if (now.write?.type === 'being-deleted') return { type: 'deleting', uid: now.write.uid, sent: false };
  return failed(`${error.message}; when read again it was still there`);
}

/** What was to be deleted and is no longer there is what was asked for, whoever did it. */
function endingOfRemoval(now: PlannedChange): Ending | undefined {
  if (now.change.state !== 'unchanged') return endingOf(now);
  return { event: 'removed', message: now.change.reason, why: 'is gone', stops: 'none' };
}

async function asWritten(planned: PlannedChange, { cluster }: WriteContext): Promise<WriteResult> {
  const live = await cluster.get(planned.change.object);
  if (live === undefined) throw new ClusterError('was deleted while it was written', { reason: 'not-found' });
  return { type: 'written', live, missing: [] };
}
