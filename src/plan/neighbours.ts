import type { LiveObject } from '../model/live-object.ts';
import type { Situation } from './situation.ts';

/** One application beside the object that changes. */
export interface NeighbourApplication {
  /** `shop/cart`. */
  readonly name: string;
  readonly situation: Situation;
}

/** What stands around an object that is no application itself; undefined: could not be read. */
export interface Neighbours {
  /** Of a DRCluster: under its policies. Of a DRPolicy: under it. Of a Placement: placed by it. Of Ramen's configuration: all. */
  readonly applications: readonly NeighbourApplication[] | undefined;
  readonly drClusters: readonly LiveObject[] | undefined;
}

/** `shop/cart, shop/pay and 3 more`. */
export function listNames(names: readonly string[]): string {
  const sorted = [...new Set(names)].sort();
  const shown = sorted.slice(0, 3);
  const rest = sorted.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
