import type { LiveObject } from '../model/live-object.ts';
import type { Watching } from './kept-clusters.ts';
import type { PassResult } from './pass.ts';

/** Who counts what the loop does. */
export interface LoopObserver {
  /** Every TopologySync that there is. */
  present(objects: readonly LiveObject[]): void;
  /** Whether it is told what moves on the hub; undefined: there is nothing to watch, or nobody who does. */
  watching(object: LiveObject, watching: Watching | undefined): void;
  /** The hub has not answered. */
  hubLost(why: string): void;
  /** Milliseconds since the epoch. */
  passEnded(
    object: LiveObject,
    result: PassResult,
    at: { readonly started: number; readonly ended: number },
  ): void;
  /** Between passes something that moved was looked at. */
  looked(object: LiveObject, result: PassResult, endedAt: number): void;
}
