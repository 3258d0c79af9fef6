import type { Permission } from '../operations/planner.ts';

/** An entry of `spec.allow`. */
export interface Grant extends Permission {
  /** The last day (UTC) on which it counts, or the moment at which it ends. */
  readonly until: string;
}

export interface SortedGrants {
  readonly valid: readonly Permission[];
  readonly expired: readonly Grant[];
  /** Their end cannot be read, so they never count. */
  readonly unreadable: readonly Grant[];
}

const DAY_MS = 86_400_000;

/** What may pass at the moment `now`. A permission without a readable end is none. */
export function sortGrants(grants: readonly Grant[], now: number): SortedGrants {
  const isReadable = (grant: Grant) => endOf(grant.until) !== undefined;
  const readable = grants.filter(isReadable);
  const isValid = (grant: Grant) => now < (endOf(grant.until) ?? 0);
  return {
    valid: readable.filter(isValid).map(({ gate, object }) => ({ gate, object })),
    expired: readable.filter((grant) => !isValid(grant)),
    unreadable: grants.filter((grant) => !isReadable(grant)),
  };
}

/** The first moment at which it no longer counts. */
function endOf(until: string): number | undefined {
  if (/^\d{4}-\d{2}-\d{2}$/.test(until)) {
    const start = Date.parse(`${until}T00:00:00Z`);
    // JavaScript reads 30 February as 2 March.
    const isReal = !Number.isNaN(start) && new Date(start).toISOString().startsWith(until);
    return isReal ? start + DAY_MS : undefined;
  }
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:\d{2})$/.test(until))
    return undefined;
  const end = Date.parse(until);
  return Number.isNaN(end) ? undefined : end;
}
