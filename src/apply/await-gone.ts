import { isClusterError } from '../model/errors.ts';
import { getAt, getString } from '../model/field-path.ts';
import { isArray } from '../model/json.ts';
import { type LiveObject, uidOf } from '../model/live-object.ts';
import type { ObjectRef } from '../model/object-ref.ts';
import type { Clock } from '../ports/clock.ts';
import type { Cluster } from '../ports/cluster.ts';
import { duration } from './duration.ts';

export interface GoneWait {
  readonly object: ObjectRef;
  /** Of the object whose deletion was accepted. */
  readonly uid: string;
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** 0: one look. */
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
  /** Called with each new reason to wait on. */
  readonly waiting: (message: string) => void;
}

export type GoneResult =
  | { readonly gone: true; readonly message: string | undefined }
  | { readonly gone: false; readonly message: string };

/** Reads the object again and again, more and more slowly, until nothing with this UID is there, or the time is up. */
export async function awaitGone(wait: GoneWait): Promise<GoneResult> {
  const { clock, signal, timeoutMs } = wait;
  const deadline = clock.now() + timeoutMs;
  let said: string | undefined;
  for (let pause = 250; ; pause = Math.min(pause * 1.5, 10_000)) {
    const seen = await look(wait);
    if (seen.gone || seen.final) return seen;
    const left = deadline - clock.now();
    if (signal.aborted) return { gone: false, message: `interrupted before it was gone: ${seen.message}` };
    if (left <= 0) {
      const after = timeoutMs === 0 ? '' : ` after ${duration(timeoutMs)}`;
      return {
        gone: false,
        message: `still there${after}: ${seen.message}${timeoutMs === 0 ? '' : '; the deletion goes on, run it again to go on'}`,
      };
    }
    if (said !== seen.message) wait.waiting(seen.message);
    said = seen.message;
    await clock.sleep(Math.min(pause, left), signal);
  }
}

type Look =
  | { readonly gone: true; readonly message: string | undefined }
  /** `final`: looking again will not help. */
  | { readonly gone: false; readonly message: string; readonly final: boolean };

async function look({ cluster, object, uid }: GoneWait): Promise<Look> {
  try {
    const live = await cluster.get(object);
    if (live === undefined) return { gone: true, message: undefined };
    if (uidOf(live) !== uid) return { gone: true, message: 'a new object of that name is there already' };
    return { gone: false, message: holdersOf(live), final: false };
  } catch (error) {
    if (!isClusterError(error)) throw error;
    const final = error.reason === 'forbidden' || error.reason === 'unauthorized';
    return { gone: false, message: `whether it is gone cannot be read: ${error.message}`, final };
  }
}

/** What holds it: who has to let go, and how far it is. */
function holdersOf(live: LiveObject): string {
  const finalizers = getAt(live, ['metadata', 'finalizers']);
  const names = (isArray(finalizers) ? finalizers : []).map(String);
  const phase = getString(live, ['status', 'phase']);
  const progression = getString(live, ['status', 'progression']);
  const state = [phase, progression].filter((part) => part !== undefined && part !== '').join('/');
  const held = names.length === 0 ? 'the server has not dropped it yet' : `held by ${names.join(', ')}`;
  return state === '' ? held : `${held} (${state})`;
}
