import type { SyncOutcome } from '../operations/sync.ts';
import type { Setback } from './source.ts';
import type { Problem } from './topology-sync.ts';

/** How one pass over one TopologySync ended. */
export type PassResult =
  | { readonly kind: 'suspended' }
  /** Only a person can help: the spec, or what it points to, is wrong. */
  | { readonly kind: 'stalled'; readonly problem: Problem; readonly revision?: string }
  /** Something outside does not work now. */
  | { readonly kind: 'failed'; readonly problem: Problem; readonly revision?: string }
  | {
      readonly kind: 'done';
      readonly mode: 'enforce' | 'observe';
      readonly revision: string;
      /** Of everything, whatever was looked at. */
      readonly sync: SyncOutcome;
      /** How many objects this pass or look has written. */
      readonly writes: number;
      /** Why it was not the newest commit. */
      readonly setback?: Setback;
    }
  /** The process ends: nothing is known, nothing is told. */
  | { readonly kind: 'interrupted' };
