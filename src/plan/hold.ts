import { annotation } from '../model/annotations.ts';
import type { JsonObject } from '../model/json.ts';
import { annotationOf } from '../model/live-object.ts';

export interface Hold {
  readonly reason: string;
  readonly where: 'in Git' | 'on the cluster';
}

/** A freeze that stands now: `<reason>; until 2027-01-31`. An `until` that cannot be read means no end. */
export function activeHold(git: JsonObject, live: JsonObject | undefined, now: number): Hold | undefined {
  const onCluster = live === undefined ? undefined : annotationOf(live, annotation.hold);
  if (onCluster !== undefined && !isOver(onCluster, now))
    return { reason: onCluster, where: 'on the cluster' };
  const inGit = annotationOf(git, annotation.hold);
  if (inGit !== undefined && !isOver(inGit, now)) return { reason: inGit, where: 'in Git' };
  return undefined;
}

/** The day named is the last one held, in UTC. */
function isOver(text: string, now: number): boolean {
  const until = /;\s*until\s+(\d{4}-\d{2}-\d{2})\s*$/.exec(text)?.[1];
  if (until === undefined) return false;
  const day = Date.parse(`${until}T00:00:00Z`);
  return !Number.isNaN(day) && now >= day + 24 * 60 * 60 * 1000;
}
