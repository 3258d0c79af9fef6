import type { JsonObject } from './json.ts';
import type { PlanTerms } from './plan.ts';

/** A plan as its file says it. Its digest was right: nobody changed it by accident, and that is all that is known. */
export interface SavedPlan {
  readonly document: JsonObject;
  readonly terms: PlanTerms;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

/** One thing that a saved plan rests on and that is not as it was. */
export interface Moved {
  /** A file, a cluster, an object, or the plan itself. */
  readonly what: string;
  /** In words that follow "what:". */
  readonly how: string;
}
